import NIOCore

/// Closes a connection that takes too long or sends too much in its present phase.
final class ConnectionWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// The phases of a connection.
    enum Phase {
        /// The peer is to send a head.
        case head
        /// The peer is to send a body.
        case body
        /// The request is being answered.
        case answering
        /// The peer is to take the reply.
        case reply
        /// The rest of a refused request is discarded.
        case drain
        /// The connection is a WebSocket, which has pings instead of deadlines.
        case webSocket
    }

    private let server: ServerState
    private var channel: (any Channel)?
    private var bytes = 0
    private var deadline: Scheduled<Void>?
    /// The present phase.
    private(set) var phase = Phase.head
    /// When the phase began.
    private(set) var began = NIODeadline.now()

    init(_ server: ServerState) {
        self.server = server
    }

    /// Begins a phase.
    func enter(_ phase: Phase) {
        self.phase = phase
        began = .now()
        bytes = 0
        deadline?.cancel()
        deadline = nil
        guard let channel, let time else { return }
        deadline = channel.eventLoop.assumeIsolated().scheduleTask(in: time) {
            channel.close(promise: nil)
        }
    }

    /// Closes the connection.
    func close() { channel?.close(promise: nil) }

    private var time: TimeAmount? {
        switch phase {
        case .head: server.limits.head
        case .body: server.limits.body
        case .reply: server.limits.reply
        case .drain: server.limits.drain
        case .answering, .webSocket: nil
        }
    }

    private var mostBytes: Int? {
        switch phase {
        case .head: server.limits.headBytes
        case .drain: 4 * RPCLimits.bodyBytes
        case .body, .answering, .reply, .webSocket: nil
        }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        channel = context.channel
    }

    func channelActive(context: ChannelHandlerContext) {
        enter(.head)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes += Self.unwrapInboundIn(data).readableBytes
        if let mostBytes, bytes > mostBytes { return close() }
        // The rest of a refused request is discarded.
        if phase != .drain { context.fireChannelRead(data) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = nil
        channel = nil
        server.remove(self)
        context.fireChannelInactive()
    }
}
