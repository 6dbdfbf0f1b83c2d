import Testing

@testable import RemoteControl

struct AccessRulesTests {
    private static let host = ("Host", "127.0.0.1:6800")

    private static var rules: AccessRules {
        var rules = TransportRules(address: ListenAddress(host: "127.0.0.1", port: 6800))
        rules.allow(hosts: ["Box.lan"], origins: ["https://ariang.example"])
        return rules.access
    }

    @Test(arguments: [
        (["127.0.0.1:6800"], nil), (["[::1]:6800"], nil), (["192.168.1.2"], nil),
        (["localhost:9"], nil), (["LocalHost"], nil), (["box.lan:6800"], nil),
        (["rebind.example:6800"], AccessRefusal.host), (["localhost.example"], .host),
        (["127.0.0.1.nip.io"], .host), (["2130706433"], .host), (["sub.localhost"], .host),
        ([], .badHost), ([""], .badHost), (["127.0.0.1", "127.0.0.1"], .badHost),
        (["a@127.0.0.1"], .badHost), (["127.0.0.1/"], .badHost),
    ])
    func `the host must be an address, localhost or allowed`(
        _ hosts: [String], _ refusal: AccessRefusal?
    ) {
        for line in ["POST /jsonrpc", "GET /jsonrpc?method=a", "OPTIONS /jsonrpc", "GET /"] {
            let words = line.split(separator: " ").map(String.init)
            let head = RequestHead(words[0], words[1], hosts.map { ("Host", $0) })
            var rules = Self.rules
            rules.servesFiles = true
            if let refusal {
                #expect(rules.verdict(head) == .refused(refusal), "\(line)")
            } else if case .refused(let refusal) = rules.verdict(head) {
                Issue.record("\(line): \(refusal)")
            }
        }
    }

    @Test(arguments: [
        ([], nil), (["https://ariang.example"], nil), (["http://127.0.0.1:6800"], nil),
        (["chrome-extension://abc"], nil), (["moz-extension://1-2"], nil),
        (["null"], AccessRefusal.origin), (["https://evil.example"], .origin),
        (["http://ariang.example"], .origin), (["https://ariang.example:8443"], .origin),
        (["http://127.0.0.1:8000"], .origin), (["http://localhost:6800"], .origin),
        (["safari-web-extension://a"], .origin), (["file://"], .badOrigin), ([""], .badOrigin),
        (["chrome-extension://abc", "null"], .badOrigin),
    ])
    func `the origin must be an extension, this server or allowed`(
        _ origins: [String], _ refusal: AccessRefusal?
    ) {
        let fields = [Self.host] + origins.map { ("Origin", $0) }
        for head in [
            RequestHead("POST", "/jsonrpc", fields), RequestHead("OPTIONS", "/jsonrpc", fields),
            RequestHead("GET", "/jsonrpc?method=a", fields),
            RequestHead("GET", "/jsonrpc", fields + [("Upgrade", "websocket")]),
        ] {
            if let refusal {
                #expect(Self.rules.verdict(head) == .refused(refusal), "\(head.method)")
            } else if case .refused(let refusal) = Self.rules.verdict(head) {
                Issue.record("\(head.method): \(refusal)")
            }
        }
    }

    @Test(arguments: [
        ("cross-site", true), ("same-site", true), ("same-origin", false), ("none", false),
        ("Cross-Site", true),
    ])
    func `a page's request without an origin is refused`(_ site: String, _ isRefused: Bool) {
        let head = RequestHead(
            "GET", "/jsonrpc?method=a", [Self.host, ("Sec-Fetch-Site", site)])
        #expect((Self.rules.verdict(head) == .refused(.otherSite)) == isRefused)
    }

    @Test(arguments: [
        ("POST", "/jsonrpc", AccessRules.Verdict.call),
        ("POST", "/jsonrpc?tm=1", .call), ("POST", "http://127.0.0.1:6800/jsonrpc", .call),
        ("OPTIONS", "/jsonrpc", .preflight), ("PUT", "/jsonrpc", .refused(.method)),
        ("POST", "/", .refused(.path)), ("POST", "/rpc", .refused(.path)),
        ("POST", "/jsonrpc/", .refused(.path)), ("POST", "//jsonrpc", .refused(.path)),
        ("POST", "/JSONRPC", .refused(.path)), ("POST", "/%6asonrpc", .refused(.path)),
        ("GET", "/index.html", .refused(.path)), ("OPTIONS", "*", .refused(.target)),
        ("POST", "jsonrpc", .refused(.target)), ("POST", "", .refused(.target)),
        ("POST", "http://evil.example/jsonrpc", .refused(.badHost)),
        ("POST", "https://127.0.0.1:6800/jsonrpc", .refused(.target)),
    ])
    func `the RPC has one path`(
        _ method: String, _ target: String, _ verdict: AccessRules.Verdict
    ) {
        #expect(Self.rules.verdict(RequestHead(method, target, [Self.host])) == verdict)
    }

    @Test func `files are served besides the RPC`() {
        var rules = Self.rules
        rules.servesFiles = true
        #expect(rules.verdict(RequestHead("GET", "/a?b", [Self.host])) == .file("/a"))
        #expect(rules.verdict(RequestHead("HEAD", "/", [Self.host])) == .file("/"))
        #expect(rules.verdict(RequestHead("POST", "/a", [Self.host])) == .refused(.method))
        // A link on another site may lead to the page.
        let link = RequestHead("GET", "/", [Self.host, ("Sec-Fetch-Site", "cross-site")])
        #expect(rules.verdict(link) == .file("/"))
    }

    @Test func `a WebSocket begins with GET at the path of the RPC`() {
        let upgrade = [Self.host, ("Connection", "Upgrade"), ("Upgrade", "WebSocket")]
        #expect(Self.rules.verdict(RequestHead("GET", "/jsonrpc", upgrade)) == .webSocket)
        #expect(Self.rules.verdict(RequestHead("GET", "/", upgrade)) == .refused(.path))
        #expect(
            Self.rules.verdict(RequestHead("POST", "/jsonrpc", upgrade)) == .refused(.handshake))
    }

    @Test(arguments: [
        (
            "method=aria2.addUri&id=foo&params=WyJhIl0=",
            #"{"jsonrpc":"2.0","id":"foo","method":"aria2.addUri","params":["a"]}"#
        ),
        ("id=q%22r&method=m", #"{"jsonrpc":"2.0","id":"q\"r","method":"m"}"#),
        ("method=m&params=WyJhIl0%3D", #"{"jsonrpc":"2.0","method":"m","params":["a"]}"#),
        (
            "method=m&params=WyJhIl0&jsoncallback=f",
            #"{"jsonrpc":"2.0","method":"m","params":["a"]}"#
        ),
        ("params=W10=", "[]"), ("method=m&params=*", ""), ("method=m&params=", ""), ("", ""),
        // `[],"method":"n"` would add a member.
        ("method=m&params=W10sIm1ldGhvZCI6Im4i", ""),
        ("method=a&method=b", #"{"jsonrpc":"2.0","method":"a"}"#),
    ])
    func `a query is a request that needs a token`(_ query: String, _ body: String) {
        let request = RPCRequest(query: query)
        #expect(String(decoding: request.body, as: UTF8.self) == body)
        #expect(request.requiresToken)
    }

    @Test(arguments: [
        ("box.lan", nil), ("127.0.0.1", "addresses are always allowed"),
        ("box.lan:80", "not a host name"), ("https://box.lan", "not a host name"),
        ("*.lan", "not a host name"),
    ])
    func `a name to allow is checked`(_ host: String, _ problem: String?) {
        #expect(TransportRules.problem(inHost: host) == problem)
    }

    @Test(arguments: [
        ("https://a.example", nil), ("null", nil),
        ("*", "pages cannot all be allowed; name those that you trust"),
        ("a.example", "not an origin such as https://example.org"),
        ("https://a.example/", "not an origin such as https://example.org"),
        ("moz-extension://1", "extensions are always allowed"),
    ])
    func `an origin to allow is checked`(_ origin: String, _ problem: String?) {
        #expect(TransportRules.problem(inOrigin: origin) == problem)
    }
}
