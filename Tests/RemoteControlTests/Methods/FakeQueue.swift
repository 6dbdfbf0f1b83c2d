import DownloadCore
import Synchronization

/// An engine that changes its queue at once, as intents say, and downloads nothing.
final class FakeQueue: DownloadService {
    private struct State {
        var snapshot = Snapshot(time: Instant(seconds: 0))
        var intents: [Intent] = []
        var watchers: [AsyncStream<Snapshot>.Continuation] = []
        var nextID: Int64 = 1
    }

    private let state: Mutex<State>

    init() {
        var first = State()
        first.snapshot.activeDownloads = 3
        state = Mutex(first)
    }

    /// The intents so far.
    var intents: [Intent] { state.withLock(\.intents) }

    /// The downloads in order.
    var downloads: [DownloadSnapshot] { state.withLock(\.snapshot.downloads) }

    /// The time of the newest snapshot.
    var time: Instant { state.withLock(\.snapshot.time) }

    /// Changes the queue and publishes it.
    func change(_ change: (inout Snapshot) -> Void) {
        state.withLock { state in
            change(&state.snapshot)
            state.snapshot.time = state.snapshot.time + 1
            for watcher in state.watchers { watcher.yield(state.snapshot) }
        }
    }

    /// Changes one download and publishes it.
    func change(_ place: Int, _ change: (inout DownloadSnapshot) -> Void) {
        self.change { change(&$0.downloads[place]) }
    }

    func perform(_ intent: Intent) async {
        state.withLock { $0.intents.append(intent) }
        switch intent {
        case .insert(let requests, let next, let isPaused):
            let place = downloads.firstIndex { $0.id == next } ?? downloads.count
            insert(requests, at: place, isPaused: isPaused)
        case .pause(let ids): set(.paused(.user), of: ids)
        case .resume(let ids): set(.waiting, of: ids)
        case .pauseAll: set(.paused(.user), of: downloads.map(\.id))
        case .resumeAll: set(.waiting, of: downloads.map(\.id))
        case .remove(let ids, _):
            change { $0.downloads.removeAll { ids.contains($0.id) } }
        case .move(let ids, let step):
            guard let from = downloads.firstIndex(where: { ids.contains($0.id) }) else { return }
            change { $0.downloads.insert($0.downloads.remove(at: from), at: from + step) }
        case .limitAll(let rate): change { $0.limit = rate }
        case .setActiveDownloads(let count): change { $0.activeDownloads = count }
        case .limitDownload(let ids, let rate): edit(ids) { $0.limit = rate }
        case .setFragments(let ids, let count): edit(ids) { $0.fragments = count }
        case .edit(let id, let request): edit([id]) { $0 = request }
        case .replaceSource(let id, let url):
            edit([id]) { $0.sources[0] = url }
            set(
                .waiting,
                of: downloads.filter { $0.id == id && $0.state != .paused(.user) }.map(\.id))
        default: break
        }
    }

    private func insert(_ requests: [DownloadRequest], at place: Int, isPaused: Bool) {
        let first = state.withLock { state in
            defer { state.nextID += Int64(requests.count) }
            return state.nextID
        }
        let new = requests.enumerated().map { number, request in
            var download = DownloadSnapshot(
                id: DownloadID(first + Int64(number)), request: request,
                name: request.name ?? FileName.fromURL(request.sources[0]) ?? "x")
            if isPaused { download.state = .paused(.user) }
            return download
        }
        change { $0.downloads.insert(contentsOf: new, at: place) }
    }

    private func set(_ state: DownloadSnapshot.State, of ids: [DownloadID]) {
        change { snapshot in
            for place in snapshot.downloads.indices
            where ids.contains(snapshot.downloads[place].id) {
                snapshot.downloads[place].state = state
            }
        }
    }

    private func edit(_ ids: [DownloadID], _ edit: (inout DownloadRequest) -> Void) {
        change { snapshot in
            for place in snapshot.downloads.indices
            where ids.contains(snapshot.downloads[place].id) {
                edit(&snapshot.downloads[place].request)
            }
        }
    }

    func takeUp(_ requests: [DownloadRequest]) async {}

    func snapshots() -> AsyncStream<Snapshot> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Snapshot.self, bufferingPolicy: .bufferingNewest(1))
        state.withLock { state in
            continuation.yield(state.snapshot)
            state.watchers.append(continuation)
        }
        return stream
    }

    func look(at detail: SnapshotDetail) async {}

    var isShared: Bool { false }

    var failure: String? { nil }

    func end(_ ending: ServiceEnding) async {}
}
