import NIOCore
import Testing

@testable import RemoteControl

@Suite(.timeLimit(.minutes(3)))
struct WebSocketTests {
    /// The client's side of a WebSocket.
    private struct Socket {
        struct Frame: Equatable {
            var opcode: UInt8
            var payload: [UInt8]
            var text: String { String(decoding: payload, as: UTF8.self) }
        }

        var wire: Wire

        static let fields = [
            "Host: 127.0.0.1", "Connection: Upgrade", "Upgrade: websocket",
            "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ]

        init(_ server: TestServer) async throws {
            wire = try await server.connect()
            let response = try await wire.request("GET /jsonrpc", Self.fields)
            #expect(response.status == 101)
            // The example of RFC 6455 section 1.3.
            #expect(response.fields["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        }

        func send(
            _ opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true, isMasked: Bool = true
        ) async throws {
            var bytes = [(isFinal ? 0x80 : 0) | opcode]
            let mask: UInt8 = isMasked ? 0x80 : 0
            switch payload.count {
            case ..<126: bytes.append(mask | UInt8(payload.count))
            case ..<65_536:
                bytes += [mask | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
            default:
                bytes.append(mask | 127)
                for shift in stride(from: 56, through: 0, by: -8) {
                    bytes.append(UInt8(payload.count >> shift & 0xFF))
                }
            }
            let key: [UInt8] = [1, 2, 3, 4]
            if isMasked { bytes += key }
            bytes += payload.enumerated().map { isMasked ? $1 ^ key[$0 % 4] : $1 }
            try await wire.send(bytes)
        }

        func send(_ text: String) async throws { try await send(1, Array(text.utf8)) }

        mutating func frame() async -> Frame? {
            guard let head = await wire.take(2) else { return nil }
            // A server does not mask, and these frames are final.
            #expect(head[0] & 0x80 != 0)
            var count = Int(head[1])
            let extra = count == 126 ? 2 : count == 127 ? 8 : 0
            if extra > 0 {
                count = (await wire.take(extra) ?? []).reduce(0) { $0 << 8 | Int($1) }
            }
            guard let payload = await wire.take(count) else { return nil }
            return Frame(opcode: head[0] & 0xF, payload: payload)
        }

        /// Expects a close frame with this code, then the end.
        mutating func expectClose(_ code: Int, location: SourceLocation = #_sourceLocation) async {
            let frame = await frame()
            #expect(frame?.opcode == 8, sourceLocation: location)
            #expect(
                frame?.payload == [UInt8(code >> 8), UInt8(code & 0xFF)], sourceLocation: location)
            #expect(await wire.rest().isEmpty, sourceLocation: location)
        }
    }

    @Test func `messages are answered in order, also in fragments`() async throws {
        try await TestServer.run { server in
            var socket = try await Socket(server)
            try await socket.send("hold")
            try await socket.send("2")
            try await socket.send(1, Array("3".utf8), isFinal: false)
            try await socket.send(9, Array("ping".utf8))
            try await socket.send(0, Array("4".utf8))
            try await server.wait { server.answerer.requests.count == 1 }
            server.answerer.release()
            var frames: [Socket.Frame] = []
            for _ in 0..<4 {
                if let frame = await socket.frame() { frames.append(frame) }
            }
            #expect(frames.filter { $0.opcode == 10 }.map(\.text) == ["ping"])
            #expect(frames.filter { $0.opcode == 1 }.map(\.text) == ["hold", "2", "34"])
            #expect(server.answerer.requests.allSatisfy { !$0.requiresToken })
            try await socket.send(8, [3, 0xE8])
            await socket.expectClose(1000)
        }
    }

    @Test func `a large message is answered`() async throws {
        try await TestServer.run { server in
            var socket = try await Socket(server)
            let text = String(repeating: "y", count: RPCLimits.bodyBytes)
            try await socket.send(text)
            #expect(await socket.frame()?.payload.count == RPCLimits.bodyBytes)
        }
    }

    @Test func `faults end the connection with their code`() async throws {
        try await TestServer.run { server in
            var socket = try await Socket(server)
            try await socket.send(1, [0x61], isMasked: false)
            await socket.expectClose(1002)
            socket = try await Socket(server)
            try await socket.send(1, [0xFF])
            await socket.expectClose(1007)
            socket = try await Socket(server)
            // Only the head: the limit holds before the bytes come.
            try await socket.wire.send([0x81, 0xFF, 0, 0, 0, 0, 0, 0x20, 0, 1, 0, 0, 0, 0])
            await socket.expectClose(1009)
            socket = try await Socket(server)
            let half = [UInt8](repeating: 0x61, count: RPCLimits.bodyBytes / 2 + 1)
            try await socket.send(1, half, isFinal: false)
            try await socket.send(0, half)
            await socket.expectClose(1009)
            socket = try await Socket(server)
            try await socket.send(9, [UInt8](repeating: 0, count: 126))
            await socket.expectClose(1002)
            #expect(server.answerer.requests.isEmpty)
        }
    }

    @Test(arguments: [
        (["Origin: https://evil.example"], 403), (["Origin: null"], 403),
        (["Origin: http://127.0.0.1:1"], 403),
    ])
    func `a page of another origin gets no WebSocket`(
        _ fields: [String], _ status: Int
    ) async throws {
        try await TestServer.run { server in
            let response = try await server.request("GET /jsonrpc", Socket.fields + fields)
            #expect(response.status == status)
            let rebound = try await server.request(
                "GET /jsonrpc",
                ["Host: rebind.example", "Origin: http://rebind.example"]
                    + Socket.fields.dropFirst())
            #expect(rebound.status == 421)
            let elsewhere = try await server.request("GET /", Socket.fields)
            #expect(elsewhere.status == 404)
        }
    }

    @Test func `notifications reach every WebSocket`() async throws {
        try await TestServer.run { server in
            var (one, two) = (try await Socket(server), try await Socket(server))
            try await server.wait { server.answerer.streams == 1 }
            server.answerer.notify("news")
            #expect(await one.frame()?.text == "news")
            #expect(await two.frame()?.text == "news")
            await two.wire.close()
            server.answerer.notify("more")
            #expect(await one.frame()?.text == "more")
        }
    }

    @Test func `a WebSocket that reads no notifications is disconnected`() async throws {
        var limits = TestServer.patientLimits
        limits.notifications = 2
        try await TestServer.run(limits: limits) { server in
            var (slow, fast) = (try await Socket(server), try await Socket(server))
            try await slow.wire.stopReading()
            try await server.wait { server.answerer.streams == 1 }
            let text = String(repeating: "z", count: 1 << 20)
            for _ in 0..<40 {
                server.answerer.notify(text)
                #expect(await fast.frame()?.payload.count == 1 << 20)
            }
            try await slow.wire.startReading()
            #expect(await slow.wire.rest().count < 40 << 20)
        }
    }

    @Test func `a silent WebSocket is asked for a sign of life`() async throws {
        var limits = TestServer.patientLimits
        limits.ping = .milliseconds(20)
        try await TestServer.run(limits: limits) { server in
            var socket = try await Socket(server)
            #expect(await socket.frame() == Socket.Frame(opcode: 9, payload: []))
            // Without pongs, it is gone.
            let rest = await socket.wire.rest()
            #expect(rest.count % 2 == 0)
        }
    }

    @Test func `wrong tokens are limited on a WebSocket, too`() async throws {
        try await TestServer.run { server in
            var socket = try await Socket(server)
            let start = ContinuousClock.now
            try await socket.send("wrong")
            #expect(await socket.frame()?.text == "wrong")
            #expect(ContinuousClock.now - start >= .seconds(1))
        }
    }

    @Test func `the end is announced`() async throws {
        let rules = TransportRules(address: ListenAddress(host: "127.0.0.1", port: 0))
        let server = try await RemoteServer.start(
            rules, TestServer.patientLimits, answerer: FakeAnswerer()
        ) { _ in }
        var wire = try await Wire(try #require(server.port))
        _ = try await wire.request("GET /jsonrpc", Socket.fields)
        await server.stop()
        #expect(await wire.rest() == [0x88, 2, 3, 0xE9])
    }
}
