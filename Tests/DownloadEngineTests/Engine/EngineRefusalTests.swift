import DownloadCore
import FaultOrigin
import Testing

@testable import DownloadEngine

/// Refused requests, and other downloads of the same host.
@Suite struct `An engine and a refusing host` {
    @Test func `a refused URL does not permanently take connections from others`()
        async throws
    {
        // Slow enough to be active until the end of the test.
        let origin = try await FaultOrigin.start(
            body: .pattern(64 << 20), .throttle(32 << 10), .when(.path("/busy"), .status(503)))
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.connectionsPerHost = 12 }
        let first = try await run.add(origin.url("/good"), to: folder.path, fragments: 8)
        try await run.wait(for: first, "eight connections") { $0.connections == 8 }
        let busy = try await run.add(origin.url("/busy"), to: folder.path, fragments: 1)
        let failure = { (picture: DownloadSnapshot) in
            if case .failed = picture.state { true } else { false }
        }
        try await run.wait(for: busy, "failure", until: failure)
        // No hammering either: one request per attempt.
        #expect(origin.log.count { $0.request.path == "/busy" } <= 6)
        // If the last attempt lowered the ceiling, the next one decides.
        if try await run.wait(for: first, "a look", until: { _ in true }).isLowered {
            let tries = origin.log.count { $0.request.path == "/busy" }
            await run.engine.perform(.retry([busy]))
            try await wait(for: "another try") {
                origin.log.count { $0.request.path == "/busy" } > tries
            }
        }
        try await run.wait(for: first, "all connections, and no ceiling") {
            $0.connections == 8 && !$0.isLowered
        }
        await run.stop()
        try await origin.stop()
    }

    @Test(arguments: [400, 403, 404, 410, 416, 429, 500, 503], [nil, 100, 100_000])
    func `a refusal is understood although its body never comes`(_ status: Int, _ length: Int?)
        async throws
    {
        let origin = try await FaultOrigin.start(
            body: .pattern(1 << 20), .status(status),
            .field("Content-Length", length.map { "\($0)" }), .stall(after: 0))
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.retries = 0 }
        let id = try await run.add(origin.url(), to: folder.path, fragments: 1)
        let end = try await run.wait(for: id, "end") {
            if case .failed = $0.state { true } else { false }
        }
        guard case .failed(let error) = end.state else { return }
        #expect(error.status == status, "\(error.cause)")
        await run.stop()
        try await origin.stop()
    }

    @Test(arguments: [("", "a user name"), ("u:p@", "a different user name")])
    func `a proxy that wants a login for a plain request is named`(
        _ login: String, _ words: String
    ) async throws {
        let proxy = try await FaultOrigin.start(
            body: .pattern(1_000), .status(407),
            .field("Proxy-Authenticate", "Basic realm=\"x\""))
        let place = "127.0.0.1:\(proxy.port)"
        let error = try await EngineRun.error(of: "http://server.invalid/f") {
            $0.transport.proxy = "http://\(login)\(place)"
        }
        #expect(
            error?.cause == "the proxy requires \(words) or password (407 from \(place))"
                || error?.cause == "the proxy requires \(words) and password (407 from \(place))")
        #expect(error?.status == 407 && proxy.log.count <= 2)
        try await proxy.stop()
    }

    @Test(
        arguments: ["", "u:p@"],
        [
            (["Negotiate"], "Negotiate"), (["NTLM", "Negotiate"], "NTLM or Negotiate"),
            (["Digest realm=\"x\", nonce=\"n\""], "Digest"),
            (["X-Own\u{1b}[2J", "X-Own a=b"], "X-Own"),
        ])
    func `a proxy with a login that is not supported says so`(
        _ login: String, _ offer: (challenges: [String], words: String)
    ) async throws {
        let proxy = try await FaultOrigin.start(
            Resource(.pattern(1_000)),
            faults: [.status(407)]
                + offer.challenges.map { .fields(Field("Proxy-Authenticate", $0)) })
        let error = try await EngineRun.error(of: "http://server.invalid/f") {
            $0.transport.proxy = "http://\(login)127.0.0.1:\(proxy.port)"
        }
        #expect(
            error?.cause == "the proxy requires \(offer.words) authentication, which is not"
                + " supported (407 from 127.0.0.1:\(proxy.port))")
        #expect(error?.kind == .credentials && error?.status == 407 && proxy.log.count <= 2)
        try await proxy.stop()
    }

    @Test(arguments: ["Negotiate", "Bearer"])
    func `a server with a login other than a password says so`(_ scheme: String) async throws {
        let origin = try await FaultOrigin.start(
            body: .pattern(1_000), .status(401), .field("WWW-Authenticate", scheme))
        let error = try await EngineRun.error(of: origin.url()) { $0.transport.credentials = "u:p" }
        #expect(error?.cause.contains(scheme.lowercased()) != error?.cause.contains(scheme))
        #expect(error?.cause.contains("user name") == false, "\(String(describing: error))")
        #expect(error?.kind == .credentials && error?.status == 401 && origin.log.count <= 2)
        try await origin.stop()
    }

    @Test func `a 407 behind a proxy that forwards bytes is the server's`() async throws {
        let head = ResponseHead(status: 407, fields: [("Proxy-Authenticate", "NTLM")])
        let http = try ProxyURL("http://h:1")
        let socks = try ProxyURL("socks5://h:1")
        let plain = SourceURL.Scheme.http.transfer
        #expect(CurlFailure.loginRefused(head, by: http, plain)?.status == 407)
        #expect(CurlFailure.loginRefused(head, by: socks, plain) == nil)
        #expect(CurlFailure.loginRefused(head, by: http, SourceURL.Scheme.https.transfer) == nil)
        #expect(CurlFailure.loginRefused(head, by: nil, plain) == nil)
    }

    @Test(arguments: [301, 302, 307], [nil, 100, 100_000])
    func `a redirect is followed although its body never comes`(_ status: Int, _ length: Int?)
        async throws
    {
        let body = Body.pattern(1 << 20)
        let origin = try await FaultOrigin.start(
            body: body, .when(.path("/old"), .redirect(status, to: "/file.bin")),
            .when(
                .path("/old"), .field("Content-Length", length.map { "\($0)" }),
                .stall(after: 0)))
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(origin.url("/old"), to: folder.path, fragments: 4)
        let end = try await run.wait(forEndOf: id)
        #expect(folder.holds(body, as: end.name))
        await run.stop()
        try await origin.stop()
    }
}

extension DownloadSnapshot {
    /// Whether its host's ceiling is below the settings.
    fileprivate var isLowered: Bool { server?.connectionCeiling != nil }
}
