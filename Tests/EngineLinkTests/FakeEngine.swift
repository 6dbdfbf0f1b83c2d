import DownloadCore
import Synchronization

/// An engine that only records its requests.
final class FakeEngine: DownloadService {
    struct State {
        var snapshot = Snapshot(time: Instant(seconds: 0))
        var intents: [Intent] = []
        var taken: [DownloadRequest] = []
        /// Whether requests wait for `release`, and those that do.
        var isHeld = false
        var held: [CheckedContinuation<Void, Never>] = []
        /// The seconds that each request takes.
        var delay = 0.0
        var endings: [ServiceEnding] = []
        var watchers: [AsyncStream<Snapshot>.Continuation] = []
    }

    let state = Mutex(State())

    init(downloads: Int = 0) {
        change { snapshot in
            snapshot.downloads = (0..<downloads).map { Self.download(Int64($0 + 1)) }
        }
    }

    static func download(_ id: Int64) -> DownloadSnapshot {
        var download = DownloadSnapshot(
            id: DownloadID(id),
            request: DownloadRequest(source: "https://u:secret@h/\(id)", directory: "/d"),
            name: "\(id)")
        download.fragments = [FragmentSnapshot(number: 1, range: ByteRange(0, 10))]
        return download
    }

    func change(_ change: (inout Snapshot) -> Void) {
        state.withLock { state in
            change(&state.snapshot)
            for watcher in state.watchers { watcher.yield(state.snapshot) }
        }
    }

    /// Performs no request until `release`.
    func hold() { state.withLock { $0.isHeld = true } }

    /// Performs the held requests, and all later ones.
    func release() {
        let held = state.withLock { state in
            state.isHeld = false
            defer { state.held = [] }
            return state.held
        }
        for request in held { request.resume() }
    }

    /// Takes the time that a request takes.
    private func work() async {
        let delay = state.withLock { $0.delay }
        if delay > 0 { try? await Task.sleep(for: .seconds(delay)) }
        await withCheckedContinuation { continuation in
            let isHeld = state.withLock { state in
                if state.isHeld { state.held.append(continuation) }
                return state.isHeld
            }
            if !isHeld { continuation.resume() }
        }
    }

    func perform(_ intent: Intent) async {
        await work()
        state.withLock { $0.intents.append(intent) }
        guard case .pause(let ids) = intent else { return }
        change { snapshot in
            for index in snapshot.downloads.indices
            where ids.contains(snapshot.downloads[index].id) {
                snapshot.downloads[index].state = .paused(.user)
            }
        }
    }

    func takeUp(_ requests: [DownloadRequest]) async {
        await work()
        state.withLock { $0.taken += requests }
    }

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

    func end(_ ending: ServiceEnding) async {
        state.withLock { state in
            state.endings.append(ending)
            for watcher in state.watchers { watcher.finish() }
        }
    }
}
