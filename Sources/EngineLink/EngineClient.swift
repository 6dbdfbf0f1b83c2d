import CLinux
import Dispatch
import DownloadCore
import Glibc
import Synchronization

/// A client of an engine in another process.
package final class EngineClient: DownloadService {
    /// How the connection ended.
    package enum Ending: Hashable, Sendable {
        /// It was closed from this side.
        case left
        /// The engine saved its state and stopped.
        case stopped
        /// The engine ended unexpectedly.
        case lost
    }

    /// A request without an answer so far.
    private struct Pending {
        var message: FaceMessage
        var continuation: CheckedContinuation<Result<Void, LinkError>, Never>
    }

    private struct Shared {
        var nextNumber = 0
        var waiting: [Int: Pending] = [:]
        var snapshots: [Int: AsyncStream<Snapshot>.Continuation] = [:]
        var newest: Snapshot?
        var detail = SnapshotDetail.none
        var isWatching = false
        var socket: SocketHandle?
        var ending: Ending?
        var process: Int
        /// The numbers of messages from the engine, and of answers among them.
        var messages = 0
        var answers = 0
        /// Why requests are no longer sent: the engine has been silent for too long.
        var silence: LinkError?
        /// Told when the engine owes a message.
        var expectations: AsyncStream<Void>.Continuation?
    }

    private let endpoint: Endpoint
    private let greeting: Hello
    private let shared: Mutex<Shared>
    private let output = DispatchQueue(label: "engine-client")

    /// The timeout for the engine's answers in seconds.
    package static let patience = 10

    /// Connects to the engine that listens at an endpoint.
    ///
    /// - Parameters:
    ///   - endpoint: The endpoint.
    ///   - version: The program's version.
    ///   - acceptsOtherVersion: Whether an engine of another version is accepted; it can only be
    ///     stopped.
    /// - Returns: `nil` without a listener.
    /// - Throws: `LinkError` when the listener cannot be used.
    package static func connect(
        _ endpoint: Endpoint, version: String, acceptsOtherVersion: Bool = false
    ) throws(LinkError) -> EngineClient? {
        let own = Hello(version: version, process: Int(getpid()))
        guard let (socket, reader, hello) = try greet(endpoint, own, acceptsOtherVersion) else {
            return nil
        }
        let client = EngineClient(endpoint, own, socket, process: hello.process)
        client.listen(to: socket, reader)
        return client
    }

    private init(_ endpoint: Endpoint, _ greeting: Hello, _ socket: SocketHandle, process: Int) {
        self.endpoint = endpoint
        self.greeting = greeting
        var state = Shared(process: process)
        state.socket = socket
        shared = Mutex(state)
    }

    deinit { close() }

    // MARK: The service

    /// Sends a request and waits for its answer.
    ///
    /// - Parameter message: Returns the message with this number.
    /// - Throws: `LinkError` when the engine refuses it or ends.
    func request(_ message: (Int) -> FaceMessage) async throws(LinkError) {
        let number = shared.withLock { shared in
            shared.nextNumber += 1
            return shared.nextNumber
        }
        let message = message(number)
        let result = await withCheckedContinuation { continuation in
            // Recorded for the socket of this moment: `reconnect` sends it again on the next one.
            let (socket, silence) = shared.withLock { shared -> (SocketHandle?, LinkError?) in
                guard shared.ending == nil, shared.silence == nil, let socket = shared.socket
                else { return (nil, shared.silence) }
                shared.waiting[number] = Pending(message: message, continuation: continuation)
                shared.expectations?.yield()
                return (socket, nil)
            }
            guard let socket else {
                return continuation.resume(returning: .failure(silence ?? .lost))
            }
            send(message, on: socket)
        }
        try result.get()
    }

    package func snapshots() -> AsyncStream<Snapshot> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Snapshot.self, bufferingPolicy: .bufferingNewest(1))
        let (detail, isOpen) = shared.withLock { shared in
            guard shared.ending == nil else { return (shared.detail, false) }
            shared.nextNumber += 1
            let number = shared.nextNumber
            shared.snapshots[number] = continuation
            continuation.onTermination = { [weak self] _ in
                self?.shared.withLock { $0.snapshots[number] = nil }
            }
            if let newest = shared.newest { continuation.yield(newest) }
            defer { shared.isWatching = true }
            return (shared.detail, !shared.isWatching)
        }
        if isOpen { send(.watch(detail)) }
        if shared.withLock({ $0.ending != nil }) { continuation.finish() }
        return stream
    }

    /// Returns the newest snapshot.
    ///
    /// - Throws: `LinkError` when the engine has ended or does not respond.
    package func snapshot() async throws(LinkError) -> Snapshot {
        for await snapshot in snapshots() { return snapshot }
        throw silence ?? .lost
    }

    package func look(at detail: SnapshotDetail) async {
        let hasChanged = shared.withLock { shared in
            defer { shared.detail = detail }
            return shared.detail != detail && shared.isWatching
        }
        if hasChanged { send(.watch(detail)) }
    }

    package var isShared: Bool { true }

    package var failure: String? {
        ending == .lost ? "the engine ended unexpectedly; run pdl-tui again to resume" : nil
    }

    package func end(_ ending: ServiceEnding) async throws(LinkError) {
        let isStopped = ending == .stop ? await hasStopped() : true
        let hasGivenUp = hasGivenUp
        close()
        if hasGivenUp || !isStopped { throw unconfirmed }
    }

    /// Asks the engine to stop, and waits for its end.
    ///
    /// - Throws: `LinkError` when it does not respond.
    package func stop() async throws(LinkError) {
        send(.stop)
        for await _ in snapshots() {}
        if let silence { throw silence }
    }

    /// The process ID of the engine.
    package var process: Int { shared.withLock { $0.process } }

    /// The number of requests without an answer so far.
    var pendingRequests: Int { shared.withLock { $0.waiting.count } }

    /// What the engine has sent and owes; `nil` when the connection has ended.
    var traffic: Traffic? {
        shared.withLock { shared -> Traffic? in
            guard shared.ending == nil else { return nil }
            return Traffic(
                messages: shared.messages, answers: shared.answers, pending: shared.waiting.count,
                expectsSnapshots: shared.newest?.hasWork ?? shared.isWatching)
        }
    }

    /// Returns a stream with an element whenever the engine owes a message.
    func expectations() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        continuation.yield()
        shared.withLock { $0.expectations = continuation }
        return stream
    }

    /// Asks the engine to stop.
    func sendStop() { send(.stop) }

    /// Fails the requests without an answer, and all later ones.
    func giveUp(_ error: LinkError = .lost) {
        let waiting = shared.withLock { shared in
            defer { shared.waiting = [:] }
            shared.silence = error
            return shared.waiting
        }
        for pending in waiting.values { pending.continuation.resume(returning: .failure(error)) }
    }

    /// Fails the requests without an answer, and closes the connection.
    func abandon() {
        giveUp(.noResponse(process))
        close()
    }

    /// Why requests were given up; `nil` if they were not.
    private var silence: LinkError? { shared.withLock { $0.silence } }

    /// Whether requests were given up.
    var hasGivenUp: Bool { silence != nil }

    /// How the connection ended; `nil` while it is open.
    package var ending: Ending? { shared.withLock { $0.ending } }

    // MARK: The socket

    private func close() { finish(.left) }

    private func finish(_ ending: Ending) {
        let state = shared.withLock { shared in
            defer {
                shared.waiting = [:]
                shared.snapshots = [:]
                shared.socket = nil
                shared.expectations = nil
            }
            if shared.ending == nil { shared.ending = ending }
            return shared
        }
        if let socket = state.socket { shutdown(socket.number, Int32(SHUT_RDWR)) }
        for pending in state.waiting.values {
            pending.continuation.resume(returning: .failure(.lost))
        }
        for continuation in state.snapshots.values { continuation.finish() }
        state.expectations?.finish()
    }

    private func send(_ message: FaceMessage) {
        if let socket = shared.withLock({ $0.socket }) { send(message, on: socket) }
    }

    private func send(_ message: FaceMessage, on socket: SocketHandle) {
        guard let frame = Frame.bytes(of: message) else { return }
        output.async { _ = socket.writeAll(frame) }
    }

    /// Reads the engine's messages on a dedicated thread until the connection ends.
    private func listen(to socket: SocketHandle, _ reader: FrameReader) {
        startThread { [weak self] in
            var (reader, receiver) = (reader, SnapshotReceiver())
            while let text = socket.readFrame(&reader) {
                guard let self, let message = try? EngineMessage.message(text) else { break }
                shared.withLock { $0.messages += 1 }
                switch message {
                case .done(let number): answer(number, .success(()))
                case .refused(let number, let reason): answer(number, .failure(.refused(reason)))
                case .stopped: finish(.stopped)
                case .moved: if reconnect() { return }
                case .part(let part):
                    guard let snapshot = try? receiver.take(part) else {
                        // Without a head it is incomplete; with one, it does not fit.
                        if part.head != nil { finish(.lost) }
                        continue
                    }
                    publish(snapshot)
                }
            }
            self?.finish(.lost)
        }
    }

    private func publish(_ snapshot: Snapshot) {
        let watchers = shared.withLock { shared in
            shared.newest = snapshot
            if snapshot.hasWork { shared.expectations?.yield() }
            return Array(shared.snapshots.values)
        }
        for watcher in watchers { watcher.yield(snapshot) }
    }

    private func answer(_ number: Int, _ result: Result<Void, LinkError>) {
        let pending = shared.withLock { shared in
            shared.answers += 1
            return shared.waiting.removeValue(forKey: number)
        }
        pending?.continuation.resume(returning: result)
    }

    /// Connects to the process that takes over the engine, and sends it the requests that the old
    /// one has not answered; returns false when none appears.
    private func reconnect() -> Bool {
        for _ in 0..<Self.patience * 20 {
            guard shared.withLock({ $0.ending == nil }) else { return true }
            // The next engine is not silent: it starts.
            shared.withLock { $0.messages += 1 }
            if let (socket, reader, hello) = try? Self.greet(endpoint, greeting, false) {
                let (waiting, detail) = shared.withLock { shared in
                    shared.socket = socket
                    shared.process = hello.process
                    return (shared.waiting, shared.isWatching ? shared.detail : nil)
                }
                listen(to: socket, reader)
                if let detail { send(.watch(detail), on: socket) }
                for pending in waiting.sorted(by: { $0.key < $1.key }) {
                    send(pending.value.message, on: socket)
                }
                return true
            }
            usleep(50_000)
        }
        return false
    }
}
