import DownloadCore
import FaultOrigin
import Testing

@testable import DownloadEngine

/// Proxies that are silent or refuse, and servers that speak another protocol than the URL says.
@Suite struct `An engine names the party at fault` {
    /// Returns the error of a download through, or from, a server that always sends the same.
    private func error(
        of url: String, _ server: CannedServer, retries: Int = 0, stallTimeout: Double = 20,
        connectTimeout: Double = 15, _ change: (inout DownloadRequest) -> Void = { _ in }
    ) async throws -> DownloadError? {
        let run = try await EngineRun {
            // Otherwise an outage is waited out.
            $0.asksUser = false
            $0.retries = retries
            $0.stallTimeout = stallTimeout
            $0.connectTimeout = connectTimeout
        }
        let id = try await run.add(url, to: TemporaryFolder().path, fragments: 1, change)
        let end = try await run.wait(for: id, "end") { $0.isOver }
        await run.stop()
        await server.stop()
        return if case .failed(let error) = end.state { error } else { nil }
    }

    // MARK: Proxies

    @Test(
        arguments: [
            ("socks5h", "http"), ("socks5", "https"), ("socks4a", "https"), ("socks5h", "ftp"),
            ("http", "https"), ("http", "ftp"), ("https", "https"), ("https", "http"),
        ], [(stall: 2.0, connect: 15.0), (2, 2), (20, 1)])
    func `a silent proxy is named, whichever timeout is shorter`(
        _ schemes: (proxy: String, url: String), _ timeouts: (stall: Double, connect: Double)
    ) async throws {
        let server = try await CannedServer.start()
        let proxy = "127.0.0.1:\(server.port)"
        let error = try await error(
            of: "\(schemes.url)://127.0.0.1:9/f", server, stallTimeout: timeouts.stall,
            connectTimeout: timeouts.connect
        ) { $0.transport.proxy = "\(schemes.proxy)://\(proxy)" }
        #expect(error?.cause == "no response from the proxy \(proxy)")
    }

    @Test func `a proxy that stays silent after the request is named`() async throws {
        let server = try await CannedServer.start()
        let proxy = "127.0.0.1:\(server.port)"
        let error = try await error(of: "http://127.0.0.1:9/f", server, stallTimeout: 2) {
            $0.transport.proxy = "http://\(proxy)"
        }
        #expect(error?.cause == "no response from the proxy \(proxy) for 2 s")
    }

    @Test func `a server that is silent behind a tunnel is named with its proxy`() async throws {
        let server = try await CannedServer.start(
            .init(reply: Array("HTTP/1.1 200 OK\r\n\r\n".utf8)))
        let proxy = "127.0.0.1:\(server.port)"
        let error = try await error(of: "https://127.0.0.1:9/f", server, stallTimeout: 2) {
            $0.transport.proxy = "http://\(proxy)"
        }
        #expect(error?.cause == "no response from 127.0.0.1:9 through the proxy \(proxy)")
    }

    @Test(arguments: [302, 400, 403, 404, 405, 451, 501, 505], ["https", "ftp"])
    func `a proxy that refuses a tunnel is not asked again`(
        _ status: Int, _ scheme: String
    ) async throws {
        let reply = "HTTP/1.1 \(status) No\r\nLocation: http://h/\r\nContent-Length: 0\r\n\r\n"
        let server = try await CannedServer.start(.init(reply: Array(reply.utf8), closes: true))
        let proxy = "127.0.0.1:\(server.port)"
        let error = try await error(of: "\(scheme)://127.0.0.1:9/f", server, retries: 5) {
            $0.transport.proxy = "http://\(proxy)"
            // Otherwise the proxy is asked to translate FTP.
            $0.transport.ftpSecurity = .require
        }
        #expect(
            error?.cause
                == "the proxy \(proxy) refused to connect to 127.0.0.1:9 (\(status))")
        #expect(server.acceptedConnections == 1)
    }

    @Test(arguments: [408, 429, 500, 502, 503, 504])
    func `a proxy that may open a tunnel later is asked again`(_ status: Int) async throws {
        let reply = "HTTP/1.1 \(status) No\r\nContent-Length: 0\r\n\r\n"
        let server = try await CannedServer.start(.init(reply: Array(reply.utf8), closes: true))
        let error = try await error(of: "https://127.0.0.1:9/f", server, retries: 2) {
            $0.transport.proxy = "http://127.0.0.1:\(server.port)"
        }
        #expect(error?.cause.contains("(\(status))") == true, "\(String(describing: error))")
        #expect(server.acceptedConnections > 1)
    }

    // MARK: TLS

    static let answersOfTLS: [(reply: String, closes: Bool)] = [
        ("", true), ("\u{15}\u{3}\u{1}\0\u{2}\u{2}\u{46}", true),
        ("\u{15}\u{3}\u{3}\0\u{2}\u{2}\u{28}", false),
        ("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n", true),
        ("HTTP/1.1 400 Bad Request\r\nServer: nginx\r\nContent-Length: 0\r\n\r\n", false),
    ]

    @Test(arguments: answersOfTLS)
    func `a server that may require TLS is recognized`(
        _ answer: (reply: String, closes: Bool)
    ) async throws {
        var script = CannedServer.Script(
            reply: Array(answer.reply.utf8), closes: answer.closes)
        // A 400 is asked once more, without a range.
        script.repeats = true
        let server = try await CannedServer.start(script)
        let error = try await error(
            of: "http://127.0.0.1:\(server.port)/f", server, stallTimeout: 3)
        #expect(
            error?.cause.hasSuffix("; if the server uses TLS, try https://") == true,
            "\(String(describing: error))")
    }

    @Test(arguments: [
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "SSH-2.0-OpenSSH\r\n",
        "220 Ready\r\n",
    ])
    func `a server that does not support TLS is recognized`(_ reply: String) async throws {
        let server = try await CannedServer.start(.init(reply: Array(reply.utf8), closes: true))
        let port = server.port
        let error = try await error(of: "https://127.0.0.1:\(port)/f", server)
        #expect(error?.cause == "127.0.0.1:\(port) does not support TLS; try http://")
    }

    @Test func `TLS is suggested neither on port 80 nor by a proxy's answer`() throws {
        #expect(TLSAdvice.text(for: "http://h/f", nil) == nil)
        #expect(TLSAdvice.text(for: "http://h/f", nil, onAnyPort: true) != nil)
        #expect(TLSAdvice.text(for: "https://h:8443/f", nil, onAnyPort: true) == nil)
        #expect(TLSAdvice.text(for: "http://h:8443/f", try ProxyURL("http://p:3128")) == nil)
        #expect(TLSAdvice.text(for: "http://h:8443/f", try ProxyURL("socks5h://p:1080")) != nil)
    }
}
