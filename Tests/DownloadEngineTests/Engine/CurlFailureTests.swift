import CLibcurl
import DownloadCore
import Glibc
import Testing

@testable import DownloadEngine

@Suite struct `The text of a libcurl failure` {
    private static let secret = "u:hunter2@ \u{1b}[2J OPENSSL wrong"
    private let proxy = try? ProxyURL("http://me:secret@10.0.0.1:3128")
    private let socks = try? ProxyURL("socks5h://10.0.0.1:1080")

    private func failure(_ code: CURLcode, through proxy: ProxyURL? = nil) -> CurlFailure {
        var failure = CurlFailure(code: code, url: "https://u:hunter2@h:8443/f", proxy: proxy)
        failure.hint = Self.secret
        return failure
    }

    @Test func `every result has our own text, not libcurl's`() {
        for number in UInt32(1)...120 {
            for proxy in [nil, proxy, socks] {
                for isConnected in [false, true] {
                    var failure = failure(CURLcode(rawValue: number), through: proxy)
                    failure.isConnected = isConnected
                    let error = failure.error
                    #expect(!error.cause.isEmpty && error.cause.utf8.count < 200)
                    for word in ["hunter2", "secret", "OPENSSL", "\u{1b}", "me:"] {
                        #expect(!error.cause.contains(word), "\(number): \(error.cause)")
                    }
                }
            }
        }
    }

    @Test func `few of libcurl's results are reported by number`() {
        let unnamed = (UInt32(1)...99).filter {
            failure(CURLcode(rawValue: $0)).error.cause.contains("libcurl error")
        }
        // Obsolete codes, uploads, LDAP, TFTP, RTSP and other unused schemes.
        #expect(
            unnamed == [
                20, 24, 25, 29, 32, 34, 37, 38, 39, 40, 44, 46, 50, 51, 57, 62, 65, 68, 69, 70,
                71, 72, 73, 74, 75, 76, 85, 86, 87, 88,
            ])
    }

    @Test(arguments: [
        (
            ECONNREFUSED, "connection refused by h:8443",
            "the proxy 10.0.0.1:3128 refused the connection"
        ),
        (EHOSTUNREACH, "no route to h:8443", "no route to the proxy 10.0.0.1:3128"),
        (
            ENETUNREACH, "network unreachable on the way to h:8443",
            "network unreachable on the way to the proxy 10.0.0.1:3128"
        ),
        (ETIMEDOUT, "no response from h:8443", "no response from the proxy 10.0.0.1:3128"),
        (0, "cannot connect to h:8443", "cannot connect to the proxy 10.0.0.1:3128"),
    ])
    func `the unreachable party is named: server or proxy`(
        _ number: Int32, _ direct: String, _ behind: String
    ) {
        for (proxy, words) in [(nil, direct), (proxy, behind)] {
            var failure = failure(CURLE_COULDNT_CONNECT, through: proxy)
            failure.systemError = number
            #expect(failure.error == DownloadError(.unreachable, words))
        }
        let timeout = failure(CURLE_OPERATION_TIMEDOUT, through: proxy).error
        #expect(timeout == DownloadError(.unreachable, "no response from the proxy 10.0.0.1:3128"))
        let name = failure(CURLE_COULDNT_RESOLVE_PROXY, through: proxy).error
        #expect(name == DownloadError(.unknownHost, "could not resolve the proxy 10.0.0.1"))
    }

    @Test(arguments: [
        (
            407, DownloadError.Kind.credentials,
            "the proxy requires a different user name or password (407"
        ),
        (403, .status, "the proxy 10.0.0.1:3128 refused to connect to h:8443 (403)"),
        (502, .unreachable, "the proxy 10.0.0.1:3128 cannot reach h:8443 (502)"),
        (503, .busy, "the proxy 10.0.0.1:3128 is busy (503)"),
    ])
    func `a response to CONNECT is the proxy's`(
        _ status: Int, _ kind: DownloadError.Kind, _ words: String
    ) {
        var failure = failure(CURLE_RECV_ERROR, through: proxy)
        failure.connectStatus = status
        let error = failure.error
        #expect(error.kind == kind && error.status == status && error.cause.hasPrefix(words))
    }

    @Test(arguments: [
        (pdl_auth_ntlm, "NTLM authentication, which is not supported"),
        (pdl_auth_negotiate | pdl_auth_digest, "Digest or Negotiate authentication, which is not"),
        (pdl_auth_basic | pdl_auth_negotiate, "a different user name or password"),
        (0, "a different user name or password"),
    ])
    func `a tunnel's proxy that wants another login says which`(_ offers: Int, _ words: String) {
        var failure = failure(CURLE_RECV_ERROR, through: proxy)
        failure.connectStatus = 407
        failure.proxyChallenges = Challenges(libcurl: offers)
        #expect(failure.error.cause.hasPrefix("the proxy requires " + words))
        #expect(failure.error.cause.hasSuffix("(407 from 10.0.0.1:3128)"))
    }

    @Test func `the option that limits addresses is named`() {
        var failure = failure(CURLE_COULDNT_RESOLVE_HOST)
        failure.addressLimit = "an IPv6 address (--ip)"
        #expect(failure.error.cause == "could not resolve the host h to an IPv6 address (--ip)")
        failure.code = CURLE_INTERFACE_FAILED
        failure.localEnd = LocalEnd("eth7")
        #expect(failure.error == DownloadError(.unreachable, "eth7 cannot be used (--interface)"))
    }

    @Test(
        arguments: [
            (
                "127.0.0.1", EINVAL, "https://192.0.2.1:8443/f",
                "192.0.2.1:8443 cannot be reached from 127.0.0.1"
            ),
            ("lo", EINVAL, "https://h/f", "h:443 cannot be reached from lo"),
            ("lo", ECONNREFUSED, "https://127.0.0.1/f", nil),
            ("lo", ENETUNREACH, "https://h/f", nil),
            ("127.0.0.1", ENETUNREACH, "https://192.0.2.1/f", nil),
        ] as [(String, Int32, String, String?)])
    func `a local address that leads nowhere is not an outage`(
        _ interface: String, _ number: Int32, _ url: String, _ words: String?
    ) {
        var failure = CurlFailure(code: CURLE_COULDNT_CONNECT, url: url)
        failure.systemError = number
        failure.localEnd = LocalEnd(interface)
        #expect(failure.error.kind == (words == nil ? .unreachable : .badURL))
        if let words { #expect(failure.error.cause == words + " (--interface)") }
        failure.localEnd = nil
        #expect(failure.error.kind == .unreachable)
    }

    @Test func `a Unix socket that does not exist is named`() throws {
        var failure = CurlFailure(code: CURLE_COULDNT_CONNECT, url: "http://h/f")
        failure.proxy = try ProxyURL("socks5h://u:secret@localhost/run/tor.sock")
        failure.systemError = ENOENT
        let words = "the proxy localhost/run/tor.sock does not exist"
        #expect(failure.error == DownloadError(.unreachable, words))
    }

    /// Returns a handle for a request that is bound to an interface.
    private func handle(to url: String, _ interface: String, _ loop: CurlLoop) throws -> EasyHandle
    {
        var options = TransportOptions()
        options.interface = interface
        let handle = try #require(EasyHandle())
        handle.prepare(
            LaneOrder(url: url), options: options, configuration: EngineConfiguration(), host: nil,
            loop: loop, buffer: 1024, cookies: CookieJar())
        return handle
    }

    @Test func `an interface or address that was there is waited for`() throws {
        let loop = try CurlLoop()
        loop.localEnds = ["tun7", "192.0.2.77"]
        for (name, kind) in [
            ("tun7", DownloadError.Kind.unreachable), ("tun8", .badURL), ("if!tun7", .badURL),
            ("192.0.2.77", .unreachable), ("192.0.2.78", .badURL),
        ] {
            let handle = try handle(to: "http://127.0.0.1:1/f", name, loop)
            #expect(handle.problem?.kind == kind, "\(name)")
        }
    }

    @Test func `an interface without addresses of a server's family is to blame once it fails`()
        throws
    {
        let loop = try CurlLoop()
        var failure = CurlFailure(code: CURLE_COULDNT_CONNECT, url: "http://[2001:db8::1]/f")
        failure.localEnd = LocalEnd("eth7")
        failure.localLack = "the network interface eth7 has no IPv6 address to reach [2001:db8::1]"
        for number in [0, ENETUNREACH, EHOSTUNREACH] {
            failure.systemError = number
            #expect(failure.error.kind == .badURL && failure.error.cause.hasSuffix("(--interface)"))
        }
        failure.systemError = ECONNREFUSED
        #expect(failure.error.kind == .unreachable)
        #expect(try handle(to: "http://127.0.0.1:1/f", "lo", loop).localLack == nil)
        #expect(loop.localEnds == ["lo", "lo ipv4"])
        #expect(LocalEnd("lo")?.lack(for: "127.0.0.1") == nil)
        #expect(LocalEnd("lo")?.lack(for: "name.invalid") == nil)
        #expect(LocalEnd("lo")?.lack(for: "[fe80::1%25lo]") == nil)
    }

    @Test(arguments: [
        (CURLPX_USER_REJECTED, DownloadError.Kind.credentials, "the proxy requires a user name"),
        (CURLPX_NO_AUTH, .credentials, "the proxy requires a user name"),
        (
            CURLPX_REPLY_CONNECTION_REFUSED, .unreachable,
            "the proxy 10.0.0.1:1080: connection refused by h:8443"
        ),
        (CURLPX_REPLY_HOST_UNREACHABLE, .unreachable, "the proxy 10.0.0.1:1080 cannot reach"),
        (CURLPX_REPLY_NOT_ALLOWED, .status, "the proxy 10.0.0.1:1080 does not allow"),
        (CURLPX_BAD_VERSION, .connection, "the proxy 10.0.0.1:1080 does not follow the socks5h"),
        (CURLPX_CLOSED, .connection, "the proxy 10.0.0.1:1080 closed the connection"),
    ])
    func `a SOCKS proxy's refusal is the proxy's`(
        _ code: CURLproxycode, _ kind: DownloadError.Kind, _ words: String
    ) {
        var failure = failure(CURLE_PROXY, through: socks)
        failure.proxyError = Int(code.rawValue)
        #expect(failure.error.kind == kind)
        #expect(failure.error.cause.hasPrefix(words), "\(failure.error.cause)")
    }

    @Test(arguments: [
        (10, "", "has expired"), (18, "", "is self-signed"), (20, "", "unknown authority"),
        (62, "", "for another host"), (0, "does not match target host name", "for another host"),
        (999, "", "cannot be verified"),
    ])
    func `the fault of a certificate is reported`(
        _ verdict: Int, _ hint: String, _ words: String
    ) {
        var failure = failure(CURLE_PEER_FAILED_VERIFICATION)
        failure.verification = verdict
        failure.hint = hint
        let error = failure.error
        #expect(error.kind == .certificate)
        #expect(error.cause.hasPrefix("the certificate of h:8443 ") && error.cause.contains(words))
    }

    @Test func `a server's fault is neither a defect nor out of memory nor the disk's`() {
        for code in [
            CURLE_OUT_OF_MEMORY, CURLE_WRITE_ERROR, CURLE_BAD_FUNCTION_ARGUMENT,
            CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING,
        ] {
            let error = failure(code).error
            #expect(error.kind == .badResponse)
            #expect(!error.cause.contains("memory") && !error.cause.contains("disk"))
        }
    }

    @Test func `an option that libcurl refuses prevents the transfer`() throws {
        let wrong = try #require(EasyHandle())
        wrong.set(CURLOPT_PROTOCOLS_STR, "nonsense")
        #expect(wrong.problem != nil)
        let loop = try CurlLoop()
        var options = TransportOptions()
        for (path, value) in [
            (\TransportOptions.proxy, "sock5://127.0.0.1:9"), (\.bearer, "a\nX: 1"),
            (\.cookieFile, "/nowhere/cookies"),
        ] as [(WritableKeyPath<TransportOptions, String?>, String)] {
            options = TransportOptions()
            options[keyPath: path] = value
            let handle = try #require(EasyHandle())
            handle.prepare(
                LaneOrder(url: "http://127.0.0.1:1/f"), options: options,
                configuration: EngineConfiguration(), host: nil, loop: loop,
                buffer: 1024, cookies: CookieJar())
            #expect(handle.problem?.kind == .badURL, "\(value)")
        }
    }
}
