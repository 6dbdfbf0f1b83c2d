import DownloadCore
import Testing

@testable import DownloadCore

struct ProxyURLTests {
    @Test(arguments: [
        ("http://127.0.0.1:9", "http://127.0.0.1:9"), ("127.0.0.1:9", "http://127.0.0.1:9"),
        ("proxy.example", "http://proxy.example:1080"),
        ("https://proxy.example/", "https://proxy.example:443"),
        ("HTTP://Proxy.Example:3128/", "http://proxy.example:3128"),
        ("  socks5h://[::1]:9\t", "socks5h://[::1]:9"), ("[::1]:3128", "http://[::1]:3128"),
        ("socks4a://h", "socks4a://h:1080"),
        ("http://user:p@ss@h:1", "http://user:p%40ss@h:1"),
        ("user:pw@h:1", "http://user:pw@h:1"), ("http://user@h:1", "http://user@h:1"),
        ("socks5://u:a%2Fb@h:1", "socks5://u:a%2Fb@h:1"),
        ("socks5h://localhost/run/tor.sock", "socks5h://localhost:1080/run/tor.sock"),
        ("socks4://u:p@LOCALHOST:9/a%20b\u{e9}", "socks4://u:p@localhost:9/a%20b%C3%A9"),
    ])
    func `a proxy is parsed as by curl`(_ text: String, _ url: String) throws {
        #expect(try ProxyURL(text).text == url)
        #expect(try ProxyURL(url).text == url)
    }

    @Test(arguments: [
        "sock5://127.0.0.1:9", "socks://h:1", "htp://h:1", "ftp://h:1", "socks5:127.0.0.1:9",
        "http:/h:1", "http//h:1", "://h:1", "http://", "http://:9", "http://h:0", "http://h:99999",
        "http://h:port", "http://h:1/path", "http://h:1?q", "http://h:1#f", "http://h:1 ,x",
        "http://a b:1", "http://h:1\n", "http://h\u{0}:1", "http://[::1:9", "", " ", "http",
        "socks5", "none", "Off", "direct", "http://user:p/ss@h:1", "http://user:p?ss@h:1",
        "http://user:p#ss@h:1", "http://h..x:1", "http://user:secret@h:x", "http://@@:1",
    ])
    func `an invalid proxy is refused without showing its password`(_ text: String) {
        #expect {
            try ProxyURL(text)
        } throws: { error in
            let error = error as? DownloadError
            return error?.kind == .badURL && error?.cause.contains("proxy URL") == true
                && error?.cause.contains("ss@") == false && error?.cause.contains("secret") == false
        }
    }

    @Test(arguments: ProxyURL.Scheme.allCases)
    func `a control character in the user name or password is refused`(
        _ scheme: ProxyURL.Scheme
    ) {
        for info in userInfoWithControls {
            for start in ["\(scheme.rawValue)://", ""] {
                let error = #expect(throws: DownloadError.self) {
                    try ProxyURL("\(start)\(info)@h:1")
                }
                #expect(
                    error?.cause
                        == "invalid proxy URL: its user name or password contains an encoded"
                        + " control character", "\(start)\(info)")
            }
        }
        #expect((try? ProxyURL("\(scheme.rawValue)://u%20:p%80%250d@h:1")) != nil)
    }

    @Test(arguments: ["socks4", "socks4a", "socks5", "socks5h"])
    func `the path of a Unix socket is checked and named`(_ scheme: String) throws {
        func problem(_ path: String) -> String? {
            TransportRule.problem(inProxy: "\(scheme)://u:secret@localhost/\(path)")
        }
        let most = String(repeating: "a", count: 106)
        #expect(problem(most) == nil)
        #expect(problem(String(repeating: "%41", count: 106)) == nil)
        for path in [
            most + "a", most + "%41", most + "\u{e9}", String(repeating: "a/", count: 999),
        ] {
            #expect(
                problem(path)
                    == "invalid proxy URL: the path of its Unix socket is longer than 107 bytes")
        }
        for path in ["a%0ab", "%00", "a%1F", "%7f"] {
            #expect(problem(path)?.hasSuffix("contains an encoded control character") == true)
        }
        for path in ["a?b", "a#b", "?"] {
            #expect(problem(path)?.contains("percent-encode “?” and “#”") == true)
        }
        let proxy = try ProxyURL("\(scheme)://u:secret@localhost/run/p.sock")
        #expect(proxy.place == "localhost/run/p.sock")
        #expect(proxy.redacted == "\(scheme)://localhost:1080/run/p.sock")
        #expect(try ProxyURL("\(scheme)://localhost/").place == "localhost:1080")
    }

    @Test func `no password is shown`() throws {
        #expect(try ProxyURL("user:secret@h:1").redacted == "http://h:1")
        #expect(try ProxyURL("user:secret@h:1").place == "h:1")
    }
}

struct ProxyEnvironmentTests {
    private func proxy(
        for url: String, _ variables: [String: String], setting: String? = nil
    ) throws -> String? {
        try ProxyEnvironment { variables[$0] }.proxy(for: SourceURL(url), setting: setting)?.text
    }

    @Test func `a scheme's own variable comes before all_proxy, lower case first`() throws {
        let all = ["all_proxy": "socks5://a:1", "https_proxy": "b:2", "HTTPS_PROXY": "c:3"]
        #expect(try proxy(for: "https://x/f", all) == "http://b:2")
        #expect(try proxy(for: "http://x/f", all) == "socks5://a:1")
        #expect(try proxy(for: "sftp://x/f", all) == "socks5://a:1")
        #expect(try proxy(for: "ftp://x/f", ["FTP_PROXY": "d:4"]) == "http://d:4")
        // In a CGI script it contains the request's Proxy header.
        #expect(try proxy(for: "http://x/f", ["HTTP_PROXY": "e:5"]) == nil)
        #expect(
            try proxy(for: "http://x/f", ["http_proxy": "", "ALL_PROXY": "f:6"]) == "http://f:6")
    }

    @Test func `a setting overrides the environment, and an empty one means none`() throws {
        let all = ["all_proxy": "a:1"]
        #expect(try proxy(for: "http://x/f", all, setting: "b:2") == "http://b:2")
        #expect(try proxy(for: "http://x/f", all, setting: "") == nil)
    }

    @Test(arguments: [
        ("*", "any.example", true), ("example.org", "example.org", true),
        ("example.org", "www.example.org", true), (".example.org", "www.example.org", true),
        (".example.org", "example.org", true), ("example.org", "myexample.org", false),
        ("a, b.example\tc", "b.example", true), ("EXAMPLE.org.", "example.ORG", true),
        ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "127.0.0.11", false),
        ("10.0.0.0/8", "10.9.8.7", true), ("10.0.0.0/8", "11.0.0.1", false),
        ("192.168.4.0/22", "192.168.7.255", true), ("192.168.4.0/22", "192.168.8.0", false),
        ("10.0.0.0/99", "10.0.0.0", false), ("10.0.0.0/x", "10.0.0.0", false),
        ("::1", "[::1]", true), ("[::1]", "[::1]", true), ("fe80::/10", "[fe80::1]", true),
        ("2001:db8::/32", "[2001:db8:1::2]", true), ("2001:db8::/32", "[2001:db9::]", false),
        ("", "example.org", false), (",", "example.org", false),
    ])
    func `hosts of no_proxy are reached directly`(
        _ list: String, _ host: String, _ isDirect: Bool
    ) throws {
        for setting in [nil, "b:2"] {
            let found = try proxy(
                for: "http://\(host)/f", ["all_proxy": "a:1", "no_proxy": list], setting: setting)
            #expect((found == nil) == isDirect)
        }
    }

    @Test func `a variable with an invalid proxy is an error and never ignored`() throws {
        let environment = ProxyEnvironment { ["https_proxy": "sock5://u:secret@h:1"][$0] }
        #expect(environment.problem?.cause.hasPrefix("https_proxy in the environment: ") == true)
        #expect(environment.problem?.cause.contains("secret") == false)
        #expect(throws: DownloadError.self) {
            try environment.proxy(for: SourceURL("https://x/"), setting: nil)
        }
        #expect(try environment.proxy(for: SourceURL("http://x/"), setting: nil) == nil)
        #expect(ProxyEnvironment { ["no_proxy": "*"][$0] }.problem == nil)
    }
}
