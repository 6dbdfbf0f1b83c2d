import DownloadCore
import NIOCore
import NIOWebSocket

/// Serves one WebSocket: answers its messages one after the other, and sends notifications.
final class WebSocketConnection: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let server: ServerState
    private let head: RequestHead
    private var context: ChannelHandlerContext?
    private var assembler = MessageAssembler()
    private var messages = CircularBuffer<[UInt8]>()
    private var notifications = CircularBuffer<[UInt8]>()
    /// Whether a message is being answered; no further bytes are read meanwhile.
    private var isBusy = false
    private var isClosing = false
    private var lastSign = NIODeadline.now()
    private var nextPing: Scheduled<Void>?

    init(_ server: ServerState, _ head: RequestHead) {
        self.server = server
        self.head = head
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        server.add(self)
        schedulePing(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { leave() }

    private func leave() {
        guard context != nil else { return }
        context = nil
        nextPing?.cancel()
        server.remove(self)
    }

    // MARK: Frames

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing else { return }
        lastSign = .now()
        let frame = MessageAssembler.Frame(Self.unwrapInboundIn(data))
        switch assembler.take(frame) {
        case .nothing: return
        case .message(let message):
            messages.append(message)
            answerNext()
        case .ping(let bytes): send(.pong, bytes)
        case .close: close(.normalClosure)
        case .violation(let code): close(code)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? NIOWebSocketError else { return context.close(promise: nil) }
        close(WebSocketErrorCode(error))
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        while context.channel.isWritable, let text = notifications.popFirst() {
            send(.text, text)
        }
        context.fireChannelWritabilityChanged()
    }

    private func answerNext() {
        guard !isBusy, !isClosing, let context, let message = messages.popFirst() else { return }
        setBusy(true)
        server.answer(RPCRequest(body: message), from: context.peer, head) { reply in
            guard let reply else { return self.close(.policyViolation) }
            guard !reply.body.isEmpty, let sent = self.send(.text, reply.body) else {
                return self.finish()
            }
            sent.assumeIsolated().whenComplete { _ in self.finish() }
        }
    }

    private func finish() {
        lastSign = .now()
        setBusy(false)
        answerNext()
    }

    private func setBusy(_ isBusy: Bool) {
        self.isBusy = isBusy
        try? context?.channel.syncOptions?.setOption(.autoRead, value: !isBusy)
    }

    @discardableResult
    private func send(_ opcode: WebSocketOpcode, _ bytes: [UInt8]) -> EventLoopFuture<Void>? {
        guard let context, context.channel.isActive else { return nil }
        let data = context.channel.allocator.buffer(bytes: bytes)
        let frame = WebSocketFrame(fin: true, opcode: opcode, data: data)
        return context.writeAndFlush(Self.wrapOutboundOut(frame))
    }

    // MARK: The server's side

    /// Sends a notification, or keeps it for a slow peer; one that is too slow is disconnected.
    func notify(_ text: [UInt8]) {
        guard let context, !isClosing else { return }
        if context.channel.isWritable, notifications.isEmpty {
            send(.text, text)
        } else if notifications.count < server.limits.notifications {
            notifications.append(text)
        } else {
            context.close(promise: nil)
        }
    }

    /// Tells the peer that the server ends.
    func end() { close(.goingAway) }

    private func schedulePing(_ context: ChannelHandlerContext) {
        nextPing = context.eventLoop.assumeIsolated().scheduleTask(in: server.limits.ping) {
            self.ping()
        }
    }

    private func ping() {
        guard !isClosing, let context else { return }
        schedulePing(context)
        if !isBusy, NIODeadline.now() - lastSign > server.limits.ping * 3 {
            context.close(promise: nil)
        } else {
            send(.ping, [])
        }
    }

    /// Sends the reason and closes; a peer that does not take it loses the connection, too.
    private func close(_ code: WebSocketErrorCode) {
        guard !isClosing, let context else { return }
        isClosing = true
        var data = context.channel.allocator.buffer(capacity: 2)
        data.write(webSocketErrorCode: code)
        let frame = WebSocketFrame(fin: true, opcode: .connectionClose, data: data)
        let channel = context.channel
        context.writeAndFlush(Self.wrapOutboundOut(frame)).whenComplete { _ in
            channel.close(promise: nil)
        }
        channel.eventLoop.scheduleTask(in: server.limits.drain) { channel.close(promise: nil) }
    }
}

extension MessageAssembler.Frame {
    /// Creates the parts of NIO's frame.
    init(_ frame: WebSocketFrame) {
        self.init(
            opcode: frame.opcode, isFinal: frame.fin, isMasked: frame.maskKey != nil,
            hasReservedBits: frame.rsv1 || frame.rsv2 || frame.rsv3,
            payload: Array(frame.unmaskedData.readableBytesView))
    }
}

extension WebSocketErrorCode {
    /// The code for an error of NIO's decoder.
    init(_ error: NIOWebSocketError) {
        self = error == .invalidFrameLength ? .messageTooLarge : .protocolError
    }
}
