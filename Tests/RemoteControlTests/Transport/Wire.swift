import NIOCore
import NIOPosix

@testable import RemoteControl

/// A connection that sends and receives bytes as they are.
struct Wire {
    /// A response, or the reason why there is none.
    struct Response: Equatable {
        var status = 0
        var fields: [String: String] = [:]
        var body = ""
    }

    private let channel: any Channel
    private var parts: AsyncStream<[UInt8]>.Iterator
    private var bytes: [UInt8] = []

    /// Connects to a port of this machine.
    init(_ port: Int, host: String = "127.0.0.1") async throws {
        let (stream, part) = AsyncStream.makeStream(of: [UInt8].self)
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(part))
                }
            }
            .connect(to: SocketAddress(ipAddress: host, port: port)).get()
        parts = stream.makeAsyncIterator()
    }

    /// Sends bytes.
    func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(channel.allocator.buffer(bytes: bytes)).get()
    }

    /// Sends text.
    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// Sends a request and returns its response.
    mutating func request(
        _ line: String, _ fields: [String] = ["Host: 127.0.0.1"], body: String? = nil
    ) async throws -> Response {
        let length = body.map { ["Content-Length: \($0.utf8.count)"] } ?? []
        let head = ([line + " HTTP/1.1"] + fields + length).joined(separator: "\r\n")
        try await send(head + "\r\n\r\n" + (body ?? ""))
        return await response(isHead: line.hasPrefix("HEAD "))
    }

    /// Returns the next response; one with status 0 if the connection is closed before.
    mutating func response(isHead: Bool = false) async -> Response {
        var response = Response()
        guard let head = await text(through: "\r\n\r\n") else { return response }
        let lines = head.split(separator: "\r\n")
        response.status =
            lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            response.fields[line[..<colon].lowercased()] = String(value)
        }
        let length = isHead ? 0 : response.fields["content-length"].flatMap { Int($0) } ?? 0
        response.body = String(decoding: await take(length) ?? [], as: UTF8.self)
        return response
    }

    /// Waits until the server closes the connection; returns the bytes before that.
    mutating func rest() async -> [UInt8] {
        while let part = await parts.next() { bytes += part }
        return bytes
    }

    /// Returns this number of bytes; `nil` if the connection is closed before.
    mutating func take(_ count: Int) async -> [UInt8]? {
        while bytes.count < count {
            guard let part = await parts.next() else { return nil }
            bytes += part
        }
        defer { bytes.removeFirst(count) }
        return Array(bytes.prefix(count))
    }

    private mutating func text(through end: String) async -> String? {
        while true {
            if let range = bytes.firstRange(of: Array(end.utf8)) {
                let text = String(decoding: bytes[..<range.upperBound], as: UTF8.self)
                bytes.removeSubrange(..<range.upperBound)
                return text
            }
            guard let part = await parts.next() else { return nil }
            bytes += part
        }
    }

    /// Closes the connection.
    func close() async { try? await channel.close() }

    /// Stops reading, so that the server's bytes pile up.
    func stopReading() async throws {
        try await channel.setOption(.autoRead, value: false).get()
    }

    /// Reads again.
    func startReading() async throws {
        try await channel.setOption(.autoRead, value: true).get()
        channel.read()
    }
}

private final class Collector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let part: AsyncStream<[UInt8]>.Continuation

    init(_ part: AsyncStream<[UInt8]>.Continuation) {
        self.part = part
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        part.yield(Array(Self.unwrapInboundIn(data).readableBytesView))
    }

    func channelInactive(context: ChannelHandlerContext) { part.finish() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
