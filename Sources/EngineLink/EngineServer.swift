import CLinux
import DownloadCore
import Glibc
import Synchronization

/// Serves faces in other processes.
///
/// One thread serves all sockets and sleeps while nothing happens. It never blocks on a face: at
/// most one part of a snapshot is buffered for a slow one, and the snapshots that it misses
/// meanwhile are skipped. Requests from faces are performed in the order of their arrival.
package final class EngineServer: Sendable {
    /// The maximum number of connected faces.
    package static let mostFaces = 64
    /// The seconds that faces get to read their last messages.
    static let shutdownTimeout = 1.0

    struct Shared {
        var newest: Snapshot?
        var answers: [(face: Int, message: EngineMessage)] = []
        var farewell: EngineMessage?
        var isClosed = false
        var watchers = 0
        var faces = 0
        var ended: [CheckedContinuation<Void, Never>] = []
        var hasEnded = false
    }

    struct Order: Sendable {
        var face: Int
        var number: Int
        var message: FaceMessage
    }

    let claim: EngineClaim
    let service: any DownloadService
    let greeting: Hello
    let waker: Waker
    let shared = Mutex(Shared())
    let orders: AsyncStream<Order>.Continuation
    let stop: @Sendable () -> Void
    let change: @Sendable () -> Void
    let log: @Sendable (String) -> Void

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - claim: The claim on the endpoint.
    ///   - service: The engine.
    ///   - version: The program's version.
    ///   - stop: Called when a face asks the engine to stop.
    ///   - change: Called when the number of faces has changed.
    ///   - log: Takes lines for the log.
    /// - Throws: `LinkError` when no descriptors are left.
    package init(
        _ claim: EngineClaim, service: any DownloadService, version: String,
        stop: @escaping @Sendable () -> Void, change: @escaping @Sendable () -> Void = {},
        log: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(LinkError) {
        self.claim = claim
        self.service = service
        self.stop = stop
        self.change = change
        self.log = log
        greeting = Hello(version: version, process: Int(getpid()))
        waker = try Waker()
        let (stream, orders) = AsyncStream.makeStream(of: Order.self)
        self.orders = orders
        Task { [self] in
            for await order in stream { await perform(order) }
        }
        startThread { [self] in
            var loop = ServerLoop(self)
            loop.run()
        }
    }

    /// The number of connected faces.
    package var faces: Int { shared.withLock { $0.faces } }

    /// The number of faces that watch the queue.
    package var watchers: Int { shared.withLock { $0.watchers } }

    /// Performs no more requests, because the engine is about to end.
    ///
    /// A request without an answer was not performed, as far as its face knows: the face sends it
    /// to the next engine. So none is lost that an ending engine would accept but not save.
    package func close() { shared.withLock { $0.isClosed = true } }

    private var isClosed: Bool { shared.withLock { $0.isClosed } }

    /// Sends the reason for the end to all faces, closes their connections and releases the claim.
    package func end(_ farewell: EngineMessage) async {
        shared.withLock { if $0.farewell == nil { $0.farewell = farewell } }
        waker.wake()
        await withCheckedContinuation { continuation in
            let hasEnded = shared.withLock { shared in
                if !shared.hasEnded { shared.ended.append(continuation) }
                return shared.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    private func answer(_ face: Int, _ message: EngineMessage) {
        shared.withLock { $0.answers.append((face, message)) }
        waker.wake()
    }

    private func perform(_ order: Order) async {
        guard !isClosed else { return }
        if let problem = order.message.problem {
            return answer(order.face, .refused(order.number, problem))
        }
        switch order.message {
        case .perform(_, let intent): await service.perform(await revealed(intent))
        case .takeUp(_, let requests): await service.takeUp(requests.map(Self.withoutMarks))
        case .watch, .stop: return
        }
        // The engine may have ended before it performed this.
        if !isClosed { answer(order.face, .done(order.number)) }
    }

    /// Returns an intent with the engine's secrets in place of the marks that faces receive.
    private func revealed(_ intent: Intent) async -> Intent {
        switch intent {
        case .add(let requests): return .add(requests.map(Self.withoutMarks))
        case .insert(let requests, let next, let isPaused):
            return .insert(requests.map(Self.withoutMarks), before: next, isPaused: isPaused)
        case .edit(let id, let request):
            guard let own = await self.request(of: id) else { return intent }
            return .edit(id, request.revealed(from: own))
        case .replaceSource(let id, let url):
            guard let own = await self.request(of: id) else { return intent }
            var request = own
            request.sources = [url]
            return .replaceSource(id, url: request.revealed(from: own).sources[0])
        default: return intent
        }
    }

    private static func withoutMarks(_ request: DownloadRequest) -> DownloadRequest {
        request.revealed(from: DownloadRequest(source: "", directory: ""))
    }

    private func request(of id: DownloadID) async -> DownloadRequest? {
        for await snapshot in service.snapshots() {
            return snapshot.downloads.first { $0.id == id }?.request
        }
        return nil
    }
}
