import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// The server of the RPC, with a thread of its own while it listens.
public final class RemoteServer: Sendable {
    /// The address could not be used.
    public struct ListenError: Error, CustomStringConvertible {
        /// The fault, and what helps.
        public let description: String
    }

    private let group: MultiThreadedEventLoopGroup
    private let threads: NIOThreadPool
    private let listeners: [any Channel]
    private let state: NIOLoopBound<ServerState>

    /// Listens.
    ///
    /// - Parameters:
    ///   - rules: The settings of the transport.
    ///   - answerer: Answers the requests.
    ///   - log: Takes lines for the log; they hold no URL and no credentials.
    /// - Returns: The server.
    /// - Throws: `ListenError` when the address cannot be used.
    public static func start(
        _ rules: TransportRules, answerer: any RequestAnswering,
        log: @escaping @Sendable (String) -> Void
    ) async throws -> RemoteServer {
        try await start(rules, TransportLimits(), answerer: answerer, log: log)
    }

    static func start(
        _ rules: TransportRules, _ limits: TransportLimits, answerer: any RequestAnswering,
        log: @escaping @Sendable (String) -> Void
    ) async throws -> RemoteServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let threads = NIOThreadPool(numberOfThreads: 1)
        threads.start()
        let loop = group.next()
        do {
            let state = try await loop.submit {
                let state = ServerState(
                    rules, limits, answerer, threads: threads, loop: loop, log: log)
                return NIOLoopBound(state, eventLoop: loop)
            }.get()
            let listeners = try await listen(rules.address, group, state)
            return RemoteServer(group, threads, listeners, state)
        } catch {
            try? await threads.shutdownGracefully()
            try? await group.shutdownGracefully()
            throw error
        }
    }

    private init(
        _ group: MultiThreadedEventLoopGroup, _ threads: NIOThreadPool, _ listeners: [any Channel],
        _ state: NIOLoopBound<ServerState>
    ) {
        self.group = group
        self.threads = threads
        self.listeners = listeners
        self.state = state
    }

    /// The port on which it listens.
    public var port: Int? { listeners.first?.localAddress?.port }

    /// Stops listening, answers the requests under way and closes all connections.
    public func stop() async {
        for listener in listeners { try? await listener.close() }
        let state = state
        let tasks = try? await group.next().submit { state.value.end() }.get()
        for task in tasks ?? [] { await task.value }
        // The replies of the last moment are on their way; closing sends what is written.
        try? await group.next().flatSubmit { [group] in
            group.next().scheduleTask(in: .milliseconds(50)) {}.futureResult
        }.get()
        try? await group.shutdownGracefully()
        try? await threads.shutdownGracefully()
    }

    // MARK: Listening

    private static func listen(
        _ address: ListenAddress, _ group: MultiThreadedEventLoopGroup,
        _ state: NIOLoopBound<ServerState>
    ) async throws -> [any Channel] {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: Int32(RPCLimits.connections))
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try closeOnExec(channel)
                    try channel.pipeline.syncOperations.addHandler(AcceptWatch(state.value))
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(
                .writeBufferWaterMark, value: .init(low: 64 << 10, high: 256 << 10)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try prepare(channel, state.value) }
            }
        guard address.host == "localhost" else {
            return [try await bind(bootstrap, address.host, address)]
        }
        let first = try await bind(bootstrap, "127.0.0.1", address)
        let port = first.localAddress?.port ?? address.port
        // Machines without IPv6 are fine.
        let second = try? await bootstrap.bind(to: SocketAddress(ipAddress: "::1", port: port))
            .get()
        return [first] + [second].compactMap(\.self)
    }

    private static func bind(
        _ bootstrap: ServerBootstrap, _ host: String, _ address: ListenAddress
    ) async throws -> any Channel {
        do {
            let place = try SocketAddress(ipAddress: host, port: address.port)
            return try await bootstrap.bind(to: place).get()
        } catch let error as IOError {
            let reason =
                switch error.errnoCode {
                case EADDRINUSE: "another program uses this port; stop it, or choose another port"
                case EADDRNOTAVAIL: "this machine does not have this address"
                case EACCES: "ports below 1024 are for the superuser; choose another port"
                default: String(cString: strerror(error.errnoCode))
                }
            throw ListenError(description: "cannot listen on \(address.text): \(reason)")
        }
    }

    /// Keeps a socket out of the programs that this process starts.
    private static func closeOnExec(_ channel: any Channel) throws {
        try channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(
            of: NIOBSDSocket.Handle.self
        ) { _ = fcntl($0, F_SETFD, FD_CLOEXEC) }
    }

    /// Prepares a connection.
    private static func prepare(_ channel: any Channel, _ state: ServerState) throws {
        let pipeline = channel.pipeline.syncOperations
        try closeOnExec(channel)
        let watch = ConnectionWatch(state)
        guard state.add(watch) else { throw ChannelError.eof }
        try pipeline.addHandler(watch)
        let connection = HTTPConnection(state, watch)
        let shared = NIOLoopBound((state, watch, connection), eventLoop: channel.eventLoop)
        let upgrader = NIOWebSocketServerUpgrader(
            maxFrameSize: RPCLimits.bodyBytes, automaticErrorHandling: false,
            shouldUpgrade: { channel, head in
                let isAllowed =
                    shared.value.0.rules.access.verdict(RequestHead(head)) == .webSocket
                return channel.eventLoop.makeSucceededFuture(isAllowed ? HTTPHeaders() : nil)
            },
            upgradePipelineHandler: { channel, head in
                channel.eventLoop.makeCompletedFuture {
                    let (state, watch, _) = shared.value
                    watch.enter(.webSocket)
                    try channel.pipeline.syncOperations.addHandler(
                        WebSocketConnection(state, RequestHead(head)))
                }
            })
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 16 << 10
        limits.maxHeaderListSize = 64 << 10
        limits.maxHeaderFieldCount = 100
        try pipeline.configureHTTPServerPipeline(
            withServerUpgrade: (
                upgraders: [upgrader],
                completionHandler: { context in
                    context.pipeline.syncOperations.removeHandler(
                        shared.value.2, promise: nil)
                }
            ),
            withEncoderConfiguration: .init(), withDecoderLimitConfiguration: limits)
        try pipeline.addHandler(connection)
    }
}
