import Testing

@testable import RemoteControl

@Suite(.timeLimit(.minutes(3)))
struct HTTPTests {
    private static let host = "Host: 127.0.0.1"

    @Test(arguments: [
        [], ["Content-Type: text/plain"], ["Content-Type: application/x-www-form-urlencoded"],
        ["Content-Type: application/json"], ["Content-Type: "],
    ])
    func `a POST of any type is answered`(_ fields: [String]) async throws {
        try await TestServer.run { server in
            let response = try await server.request(
                "POST /jsonrpc?tm=1", [Self.host] + fields, body: "[1]")
            #expect(response.status == 200)
            #expect(response.body == "[1]")
            #expect(response.fields["content-type"] == "application/json-rpc")
            #expect(response.fields["x-content-type-options"] == "nosniff")
            #expect(response.fields["access-control-allow-origin"] == nil)
            #expect(server.answerer.requests == [RPCRequest(body: Array("[1]".utf8))])
        }
    }

    @Test func `a connection serves requests one after the other`() async throws {
        try await TestServer.run { server in
            var wire = try await server.connect()
            for number in 1...3 {
                let response = try await wire.request("POST /jsonrpc", body: "\(number)")
                #expect(response.body == "\(number)")
            }
            // Pipelined: the replies keep their order.
            let hold = "POST /jsonrpc HTTP/1.1\r\nHost: [::1]\r\nContent-Length: 4\r\n\r\nhold"
            let next = "POST /jsonrpc HTTP/1.1\r\nHost: [::1]\r\nContent-Length: 1\r\n\r\n5"
            try await wire.send(hold + next)
            try await server.wait { server.answerer.requests.count == 4 }
            server.answerer.release()
            #expect(await wire.response().body == "hold")
            #expect(await wire.response().body == "5")
            _ = try await wire.request(
                "POST /jsonrpc", [Self.host, "Connection: close"], body: "6")
            #expect(await wire.rest().isEmpty)
        }
    }

    @Test func `a body may come in chunks, after a permission`() async throws {
        try await TestServer.run { server in
            var wire = try await server.connect()
            try await wire.send(
                "POST /jsonrpc HTTP/1.1\r\nHost: a.lan\r\nHost: b.lan\r\n\r\n")
            #expect(await wire.response().status == 400)
            wire = try await server.connect()
            try await wire.send(
                "POST /jsonrpc HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n"
                    + "Expect: 100-continue\r\n\r\n")
            #expect(await wire.response().status == 100)
            try await wire.send("2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")
            #expect(await wire.response().body == "abc")
        }
    }

    @Test func `a GET is a request that needs a token`() async throws {
        try await TestServer.run { server in
            let response = try await server.request("GET /jsonrpc?method=m&id=1&params=W10=")
            #expect(response.body == #"{"jsonrpc":"2.0","id":"1","method":"m","params":[]}"#)
            #expect(server.answerer.requests.map(\.requiresToken) == [true])
        }
    }

    @Test(arguments: [
        ("POST /rpc", [host], 404), ("GET /", [host], 404), ("POST /jsonrpc/x", [host], 404),
        ("PUT /jsonrpc", [host], 405), ("POST /jsonrpc", ["Host: rebind.example"], 421),
        ("GET /jsonrpc?method=m", ["Host: rebind.example:6800"], 421),
        ("POST /jsonrpc", [], 400), ("POST /jsonrpc", [host, "Origin: null"], 403),
        ("POST /jsonrpc", [host, "Origin: https://evil.example"], 403),
        ("GET /jsonrpc?method=m", [host, "Origin: https://evil.example"], 403),
        ("GET /jsonrpc?method=m", [host, "Sec-Fetch-Site: cross-site"], 403),
        ("OPTIONS /jsonrpc", [host, "Origin: https://evil.example"], 403),
        ("OPTIONS /jsonrpc", ["Host: rebind.example", "Origin: http://rebind.example"], 421),
        ("POST /jsonrpc", [host, "Content-Length: 2097153"], 413),
        ("POST /jsonrpc", [host, "Upgrade: websocket"], 426),
        ("GET /jsonrpc", [host, "Upgrade: websocket", "Connection: Upgrade"], 426),
        ("GET /x", [host, "X: \(String(repeating: "x", count: 20 << 10))"], 400),
        ("GET /x", [host, "X y: z"], 400),
    ])
    func `what is not allowed is refused without an answer`(
        _ line: String, _ fields: [String], _ status: Int
    ) async throws {
        try await TestServer.run { server in
            var wire = try await server.connect()
            let response = try await wire.request(line, fields)
            #expect(response.status == status)
            #expect(response.fields["access-control-allow-origin"] == nil)
            #expect(await wire.rest().isEmpty)
            #expect(server.answerer.requests.isEmpty)
        }
    }

    @Test func `a refusal is logged once, in words for the user`() async throws {
        try await TestServer.run { server in
            for _ in 0..<3 {
                _ = try await server.request(
                    "POST /jsonrpc?secret=1", [Self.host, "Origin: https://evil.example"],
                    body: "secret")
            }
            let line = try #require(server.log.lines.first)
            #expect(server.log.lines.count == 1)
            #expect(line.contains("Origin https://evil.example, Host 127.0.0.1"))
            #expect(line.contains("rpc.allow-origins"))
            #expect(!line.contains("secret"))
        }
    }

    @Test func `allowed names and origins are served`() async throws {
        try await TestServer.run(hosts: ["box.lan"], origins: ["https://ui.example"]) { server in
            let fields = ["Host: box.lan", "Origin: https://ui.example"]
            let response = try await server.request("POST /jsonrpc", fields, body: "1")
            #expect(response.status == 200)
            #expect(response.fields["access-control-allow-origin"] == "https://ui.example")
            #expect(response.fields["vary"] == "Origin")
            let preflight = try await server.request(
                "OPTIONS /jsonrpc",
                fields + [
                    "Access-Control-Request-Method: POST",
                    "Access-Control-Request-Headers: content-type, x\u{1}y",
                    "Access-Control-Request-Private-Network: true",
                ])
            #expect(preflight.status == 204 || preflight.status == 400)
            let clean = try await server.request(
                "OPTIONS /jsonrpc",
                fields + [
                    "Access-Control-Request-Headers: content-type",
                    "Access-Control-Request-Private-Network: true",
                ])
            #expect(clean.status == 204)
            #expect(clean.fields["access-control-allow-origin"] == "https://ui.example")
            #expect(clean.fields["access-control-allow-headers"] == "content-type")
            #expect(clean.fields["access-control-allow-private-network"] == "true")
        }
    }

    @Test(arguments: ["chrome-extension://abcdef", "moz-extension://1-2-3"])
    func `extensions are served`(_ origin: String) async throws {
        try await TestServer.run { server in
            let response = try await server.request(
                "POST /jsonrpc", [Self.host, "Origin: \(origin)"], body: "1")
            #expect(response.status == 200)
            #expect(response.fields["access-control-allow-origin"] == origin)
        }
    }

    @Test func `a body of 2 MiB is the longest`() async throws {
        try await TestServer.run { server in
            let longest = String(repeating: "x", count: RPCLimits.bodyBytes)
            let response = try await server.request("POST /jsonrpc", body: longest)
            #expect(response.status == 200)
            #expect(response.body.utf8.count == longest.utf8.count)
            // Without a length, the limit holds for what arrives.
            var wire = try await server.connect()
            try await wire.send(
                "POST /jsonrpc HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n")
            try await wire.send("200001\r\n" + longest + "x\r\n")
            #expect(await wire.response().status == 413)
            #expect(server.answerer.requests.count == 1)
        }
    }

    @Test func `wrong tokens are answered one a second, right ones at once`() async throws {
        try await TestServer.run { server in
            let clock = ContinuousClock()
            let start = clock.now
            async let first = server.request("POST /jsonrpc", body: "wrong")
            async let second = server.request("POST /jsonrpc", body: "wrong")
            try await server.wait { server.answerer.requests.count == 2 }
            let right = try await server.request("POST /jsonrpc", body: "right")
            #expect(right.status == 200)
            let wrong = try await [first, second]
            #expect(wrong.map(\.status) == [400, 400])
            #expect(clock.now - start >= .seconds(2))
            #expect(server.log.lines.count == 1)
        }
    }

    @Test func `many wrong tokens are refused before they are compared`() async throws {
        try await TestServer.run { server in
            let start = ContinuousClock.now
            var isRefused: Bool { server.log.lines.contains { $0.contains("too many wrong") } }
            var number = 0
            // The client waits for no reply.
            while !isRefused {
                let wire = try await server.connect()
                try await wire.send(
                    "POST /jsonrpc HTTP/1.1\r\nHost: [::1]\r\nContent-Length: 5\r\n\r\nwrong")
                number += 1
                try await server.wait { isRefused || server.answerer.requests.count == number }
                await wire.close()
            }
            let response = try await server.request("POST /jsonrpc", body: "right")
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            #expect(response.status == 429)
            #expect(Double(server.answerer.requests.count) <= WrongTokens.most + 2 + seconds)
        }
    }

    @Test func `the port is free again at the end, and taken before`() async throws {
        var port = 0
        try await TestServer.run { server in
            port = server.port
            let rules = TransportRules(address: ListenAddress(host: "127.0.0.1", port: port))
            let error = await #expect(throws: RemoteServer.ListenError.self) {
                try await RemoteServer.start(rules, answerer: server.answerer) { _ in }
            }
            #expect(
                error?.description == "cannot listen on 127.0.0.1:\(port): another program uses"
                    + " this port; stop it, or choose another port")
            // A connection that is open then does not keep it.
            var wire = try await server.connect()
            _ = try await wire.request("POST /jsonrpc", body: "1")
        }
        let rules = TransportRules(address: ListenAddress(host: "127.0.0.1", port: port))
        let next = try await RemoteServer.start(rules, answerer: FakeAnswerer()) { _ in }
        await next.stop()
    }

    @Test func `a request under way is answered at the end`() async throws {
        let answerer = FakeAnswerer()
        let rules = TransportRules(address: ListenAddress(host: "127.0.0.1", port: 0))
        let server = try await RemoteServer.start(
            rules, TestServer.patientLimits, answerer: answerer
        ) { _ in }
        var wire = try await Wire(try #require(server.port))
        try await wire.send(
            "POST /jsonrpc HTTP/1.1\r\nHost: [::1]\r\nContent-Length: 4\r\n\r\nhold")
        try await TestServer.wait { !answerer.requests.isEmpty }
        async let end: Void = server.stop()
        answerer.release()
        #expect(await wire.response().body == "hold")
        await end
    }
}
