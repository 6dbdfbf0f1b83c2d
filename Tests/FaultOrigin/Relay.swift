import NIOCore
import NIOPosix
import Synchronization

/// A TCP relay on the loopback in front of a real server.
///
/// It forwards bytes in both directions and resets connections on request.
package final class Relay: Sendable {
    private struct State {
        var clients: [any Channel] = []
        var accepted = 0
        var listener: (any Channel)?
    }

    /// The listening port.
    package let port: Int
    private let target: Int
    /// The number of server bytes after which the first connection stalls for good.
    private let firstLimit: Int?
    private let state = Mutex(State())

    private init(to target: Int, port: Int, firstLimit: Int?) {
        self.target = target
        self.port = port
        self.firstLimit = firstLimit
    }

    /// Starts a relay to a loopback port.
    ///
    /// - Parameters:
    ///   - target: The port of the server.
    ///   - firstLimit: The number of server bytes after which the first connection stalls for good;
    ///     `nil` for no limit.
    /// - Returns: The listening relay.
    /// - Throws: The system's error when no port is available.
    package static func start(to target: Int, firstLimit: Int? = nil) async throws -> Relay {
        var triesLeft = 100
        while true {
            let relay = Relay(to: target, port: FreePort.next(), firstLimit: firstLimit)
            do {
                let listener = try await ServerBootstrap(
                    group: MultiThreadedEventLoopGroup.singleton.next()
                )
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelOption(.backlog, value: 256)
                .childChannelInitializer { relay.accept($0) }
                .bind(host: "127.0.0.1", port: relay.port).get()
                relay.state.withLock { $0.listener = listener }
                return relay
            } catch let error as IOError where error.errnoCode == 98 && triesLeft > 0 {
                triesLeft -= 1
            }
        }
    }

    /// The number of open connections.
    package var openConnections: Int { state.withLock { $0.clients.count } }

    /// The number of connections accepted so far.
    package var acceptedConnections: Int { state.withLock { $0.accepted } }

    /// Resets one of the open connections; `index` wraps around.
    package func resetConnection(_ index: UInt64) {
        let client = state.withLock { state -> (any Channel)? in
            guard !state.clients.isEmpty else { return nil }
            return state.clients[Int(index % UInt64(state.clients.count))]
        }
        guard let client else { return }
        Connection.arrangeReset(client)
        client.close(promise: nil)
    }

    /// Closes the listener and every connection.
    package func stop() async {
        let (listener, clients) = state.withLock { ($0.listener, $0.clients) }
        try? await listener?.close()
        for client in clients { client.close(promise: nil) }
    }

    private func accept(_ client: any Channel) -> EventLoopFuture<Void> {
        let isFirst = state.withLock { state in
            state.clients.append(client)
            state.accepted += 1
            return state.accepted == 1
        }
        client.closeFuture.whenComplete { _ in
            self.state.withLock { $0.clients.removeAll { $0 === client } }
        }
        return ClientBootstrap(group: client.eventLoop)
            .connect(host: "127.0.0.1", port: target)
            .flatMapThrowing { server in
                let (near, far) = Forwarder.pair(limit: isFirst ? self.firstLimit : nil)
                try client.pipeline.syncOperations.addHandler(near)
                try server.pipeline.syncOperations.addHandler(far)
            }
    }
}

/// One side of a relayed connection, which forwards what it reads to the other side.
///
/// It reads no faster than the other side can write.
private final class Forwarder: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var other: Forwarder?
    private var context: ChannelHandlerContext?
    private var awaitsRoom = false
    /// The remaining bytes to forward; any more are discarded.
    private var left: Int

    private init(limit: Int?) { left = limit ?? .max }

    /// Returns the client's and the server's side; `limit` applies to the server's bytes.
    static func pair(limit: Int?) -> (Forwarder, Forwarder) {
        let pair = (Forwarder(limit: nil), Forwarder(limit: limit))
        pair.0.other = pair.1
        pair.1.other = pair.0
        return pair
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        other = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        guard let bytes = buffer.readSlice(length: min(left, buffer.readableBytes)) else { return }
        if left < .max { left -= bytes.readableBytes }
        other?.context?.write(wrapOutboundOut(bytes), promise: nil)
    }

    func channelReadComplete(context: ChannelHandlerContext) { other?.context?.flush() }

    func channelInactive(context: ChannelHandlerContext) { other?.context?.close(promise: nil) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        guard context.channel.isWritable, let other, other.awaitsRoom else { return }
        other.awaitsRoom = false
        other.context?.read()
    }

    func read(context: ChannelHandlerContext) {
        if let far = other?.context, !far.channel.isWritable {
            awaitsRoom = true
        } else {
            context.read()
        }
    }
}
