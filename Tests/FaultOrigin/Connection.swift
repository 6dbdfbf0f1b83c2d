import Glibc
import NIOCore

/// Handles one connection: reads requests one at a time and sends the origin's responses.
final class Connection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let origin: FaultOrigin
    private let number: Int
    private var requests = 0
    private var bytesSent: Int64 = 0
    private var received: [UInt8] = []
    private var transmission: Transmission?
    private var response = Response()
    private var entry: Int?
    private var ownPace: Pace?
    private var isWriting = false
    private var isPumping = false

    /// Creates the handler for the connection with this number.
    init(origin: FaultOrigin, number: Int) {
        self.origin = origin
        self.number = number
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.append(contentsOf: unwrapInboundIn(data).readableBytesView)
        answerNext(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let entry { origin.end(entry, .clientClosed) }
        entry = nil
        transmission = nil
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    /// Starts the response to the next request, once its head is complete and no other is in
    /// progress.
    private func answerNext(_ context: ChannelHandlerContext) {
        guard transmission == nil, entry == nil, !origin.isSilent(number), let head = takeHead()
        else { return }
        guard var request = Request(head: head) else {
            context.close(promise: nil)
            return
        }
        requests += 1
        request.connection = number
        request.numberOnConnection = requests
        request.bytesOnConnection = bytesSent
        (entry, response) = origin.answer(&request)
        if response.bytesPerSecond != nil || response.sharedPace != nil {
            // Limits the data in flight, but leaves room for one turn of the pace.
            let turn = (response.bytesPerSecond ?? 0) / 50
            _ = context.channel.setOption(
                .socketOption(.so_sndbuf), value: SocketOptionValue(max(16 << 10, turn)))
        }
        if let rate = response.bytesPerSecond, ownPace == nil {
            ownPace = Pace(bytesPerSecond: rate)
        }
        transmission = Transmission(
            response, pace: response.sharedPace ?? (response.bytesPerSecond == nil ? nil : ownPace),
            sendsContent: request.method != "HEAD", now: .now())
        let asksToClose =
            request.field("connection")?.lowercased() == "close" || request.version == "HTTP/1.0"
        if asksToClose { response.keepsAlive = false }
        pump(context)
    }

    /// Removes the next request head from the received bytes; returns `nil` if it is incomplete.
    private func takeHead() -> String? {
        var lineStart = 0
        for (index, byte) in received.enumerated() where byte == 10 {
            let line = received[lineStart..<index]
            if line.isEmpty || line.elementsEqual([13]) {
                let head = String(decoding: received[..<lineStart], as: UTF8.self)
                received.removeFirst(index + 1)
                return head
            }
            lineStart = index + 1
        }
        return nil
    }

    /// Sends as much as the socket, the pace and the script permit.
    private func pump(_ context: ChannelHandlerContext) {
        guard !isPumping, !origin.isSilent(number) else { return }
        isPumping = true
        defer { isPumping = false }
        while !isWriting, var current = transmission {
            if origin.isHurried { hurry(&current, context.channel) }
            let step = current.next(
                now: .now(), room: origin.room(after: current.sent),
                allocator: context.channel.allocator)
            transmission = current
            switch step {
            case .write(let buffer, let content): write(buffer, content: content, context)
            case .wait(let time):
                isWriting = true
                context.eventLoop.assumeIsolated().scheduleTask(deadline: time) {
                    self.isWriting = false
                    self.pump(context)
                }
            case .over(let how): finish(how, context)
            }
        }
    }

    /// Raises the pace of the current response, and the socket's send buffer along with it.
    private func hurry(_ current: inout Transmission, _ channel: any Channel) {
        guard current.isPaced, !current.isHurried else { return }
        current.hurry()
        let turn = Transmission.quick / 50
        _ = channel.setOption(.socketOption(.so_sndbuf), value: SocketOptionValue(turn))
    }

    private func write(_ buffer: ByteBuffer, content: Int, _ context: ChannelHandlerContext) {
        isWriting = true
        origin.begin(content)
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { result in
            self.isWriting = false
            guard case .success = result else { return self.transmission = nil }
            self.bytesSent += Int64(content)
            if let entry = self.entry { self.origin.count(content, for: entry) }
            self.pump(context)
        }
        context.writeAndFlush(wrapOutboundOut(buffer), promise: promise)
    }

    /// Ends the response: broken off, or complete and possibly followed by another.
    private func finish(_ how: Response.Break?, _ context: ChannelHandlerContext) {
        transmission = nil
        let ended = entry
        switch how {
        case .silence:
            if let ended { origin.end(ended, .stalled) }
            return
        case .close: entry = nil
        case .reset:
            entry = nil
            Connection.arrangeReset(context.channel)
        case nil: entry = nil
        }
        if let ended {
            origin.end(ended, how == nil ? .complete : how == .close ? .closed : .reset)
        }
        if let seconds = response.downFor {
            origin.goDown(for: seconds)
        } else if how != nil || !response.keepsAlive {
            context.close(promise: nil)
        } else {
            answerNext(context)
        }
    }

    /// Makes closing `channel` send a reset (RST) instead of a FIN.
    static func arrangeReset(_ channel: any Channel) {
        _ = (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
    }
}
