import Glibc
import NIOCore
import NIOPosix

/// A control connection of an `FTPOrigin` and its data connections, all on one event loop.
final class FTPSession: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// A transfer in progress.
    private struct Transfer {
        var position: Int64
        var end: Int64
        let isBroken: Bool
    }

    private let origin: FTPOrigin
    private let control: any Channel
    private var received: [UInt8] = []
    private var position: Int64 = 0
    private var passive: (any Channel)?
    private var data: (any Channel)?
    private var transfer: Transfer?
    private var isWriting = false
    private static let chunk: Int64 = 32 << 10

    /// Creates the handler for a control connection.
    init(origin: FTPOrigin, control: any Channel) {
        self.origin = origin
        self.control = control
    }

    func channelActive(context: ChannelHandlerContext) {
        reply("220 FaultOrigin")
    }

    func channelInactive(context: ChannelHandlerContext) {
        transfer = nil
        passive?.close(promise: nil)
        data?.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.append(contentsOf: unwrapInboundIn(data).readableBytesView)
        while let end = received.firstIndex(of: 10) {
            let line = String(decoding: received[..<end].filter { $0 != 13 }, as: UTF8.self)
            received.removeFirst(end + 1)
            origin.note(command: line)
            answer(line)
        }
    }

    private func reply(_ line: String) {
        control.writeAndFlush(ByteBuffer(string: line + "\r\n"), promise: nil)
    }

    private func answer(_ line: String) {
        let words = line.split(separator: " ", maxSplits: 1)
        let script = origin.script
        switch words.first?.uppercased() {
        case "USER": reply("331 Password?")
        case "PASS": reply(script.passReply)
        case "AUTH": reply(script.authReply)
        case "PWD": reply("257 \"/\"")
        case "CWD": reply("250 ok")
        case "TYPE": reply("200 ok")
        case "SIZE": reply(script.size.map { "213 \($0)" } ?? "550 no")
        case "MDTM": reply(script.modified.map { "213 \($0)" } ?? "550 no")
        case "REST":
            position = script.takesRestart ? words.last.flatMap { Int64($0) } ?? 0 : 0
            reply(script.takesRestart ? "350 Restarting at \(position)" : "502 no")
        case "EPSV", "PASV": listen(isExtended: words.first?.uppercased() == "EPSV")
        case "RETR": retrieve(script)
        case "QUIT":
            reply("221 Bye")
            control.close(promise: nil)
        default: reply("502 no")
        }
    }

    // MARK: Data connections

    private func listen(isExtended: Bool) {
        passive?.close(promise: nil)
        data = nil
        let session = NIOLoopBound(self, eventLoop: origin.loop)
        ServerBootstrap(group: origin.loop)
            .childChannelOption(.writeSpin, value: 1)
            .childChannelInitializer { channel in
                session.value.connected(channel)
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .bind(host: "127.0.0.1", port: 0).whenSuccess { listener in
                session.value.listening(listener, isExtended: isExtended)
            }
    }

    private func listening(_ listener: any Channel, isExtended: Bool) {
        passive = listener
        origin.note(listener)
        let port = listener.localAddress?.port ?? 0
        reply(
            isExtended
                ? "229 Entering (|||\(port)|)"
                : "227 Entering (127,0,0,1,\(port / 256),\(port % 256))")
    }

    private func connected(_ channel: any Channel) {
        origin.note(channel)
        data = channel
        pump()
    }

    private func retrieve(_ script: FTPScript) {
        let number = origin.nextRetrieval()
        let start = min(max(0, script.start(position, number)), script.body.count)
        position = 0
        var end = script.body.count
        let most = script.breaksAfter(number)
        if let most = most ?? script.cutsAfter(number) { end = min(end, start + most) }
        transfer = Transfer(position: start, end: end, isBroken: most != nil)
        reply(
            script.announced.map {
                "150 Opening BINARY mode data connection for file.bin (\($0) bytes)."
            } ?? "150 Here it comes")
        pump()
    }

    private func pump() {
        guard let current = transfer, let data, !isWriting, !origin.isStopped else { return }
        let script = origin.script
        guard current.position < current.end else { return end(current, script) }
        let most = min(current.end, max(script.heldFrom, current.position))
        guard most > current.position else {
            return later(0.005) { $0.pump() }
        }
        let next = min(most, current.position + FTPSession.chunk)
        let bytes = script.body.bytes(in: current.position..<next)
        transfer?.position = next
        isWriting = true
        data.writeAndFlush(ByteBuffer(bytes: bytes)).assumeIsolated().whenComplete { result in
            self.isWriting = false
            switch result {
            case .success:
                self.origin.count(bytes.count)
                self.pump()
            case .failure:
                self.transfer = nil
                self.reply("426 Data connection closed")
            }
        }
    }

    private func end(_ ended: Transfer, _ script: FTPScript) {
        transfer = nil
        if ended.isBroken { return close(reply: "426 Broken off") }
        switch script.ending {
        case .closed: close(reply: "226 Done")
        case .closedAfter(let seconds): later(seconds) { $0.close(reply: "226 Done") }
        case .leftOpen: break
        case .reset:
            _ = (data as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
            close(reply: "226 Done")
        }
    }

    private func close(reply line: String) {
        data?.close(promise: nil)
        passive?.close(promise: nil)
        reply(line)
    }

    private func later(_ seconds: Double, _ work: @escaping (FTPSession) -> Void) {
        origin.loop.assumeIsolated().scheduleTask(in: .nanoseconds(Int64(seconds * 1e9))) {
            work(self)
        }
    }
}
