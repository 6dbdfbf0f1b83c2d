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
    private static let shutdownTimeout = 1.0

    private struct Shared {
        var newest: Snapshot?
        var answers: [(face: Int, message: EngineMessage)] = []
        var farewell: EngineMessage?
        var isClosed = false
        var watchers = 0
        var faces = 0
        var ended: [CheckedContinuation<Void, Never>] = []
        var hasEnded = false
    }

    private struct Order: Sendable {
        var face: Int
        var number: Int
        var message: FaceMessage
    }

    private let claim: EngineClaim
    private let service: any DownloadService
    private let greeting: Hello
    private let waker: Waker
    private let shared = Mutex(Shared())
    private let orders: AsyncStream<Order>.Continuation
    private let stop: @Sendable () -> Void
    private let change: @Sendable () -> Void

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - claim: The claim on the endpoint.
    ///   - service: The engine.
    ///   - version: The program's version.
    ///   - stop: Called when a face asks the engine to stop.
    ///   - change: Called when the number of faces has changed.
    /// - Throws: `LinkError` when no descriptors are left.
    package init(
        _ claim: EngineClaim, service: any DownloadService, version: String,
        stop: @escaping @Sendable () -> Void, change: @escaping @Sendable () -> Void = {}
    ) throws(LinkError) {
        self.claim = claim
        self.service = service
        self.stop = stop
        self.change = change
        greeting = Hello(version: version, process: Int(getpid()))
        waker = try Waker()
        let (stream, orders) = AsyncStream.makeStream(of: Order.self)
        self.orders = orders
        Task { [self] in
            for await order in stream { await perform(order) }
        }
        startThread { [self] in
            var loop = Loop(server: self)
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

extension EngineServer {
    /// The state of the server's thread: its sockets and its faces.
    private struct Loop {
        let server: EngineServer
        var faces: [Int: FaceSession] = [:]
        var nextFace = 0
        var watching: Task<Void, Never>?
        var newest: Snapshot?
        var buffer: [UInt8] = Array(repeating: 0, count: 1 << 16)
        var end: Double?

        mutating func run() {
            while !hasEnded {
                wait()
                server.waker.reset()
                takeNews()
                serve()
                dropLateFaces()
                updateWatching()
            }
            watching?.cancel()
            server.orders.finish()
            server.claim.release()
            faces = [:]
            let waiting = server.shared.withLock { shared in
                shared.hasEnded = true
                defer { shared.ended = [] }
                return shared.ended
            }
            for continuation in waiting { continuation.resume() }
        }

        private var hasEnded: Bool {
            guard let end else { return false }
            return faces.values.allSatisfy(\.hasSentAll) || monotonicSeconds() >= end
        }

        /// Waits for sockets, news or the next deadline.
        private mutating func wait() {
            let numbers = Array(faces.keys)
            var polls = [
                pollfd(fd: server.waker.descriptor.number, events: Int16(POLLIN), revents: 0)
            ]
            let accepts = end == nil && faces.count < EngineServer.mostFaces
            polls.append(
                pollfd(
                    fd: accepts ? server.claim.listener.number : -1, events: Int16(POLLIN),
                    revents: 0))
            for number in numbers {
                guard let face = faces[number] else { continue }
                polls.append(pollfd(fd: face.socket.number, events: face.events, revents: 0))
            }
            guard poll(&polls, nfds_t(polls.count), timeout) > 0 else { return }
            if polls[1].revents != 0 { accept() }
            for (number, poll) in zip(numbers, polls.dropFirst(2))
            where poll.revents & Int16(POLLIN | POLLHUP | POLLERR) != 0 {
                read(number)
            }
        }

        /// The milliseconds until the next deadline; -1 without one.
        private var timeout: Int32 {
            let time = monotonicSeconds()
            var due: [Double] = []
            if let end { due.append(end) }
            for face in faces.values {
                if face.hello == nil { due.append(face.deadline) }
                if face.isWatching, face.hasSentAll {
                    if !face.sender.isReady { return 0 }
                    if face.isBehind, newest != nil { due.append(face.nextSnapshot) }
                }
            }
            guard let next = due.min() else { return -1 }
            return Int32(max(0, min((next - time) * 1000, 60_000)).rounded(.up))
        }

        private mutating func takeNews() {
            let (snapshot, answers, farewell) = server.shared.withLock { shared in
                defer {
                    shared.newest = nil
                    shared.answers = []
                }
                return (shared.newest, shared.answers, shared.farewell)
            }
            if let snapshot {
                newest = snapshot
                for number in faces.keys { faces[number]?.isBehind = true }
            }
            for (number, message) in answers {
                faces[number]?.send(message)
                faces[number]?.requests -= 1
            }
            guard let farewell, end == nil else { return }
            end = monotonicSeconds() + EngineServer.shutdownTimeout
            for number in faces.keys {
                faces[number]?.isEnding = true
                faces[number]?.isWatching = false
                faces[number]?.send(farewell)
            }
        }

        private mutating func serve() {
            let time = monotonicSeconds()
            for number in Array(faces.keys) {
                faces[number]?.sendSnapshot(newest, at: time)
                if faces[number]?.flush() == false { faces[number] = nil }
            }
        }

        private mutating func dropLateFaces() {
            let time = monotonicSeconds()
            for (number, face) in faces where face.hello == nil && face.deadline <= time {
                faces[number] = nil
            }
        }

        private mutating func accept() {
            let number = Glibc.accept(server.claim.listener.number, nil, nil)
            guard number >= 0 else { return }
            let socket = SocketHandle(number)
            _ = fcntl(number, F_SETFD, FD_CLOEXEC)
            _ = fcntl(number, F_SETFL, O_NONBLOCK)
            // The folder already excludes other users; this check holds wherever the socket is.
            guard isOwnPeer(number) else { return }
            faces[nextFace] = FaceSession(
                socket, greeting: server.greeting, at: monotonicSeconds())
            nextFace += 1
        }

        private mutating func read(_ number: Int) {
            guard let texts = faces[number]?.read(&buffer) else {
                faces[number] = nil
                return
            }
            for text in texts where faces[number] != nil { take(text, from: number) }
        }

        private mutating func take(_ text: [UInt8], from number: Int) {
            guard let hello = faces[number]?.hello else {
                // A greeting of any version is valid.
                faces[number]?.hello = try? Hello.message(text)
                if faces[number]?.hello == nil { faces[number] = nil }
                return
            }
            guard let message = try? FaceMessage.message(text),
                hello.protocol == Hello.currentProtocol || message == .stop
            else {
                faces[number] = nil
                return
            }
            switch message {
            case .perform(let order, _), .takeUp(let order, _):
                faces[number]?.requests += 1
                server.orders.yield(Order(face: number, number: order, message: message))
            case .watch(let detail):
                faces[number]?.sender.detail = detail
                faces[number]?.isWatching = true
                // Details that have just been selected are sent at once.
                faces[number]?.isBehind = true
                faces[number]?.nextSnapshot = 0
            case .stop: server.stop()
            }
        }

        /// Subscribes to snapshots while a face wants them, and reports a changed number of faces.
        private mutating func updateWatching() {
            let watchers = faces.values.count(where: \.isWatching)
            let hasChanged = server.shared.withLock { shared in
                defer {
                    shared.faces = faces.count
                    shared.watchers = watchers
                }
                return shared.faces != faces.count || shared.watchers != watchers
            }
            if hasChanged { server.change() }
            if watchers == 0 {
                watching?.cancel()
                watching = nil
                newest = nil
            } else if watching == nil {
                watching = Task { [server] in
                    for await snapshot in server.service.snapshots() {
                        server.shared.withLock { $0.newest = snapshot }
                        server.waker.wake()
                    }
                }
            }
        }
    }
}
