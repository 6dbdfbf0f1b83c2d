import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// An HTTP/1.1 origin on the loopback that misbehaves by script and counts what it sends.
///
/// Every byte on the wire can be scripted. The same script, seed and requests give the same
/// behaviour. The origin takes a free port, and keeps it while it is down.
package final class FaultOrigin: Sendable {
    /// The mutable state.
    private struct State {
        var log: [LogEntry] = []
        var served: Int64 = 0
        var connections: [Int: any Channel] = [:]
        var accepted = 0
        var listener: (any Channel)?
        var isDown = false
        var isStopped = false
        var isHurried = false
        /// The value of `begun` at which every response is held; `nil` holds none.
        var heldAfter: Int64?
        /// The number of content bytes at which a single response is held; `nil` holds none.
        var eachHeldAfter: Int64?
        /// The number of content bytes passed to sockets.
        var begun: Int64 = 0
        /// Connections up to this number send nothing more.
        var silentUpTo = 0
        var faults: [Fault]
    }

    /// The listening port.
    package let port: Int
    private let host: String
    private let resource: Resource
    private let refusesBeyond: Int?
    private let loop: any EventLoop
    private let started = NIODeadline.now()
    private let state: Mutex<State>

    private init(
        _ resource: Resource, faults: [Fault], host: String, refusesBeyond: Int?,
        loop: any EventLoop, port: Int
    ) {
        self.resource = resource
        self.host = host
        self.refusesBeyond = refusesBeyond
        self.loop = loop
        self.port = port
        state = Mutex(State(faults: faults))
    }

    /// Starts an origin that serves `resource` at every path.
    ///
    /// - Parameters:
    ///   - resource: The file.
    ///   - faults: The faults, applied to each response in this order.
    ///   - host: The address to listen on.
    ///   - refusesBeyond: The number of open connections at which new ones are refused.
    /// - Returns: The listening origin.
    /// - Throws: The system's error when no port is available.
    package static func start(
        _ resource: Resource, faults: [Fault] = [], host: String = "127.0.0.1",
        refusesBeyond: Int? = nil
    ) async throws -> FaultOrigin {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        var triesLeft = 100
        while true {
            let origin = FaultOrigin(
                resource, faults: faults, host: host, refusesBeyond: refusesBeyond, loop: loop,
                port: FreePort.next())
            do {
                try await origin.listen().get()
                return origin
            } catch let error as IOError where error.errnoCode == EADDRINUSE && triesLeft > 0 {
                triesLeft -= 1
            }
        }
    }

    /// Starts an origin that serves `body` with these faults.
    package static func start(body: Body, _ faults: Fault...) async throws -> FaultOrigin {
        try await start(Resource(body), faults: faults)
    }

    /// Returns the URL of a path on this origin.
    package func url(_ path: String = "/file.bin", host: String? = nil) -> String {
        "http://\(host ?? self.host):\(port)\(path)"
    }

    /// The requests so far, in order of arrival.
    package var log: [LogEntry] { state.withLock { $0.log } }

    /// The content bytes accepted by sockets so far, over all responses.
    package var bytesServed: Int64 { state.withLock { $0.served } }

    /// The number of open connections.
    package var openConnections: Int { state.withLock { $0.connections.count } }

    /// Replaces the script for all future requests.
    package func misbehave(_ faults: Fault...) { misbehave(faults) }

    /// Replaces the script for all future requests.
    package func misbehave(_ faults: [Fault]) {
        state.withLock { $0.faults = faults }
    }

    /// Raises the pace of all current and future responses, whatever throttle the script sets.
    ///
    /// An origin can thus be slow for exactly as long as a test requires. Held responses are
    /// released, too.
    package func hurry() {
        state.withLock { state in
            state.isHurried = true
            state.heldAfter = nil
            state.eachHeldAfter = nil
        }
    }

    /// Sends `bytes` more content bytes over all responses, then holds each until `release()`.
    ///
    /// Use it to keep a download in progress until a test has done its step. A held response still
    /// sends one byte per second, so that its client sees a slow server, not a dead one.
    package func hold(after bytes: Int64) { state.withLock { $0.heldAfter = $0.begun + bytes } }

    /// Holds each response after `bytes` content bytes of its own, until `release()`.
    ///
    /// Use it when each of several connections needs bytes, however late its request comes. A
    /// larger number lets the held responses advance to the next step of a test.
    package func hold(eachAfter bytes: Int64) { state.withLock { $0.eachHeldAfter = bytes } }

    /// Resumes the responses held by `hold(after:)` and `hold(eachAfter:)`.
    package func release() {
        state.withLock { state in
            state.heldAfter = nil
            state.eachHeldAfter = nil
        }
    }

    /// Sends nothing more on open connections, but leaves them open; new ones are served.
    ///
    /// A firewall that has dropped its state behaves like this.
    package func fallSilent() { state.withLock { $0.silentUpTo = $0.accepted } }

    /// Resets every connection and refuses new ones until `comeBack()`.
    package func goDown() {
        let (listener, open) = state.withLock { state in
            state.isDown = true
            defer { state.listener = nil }
            return (state.listener, Array(state.connections.values))
        }
        listener?.close(promise: nil)
        for channel in open {
            Connection.arrangeReset(channel)
            channel.close(promise: nil)
        }
    }

    /// Resets every connection and refuses new ones for `seconds`.
    package func goDown(for seconds: Double) {
        goDown()
        loop.scheduleTask(in: .nanoseconds(Int64(seconds * 1e9))) { self.comeBack() }
    }

    /// Listens again on the same port.
    package func comeBack() {
        state.withLock { $0.isDown = false }
        listen().whenFailure { _ in
            self.loop.scheduleTask(in: .milliseconds(20)) { self.comeBack() }
        }
    }

    /// Waits until all sent bytes are counted; a client may receive them slightly earlier.
    package func settle() async { try? await loop.submit {}.get() }

    /// Closes everything and waits for completion.
    package func stop() async throws {
        let all = state.withLock { state in
            state.isStopped = true
            defer { state.listener = nil }
            return Array(state.connections.values) + (state.listener.map { [$0] } ?? [])
        }
        for channel in all {
            channel.close(promise: nil)
            try? await channel.closeFuture.get()
        }
    }

    // MARK: For its connections

    /// Whether throttles are overridden.
    var isHurried: Bool { state.withLock { $0.isHurried } }

    /// Returns the content bytes that a response may send before it is held, after `sent` bytes.
    func room(after sent: Int64) -> Int64 {
        state.withLock { state in
            let all = state.heldAfter.map { $0 - state.begun } ?? .max
            let own = state.eachHeldAfter.map { $0 - sent } ?? .max
            return max(0, min(all, own))
        }
    }

    /// Counts content bytes passed to a socket.
    func begin(_ bytes: Int) { state.withLock { $0.begun += Int64(bytes) } }

    /// Whether a connection must send nothing more.
    func isSilent(_ connection: Int) -> Bool {
        state.withLock { connection <= $0.silentUpTo }
    }

    /// Logs and numbers a request, and returns its response.
    func answer(_ request: inout Request) -> (entry: Int, response: Response) {
        var numbered = request
        let faults = state.withLock { state in
            numbered.number = state.log.count + 1
            numbered.openConnections = state.connections.count
            numbered.answersUnderWay = 1 + state.log.count { $0.ending == nil }
            numbered.bytesServed = state.served
            numbered.seconds = seconds
            state.log.append(LogEntry(request: numbered, status: 0, lastSent: numbered.seconds))
            return state.faults
        }
        request = numbered
        let effects = faults.flatMap { $0.effects(numbered) }
        var resource = resource
        for case .resource(let alter) in effects { alter(&resource) }
        var response = resource.answer(to: numbered)
        for case .response(let alter) in effects { alter(numbered, &response) }
        if response.breakBefore == nil {
            state.withLock { $0.log[numbered.number - 1].status = response.status }
        }
        return (numbered.number - 1, response)
    }

    /// Counts content bytes of a response accepted by the socket.
    func count(_ bytes: Int, for entry: Int) {
        state.withLock { state in
            state.log[entry].bytesSent += Int64(bytes)
            state.log[entry].lastSent = seconds
            state.served += Int64(bytes)
        }
    }

    /// Records how a response ended; only the first call takes effect.
    func end(_ entry: Int, _ ending: LogEntry.Ending) {
        state.withLock { state in
            guard state.log[entry].ending == nil else { return }
            state.log[entry].ending = ending
        }
    }

    // MARK: Listening

    private var seconds: Double {
        Double((NIODeadline.now() - started).nanoseconds) / 1e9
    }

    /// Whether the origin should listen but does not.
    private var wantsListener: Bool {
        state.withLock { state in
            !state.isDown && !state.isStopped && state.listener == nil
                && state.connections.count < refusesBeyond ?? .max
        }
    }

    private func listen() -> EventLoopFuture<Void> {
        guard wantsListener else { return loop.makeSucceededVoidFuture() }
        return ServerBootstrap(group: loop)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: 256)
            .childChannelOption(.writeSpin, value: 1)
            .childChannelInitializer { channel in self.accept(channel) }
            .bind(host: host, port: port)
            .map { listener in
                let isWanted = self.state.withLock { state in
                    guard !state.isDown, !state.isStopped, state.listener == nil else {
                        return false
                    }
                    state.listener = listener
                    return true
                }
                if !isWanted { listener.close(promise: nil) }
            }
    }

    private func accept(_ channel: any Channel) -> EventLoopFuture<Void> {
        let (number, full) = state.withLock { state -> (Int?, (any Channel)?) in
            guard !state.isDown, !state.isStopped,
                state.connections.count < refusesBeyond ?? .max
            else { return (nil, nil) }
            state.accepted += 1
            state.connections[state.accepted] = channel
            guard state.connections.count == refusesBeyond else { return (state.accepted, nil) }
            defer { state.listener = nil }
            return (state.accepted, state.listener)
        }
        // Deferred, because closing a listener drops the connection that it is just accepting.
        if let full { loop.execute { full.close(promise: nil) } }
        guard let number else {
            Connection.arrangeReset(channel)
            return channel.close()
        }
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { _ = $0.connections.removeValue(forKey: number) }
            if self.refusesBeyond != nil { self.comeBackIfUp() }
        }
        return channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(
                Connection(origin: self, number: number))
        }
    }

    private func comeBackIfUp() {
        guard !state.withLock({ $0.isDown || $0.isStopped }) else { return }
        comeBack()
    }
}
