import DownloadCore
import NIOCore
import NIOHTTP1
import NIOPosix

/// Serves the HTTP requests of one connection, one after the other.
final class HTTPConnection: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        /// No request is being read.
        case idle
        /// The body is read, for a call.
        case body(RequestHead, ByteBuffer)
        /// The end of a request without a body is awaited.
        case end(RequestHead, AccessRules.Verdict)
        /// The request was refused; the rest of it is discarded.
        case refused
    }

    private let server: ServerState
    private let watch: ConnectionWatch
    private var state = State.idle
    private var isKeptAlive = true
    private var allowedOrigin: String?

    init(_ server: ServerState, _ watch: ConnectionWatch) {
        self.server = server
        self.watch = watch
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let head): begin(head, context)
        case .body(let part): take(part, context)
        case .end: end(context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Refused upgrades arrive as requests, too. After a malformed request, the decoder's own
        // reply has been written.
        if error is HTTPParserError || error is IOError { context.close(promise: nil) }
    }

    // MARK: The request

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let request = RequestHead(head)
        isKeptAlive = head.isKeepAlive
        let verdict = server.rules.access.verdict(request)
        switch verdict {
        case .refused(let refusal): return refuse(refusal, request, context)
        case .webSocket: return refuse(.handshake, request, context)
        case .call:
            let length = head.headers.first(name: "content-length").flatMap { Int($0) }
            if let length, length > RPCLimits.bodyBytes {
                return refuse(.length, request, context)
            }
            state = .body(request, ByteBuffer())
            watch.enter(.body)
            if request.words("expect").contains("100-continue") {
                let head = HTTPResponseHead(version: .http1_1, status: .continue)
                context.writeAndFlush(Self.wrapOutboundOut(.head(head)), promise: nil)
            }
        case .query, .preflight, .file:
            state = .end(request, verdict)
            watch.enter(.body)
        }
        allowedOrigin = request.values("origin").first
    }

    private func take(_ part: ByteBuffer, _ context: ChannelHandlerContext) {
        guard case .body(let head, var body) = state else { return }
        guard body.readableBytes + part.readableBytes <= RPCLimits.bodyBytes else {
            return refuse(.length, head, context)
        }
        // Only one reference to the buffer, so that it is not copied.
        state = .idle
        body.writeImmutableBuffer(part)
        state = .body(head, body)
    }

    private func end(_ context: ChannelHandlerContext) {
        defer { state = .idle }
        switch state {
        case .idle, .refused: return
        case .body(let head, let body):
            answer(RPCRequest(body: Array(body.readableBytesView)), head, context)
        case .end(let head, .query(let request)): answer(request, head, context)
        case .end(let head, .preflight): reply(.noContent, preflight(head), [], context)
        case .end(let head, .file(let path)): send(path, head, context)
        case .end: return
        }
    }

    // MARK: Replies

    private func answer(
        _ request: RPCRequest, _ head: RequestHead, _ context: ChannelHandlerContext
    ) {
        watch.enter(.answering)
        server.answer(request, from: context.peer, head) { reply in
            guard let reply else { return self.refuse(.guesses, nil, context) }
            let fields = HTTPHeaders([
                ("Content-Type", "application/json-rpc"), ("Cache-Control", "no-store"),
            ])
            let status = HTTPResponseStatus(statusCode: reply.status)
            self.reply(status, fields, reply.body, context)
        }
    }

    private func send(_ path: String, _ head: RequestHead, _ context: ChannelHandlerContext) {
        guard let folder = server.folder else { return refuse(.path, head, context) }
        watch.enter(.answering)
        server.threads.runIfActive(eventLoop: context.eventLoop) { folder.file(path) }
            .assumeIsolated().whenComplete { result in
                guard case .success(let file?) = result else {
                    return self.refuse(.path, nil, context)
                }
                let fields = HTTPHeaders([
                    ("Content-Type", file.type), ("Cache-Control", "no-cache"),
                    ("X-Frame-Options", "DENY"),
                    ("Content-Security-Policy", "frame-ancestors 'none'"),
                    ("Cross-Origin-Resource-Policy", "same-origin"),
                    ("Referrer-Policy", "no-referrer"),
                ])
                self.reply(
                    .ok, fields, file.bytes, context, isBodySent: head.method != "HEAD")
            }
    }

    private func preflight(_ head: RequestHead) -> HTTPHeaders {
        var fields = HTTPHeaders([
            ("Access-Control-Allow-Methods", "POST, GET, OPTIONS"),
            ("Access-Control-Max-Age", "3600"),
        ])
        let names = head.words("access-control-request-headers")
            .filter { !$0.isEmpty && $0.utf8.allSatisfy(\.isTokenByte) }
        if !names.isEmpty {
            fields.add(name: "Access-Control-Allow-Headers", value: names.joined(separator: ", "))
        }
        // Chromium asks before a page of a public address may reach a local one.
        for network in ["Private", "Local"]
        where !head.values("access-control-request-\(network.lowercased())-network").isEmpty {
            fields.add(name: "Access-Control-Allow-\(network)-Network", value: "true")
        }
        return fields
    }

    /// Refuses a request; its head is `nil` if that is logged already, or not worth it.
    private func refuse(
        _ refusal: AccessRefusal, _ head: RequestHead?, _ context: ChannelHandlerContext
    ) {
        if let head { server.note(refusal, head) }
        var fields = HTTPHeaders([("Content-Type", "text/plain; charset=utf-8")])
        if refusal == .method { fields.add(name: "Allow", value: "POST, GET, OPTIONS") }
        if refusal == .handshake { fields.add(name: "Sec-WebSocket-Version", value: "13") }
        if refusal == .guesses { fields.add(name: "Retry-After", value: "5") }
        // A refused page learns nothing but the status.
        allowedOrigin = nil
        let isComplete = watch.phase == .answering
        if !isComplete {
            isKeptAlive = false
            state = .refused
        }
        reply(
            HTTPResponseStatus(statusCode: refusal.status), fields,
            Array((refusal.advice + "\n").utf8), context, isDrained: !isComplete)
    }

    private func reply(
        _ status: HTTPResponseStatus, _ fields: HTTPHeaders, _ body: [UInt8],
        _ context: ChannelHandlerContext, isBodySent: Bool = true, isDrained: Bool = false
    ) {
        guard context.channel.isActive else { return }
        var head = HTTPResponseHead(version: .http1_1, status: status, headers: fields)
        head.headers.add(name: "X-Content-Type-Options", value: "nosniff")
        if status != .noContent {
            head.headers.add(name: "Content-Length", value: String(body.count))
        }
        if let allowedOrigin {
            head.headers.add(name: "Access-Control-Allow-Origin", value: allowedOrigin)
            head.headers.add(name: "Vary", value: "Origin")
        }
        let closes = !isKeptAlive
        if closes { head.headers.add(name: "Connection", value: "close") }
        watch.enter(.reply)
        context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
        if isBodySent, !body.isEmpty {
            let buffer = context.channel.allocator.buffer(bytes: body)
            context.write(Self.wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
        }
        context.writeAndFlush(Self.wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete {
            result in
            guard case .success = result else { return context.close(promise: nil) }
            if isDrained {
                self.watch.enter(.drain)
                context.close(mode: .output, promise: nil)
            } else if closes {
                context.close(promise: nil)
            } else if self.watch.phase == .reply {
                // A pipelined request may have begun the next phase.
                self.watch.enter(.head)
            }
        }
    }
}

extension RequestHead {
    /// Creates a head from NIO's.
    init(_ head: HTTPRequestHead) {
        self.init(head.method.rawValue, head.uri, head.headers.map { ($0.name, $0.value) })
    }
}

extension ChannelHandlerContext {
    /// The name of the peer.
    var peer: String { Peer.name(remoteAddress) }
}
