import NIOCore
import Testing

@testable import RemoteControl

@Suite(.timeLimit(.minutes(3)))
struct LimitTests {
    @Test func `64 slow clients do not lock others out`() async throws {
        try await TestServer.run { server in
            var slow: [Wire] = []
            for _ in 0..<RPCLimits.connections {
                let wire = try await server.connect()
                try await wire.send("POST /jsonrpc HTTP/1.1\r\nHost: 127")
                slow.append(wire)
            }
            let response = try await server.request("POST /jsonrpc", body: "1")
            #expect(response.status == 200)
            // The one that has waited longest gave way.
            var oldest = slow[0]
            #expect(await oldest.rest().isEmpty)
            #expect(server.log.lines.contains { $0.contains("all 64 connections") })
            for wire in slow { await wire.close() }
        }
    }

    @Test func `connections that are served do not give way`() async throws {
        var limits = TestServer.patientLimits
        limits.connections = 2
        try await TestServer.run(limits: limits) { server in
            let hold = "POST /jsonrpc HTTP/1.1\r\nHost: [::1]\r\nContent-Length: 4\r\n\r\nhold"
            var (first, second) = (try await server.connect(), try await server.connect())
            try await first.send(hold)
            try await second.send(hold)
            try await server.wait { server.answerer.requests.count == 2 }
            var third = try await server.connect()
            #expect(await third.rest().isEmpty)
            server.answerer.release()
            #expect(await first.response().status == 200)
            #expect(await second.response().status == 200)
        }
    }

    @Test(arguments: ["", "POST /jsonrpc HTTP/1.1\r\nHost: 127"])
    func `a slow head ends the connection`(_ text: String) async throws {
        var limits = TestServer.patientLimits
        limits.head = .milliseconds(50)
        try await TestServer.run(limits: limits) { server in
            var wire = try await server.connect()
            try? await wire.send(text)
            _ = await wire.rest()
            // An idle connection counts as slow, too.
            wire = try await server.connect()
            _ = try? await wire.request("POST /jsonrpc", body: "1")
            _ = await wire.rest()
        }
    }

    @Test func `a slow body ends the connection`() async throws {
        var limits = TestServer.patientLimits
        limits.body = .milliseconds(50)
        try await TestServer.run(limits: limits) { server in
            var wire = try await server.connect()
            try await wire.send(
                "POST /jsonrpc HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n1")
            _ = await wire.rest()
            #expect(server.answerer.requests.isEmpty)
        }
    }

    @Test func `a peer that takes no reply loses the connection`() async throws {
        var limits = TestServer.patientLimits
        limits.reply = .milliseconds(50)
        limits.connections = 1
        try await TestServer.run(limits: limits) { server in
            let body = String(repeating: "x", count: RPCLimits.bodyBytes)
            let request =
                "POST /jsonrpc HTTP/1.1\r\nHost: [::1]\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                + body
            let slow = try await server.connect()
            try await slow.stopReading()
            // More than the buffers of the two sockets hold.
            for _ in 0..<8 { try? await slow.send(request) }
            try await server.wait { !server.answerer.requests.isEmpty }
            while true {
                var wire = try await server.connect()
                let response = try? await wire.request("POST /jsonrpc", body: "1")
                if response?.status == 200 { break }
            }
        }
    }

    @Test func `an endless head ends the connection`() async throws {
        try await TestServer.run { server in
            var wire = try await server.connect()
            try await wire.send("GET /")
            let part = String(repeating: "a", count: 64 << 10)
            // The server closes while this sends.
            for _ in 0..<8 where (try? await wire.send(part)) == nil { break }
            let response = await wire.response()
            #expect([0, 400].contains(response.status))
            _ = await wire.rest()
        }
    }

    @Test func `the rest of a refused request is discarded before the end`() async throws {
        try await TestServer.run { server in
            var wire = try await server.connect()
            let body = String(repeating: "x", count: 1 << 20)
            let response = try await wire.request(
                "POST /jsonrpc", ["Host: 127.0.0.1", "Origin: null"], body: body)
            #expect(response.status == 403)
        }
    }
}
