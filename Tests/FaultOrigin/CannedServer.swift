import NIOCore
import NIOPosix
import Synchronization

/// A TCP server on the loopback that sends the same bytes to whoever connects or sends something.
package final class CannedServer: Sendable {
    /// What it does.
    package struct Script: Sendable {
        /// What it sends when a connection is accepted.
        package var greeting: String
        /// What it sends once it has received something; `nil` for nothing.
        package var reply: [UInt8]?
        /// Whether it sends that again whenever it receives something.
        package var repeats = false
        /// Whether it then closes the connection.
        package var closes: Bool

        /// Creates a script.
        package init(greeting: String = "", reply: [UInt8]? = nil, closes: Bool = false) {
            self.greeting = greeting
            self.reply = reply
            self.closes = closes
        }
    }

    private struct State {
        var clients: [any Channel] = []
        var accepted = 0
        var listener: (any Channel)?
    }

    private let script: Script
    private let state = Mutex(State())

    private init(_ script: Script) { self.script = script }

    /// Starts a server.
    ///
    /// - Parameter script: What it does.
    /// - Returns: The listening server.
    /// - Throws: The system's error when no port is available.
    package static func start(_ script: Script = Script()) async throws -> CannedServer {
        let server = CannedServer(script)
        let listener = try await ServerBootstrap(
            group: MultiThreadedEventLoopGroup.singleton.next()
        )
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelInitializer { channel in
            server.state.withLock { state in
                state.clients.append(channel)
                state.accepted += 1
            }
            return channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(Session(server.script))
            }
        }
        .bind(host: "127.0.0.1", port: 0).get()
        server.state.withLock { $0.listener = listener }
        return server
    }

    /// The listening port.
    package var port: Int { state.withLock { $0.listener?.localAddress?.port ?? 0 } }

    /// The number of connections accepted so far.
    package var acceptedConnections: Int { state.withLock { $0.accepted } }

    /// Closes the listener and every connection.
    package func stop() async {
        let (listener, clients) = state.withLock { ($0.listener, $0.clients) }
        try? await listener?.close()
        for client in clients { client.close(promise: nil) }
    }
}

/// One connection.
private final class Session: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let script: CannedServer.Script
    private var hasReplied = false

    init(_ script: CannedServer.Script) { self.script = script }

    func channelActive(context: ChannelHandlerContext) {
        guard !script.greeting.isEmpty else { return }
        context.writeAndFlush(
            wrapOutboundOut(ByteBuffer(string: script.greeting)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard script.repeats || !hasReplied else { return }
        hasReplied = true
        if let reply = script.reply {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: reply)), promise: nil)
        }
        if script.closes { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
