import Testing

@testable import DownloadCore

struct SourceURLTests {
    @Test func `a URL is parsed`() throws {
        let url = try SourceURL("HTTPS://User:p%40ss@Example.COM:8443/a/b%20c.zip?x=1&y=?#frag")
        #expect(url.scheme == .https)
        #expect(url.user == "User")
        #expect(url.password == "p%40ss")
        #expect(url.host == "example.com")
        #expect(url.port == 8443)
        #expect(url.path == "/a/b%20c.zip")
        #expect(url.query == "x=1&y=?")
        #expect(url.lastPathSegment == "b c.zip")
        #expect(url.text == "https://User:p%40ss@example.com:8443/a/b%20c.zip?x=1&y=?")
        #expect(url.redacted == "https://example.com:8443/a/b%20c.zip?x=1&y=?")
        #expect("\(url)" == url.redacted)
        #expect(url.hostKey == "https://example.com:8443")
    }

    @Test(arguments: [
        ("http://h", "http://h/"), ("  http://h/a\n", "http://h/a"), ("<http://h/a>", "http://h/a"),
        ("\"http://h/a\"", "http://h/a"), ("http://h:/a", "http://h/a"),
        ("http://h:80/a", "http://h/a"), ("https://h:80/a", "https://h:80/a"),
        ("http://h?q", "http://h/?q"), ("http://h/?", "http://h/?"), ("http://h#f", "http://h/"),
        ("http://h/a b.txt", "http://h/a%20b.txt"), ("http://h/ä", "http://h/%C3%A4"),
        ("http://h/%zz%4", "http://h/%zz%4"), ("http://h/{a}|^[b]", "http://h/%7Ba%7D|^[b]"),
        ("http://h/a\\b", "http://h/a/b"), ("http://h/?a=b c\"", "http://h/?a=b%20c%22"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        (
            "http://[FE80::1%25eth0]/",
            "http://[fe80::1%25eth0]/"
        ),
        ("http://[::ffff:1.2.3.4]/", "http://[::ffff:1.2.3.4]/"),
        ("ftp://h/a", "ftp://h/a"), ("sftp://h:22/a", "sftp://h/a"), ("ftps://h/a", "ftps://h/a"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://a_b.c./", "http://a_b.c./"),
        ("http://h/a//b/../c", "http://h/a//c"), ("http://1.2.3.4/", "http://1.2.3.4/"),
        ("http://a@b@c/", "http://a%40b@c/"), ("http://u:p:q@c/", "http://u:p:q@c/"),
        ("http://@c/", "http://c/"), ("http://:p@c/", "http://:p@c/"),
        ("http://h/;a=b,c'(d)*!$&+@:", "http://h/;a=b,c'(d)*!$&+@:"),
        ("ftp://good.example?@127.0.0.1:9/x", "ftp://good.example/%3F@127.0.0.1:9/x"),
        ("sftp://good.example?@127.0.0.1:9/x", "sftp://good.example/%3F@127.0.0.1:9/x"),
        ("http://good.example?@127.0.0.1:9/x", "http://good.example/?@127.0.0.1:9/x"),
        ("http://good.example#@127.0.0.1:9/x", "http://good.example/"),
        ("http://a b@c/", "http://a%20b@c/"), ("http://a:b c@c/", "http://a:b%20c@c/"),
        ("http://u:\"<>{}`@c/", "http://u:%22%3C%3E%7B%7D%60@c/"),
    ])
    func `unusual but clear URLs are accepted`(text: String, sent: String) throws {
        let url = try SourceURL(text)
        #expect(url.text == sent)
        #expect(try SourceURL(url.text) == url)
    }

    @Test(arguments: [
        "localhost:8080", "127.0.0.1/x", "10.0.0.7/x", "192.168.1.2", "172.31.0.1/",
        "169.254.1.1/", "nas.local/x", "nas.LAN/x", "[::1]/x", "[fe80::1]:8080/x", "[fd00::1]/",
        "example.com:8080/a", "example.com:80/a:443",
    ])
    func `a host on this machine, in a private network or at a port is asked without TLS`(
        _ text: String
    ) {
        #expect(
            throws: DownloadError(
                .badURL, "“\(text)” has no scheme; did you mean http://\(text)?")
        ) { try SourceURL(text) }
    }

    @Test(arguments: [
        "example.com:443/a", "localhost:8443/a", "172.32.0.1/", "192.169.0.1/", "169.255.1.1/",
        "11.0.0.1/", "127.0.0.1.example/", "[2001:db8::1]/x", "example.local.org/x",
        "1.2.3.4:443/x",
    ])
    func `other hosts are asked with TLS`(_ text: String) {
        #expect(
            throws: DownloadError(
                .badURL, "“\(text)” has no scheme; did you mean https://\(text)?")
        ) { try SourceURL(text) }
    }

    @Test(arguments: [
        ("", "the URL is empty"), ("   ", "the URL is empty"),
        ("example.com/a", "“example.com/a” has no scheme; did you mean https://example.com/a?"),
        (
            "localhost:8080/a",
            "“localhost:8080/a” has no scheme; did you mean http://localhost:8080/a?"
        ),
        ("example.com:x", "“example.com:x” has no scheme; add one, such as https://"),
        (
            "http:\\\\H\\x?a\\b",
            "“http:\\\\H\\x?a\\b” lacks the two slashes after http:; did you mean http://H/x?a\\b?"
        ),
        ("htp:\\\\h\\x", "the scheme “htp” is not supported; did you mean http://h/x?"),
        ("https\\\\h\\x", "“https\\\\h\\x” has no scheme; did you mean https://h/x?"),
        (
            "https:http://H/x",
            "“https:http://H/x” lacks the two slashes after https:; did you mean http://H/x?"
        ),
        (
            "http:/https:ftp://H/x",
            "“http:/https:ftp://H/x” lacks the two slashes after http:"
        ),
        ("htp://http://H/x", "the scheme “htp” is not supported; did you mean http://H/x?"),
        ("(http://H/x)", "“(http://H/x)” has no scheme; did you mean http://H/x?"),
        ("[x](http://H/x)", "“[x](http://H/x)” has no scheme; did you mean http://H/x?"),
        (
            "![a (b)](https://h/x_(y)).",
            "“![a (b)](https://h/x_(y)).” has no scheme; did you mean https://h/x_(y)?"
        ),
        (
            "[x](ftp://h/x \"name\")",
            "“[x](ftp://h/x \"name\")” has no scheme; did you mean ftp://h/x?"
        ),
        ("[x](http://u:p@H/x)", "“H/x)” has no scheme; did you mean http://H/x?"),
        ("[x](y)", "“[x](y)” has no scheme; add one, such as https://"),
        ("http:/h:0/a", "“http:/h:0/a” lacks the two slashes after http:"),
        ("ftp:/h/", "“ftp:/h/” lacks the two slashes after ftp:"),
        ("hello", "“hello” has no scheme; add one, such as https://"),
        ("hello/a", "“hello/a” has no scheme; add one, such as https://"),
        ("//h/a", "“//h/a” has no scheme; did you mean https://h/a?"),
        ("https//h/a", "“https//h/a” has no scheme; did you mean https://h/a?"),
        (
            "http:/h/a",
            "“http:/h/a” lacks the two slashes after http:; did you mean http://h/a?"
        ),
        ("http:h/a", "“http:h/a” lacks the two slashes after http:; did you mean http://h/a?"),
        ("htp://h", "the scheme “htp” is not supported; did you mean http://h?"),
        ("ttps://h", "the scheme “ttps” is not supported; did you mean https://h?"),
        ("htpps:/h", "the scheme “htpps” is not supported; did you mean https://h?"),
        (
            "magnet:?xt=1",
            "the scheme “magnet” is not supported; use http, https, ftp, ftps or sftp"
        ),
        (
            "file:///etc/passwd",
            "the scheme “file” is not supported; use http, https, ftp, ftps or sftp"
        ),
        ("http://", "invalid URL: it has no host"),
        ("http:///a", "invalid URL: it has no host"),
        ("http://u@/a", "invalid URL: it has no host"),
        ("http://h:99999/", "invalid URL: the port 99999 is above 65535"),
        ("http://h:0/", "invalid URL: port 0 is not allowed"),
        ("http://h:8x/", "invalid URL: the port “8x” is not a number"),
        ("http://h:-1/", "invalid URL: the port “-1” is not a number"),
        ("http://a b/", "invalid URL: the host contains a space"),
        ("http://a%20b/", "invalid URL: the host contains a space"),
        (
            "http://u%00:p@h/",
            "invalid URL: the user name or password contains an encoded control character"
        ),
        ("http://a%2520b/", "invalid URL: the host contains “%”"),
        ("http://a%2Fb/", "invalid URL: the host contains “/”"),
        ("http://a%E4b/", "invalid URL: the host is not valid UTF-8"),
        ("http://1.2.3.256/", "invalid URL: “1.2.3.256” is not an IPv4 address"),
        ("http://1.2.3.4.5/", "invalid URL: “1.2.3.4.5” is not an IPv4 address"),
        ("http://a.1/", "invalid URL: “a.1” is not an IPv4 address"),
        (
            "http://a..b/",
            "invalid URL: the host “a..b” has an empty part between its dots"
        ),
        ("http://./", "invalid URL: the host “.” has an empty part between its dots"),
        ("http://a\u{202e}b/", "invalid URL: the host contains an invisible character"),
        ("http://good\\@evil/", "invalid URL: it has a backslash before its path"),
        ("http://[::1/", "invalid URL: the IPv6 address lacks its closing bracket"),
        ("http://[::g]/", "invalid URL: [::g] is not an IPv6 address"),
        (
            "http://[::1]x/",
            "invalid URL: only a port may follow the IPv6 address"
        ),
        ("http://h/\u{1}", "the URL contains a control character (code 1)"),
        ("http://h/a\nhttp://h/b", "the URL contains a line break; enter one URL per line"),
    ])
    func `invalid URLs are refused with a precise reason`(text: String, cause: String) {
        let error = #expect(throws: DownloadError.self) { try SourceURL(text) }
        #expect(error?.kind == .badURL)
        #expect(error?.cause == cause)
    }

    @Test(arguments: [
        "::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "::1.2.3.4",
        "1:2:3:4:5:6:1.2.3.4", "fe80::1%25eth0", "fe80::1%eth0", "ABCD::",
    ])
    func `IPv6 addresses`(address: String) throws {
        _ = try SourceURL("http://[\(address)]/")
    }

    @Test(arguments: [
        "", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "1:2:3:4:5:6:7:8::",
        ":1::", "1:", ":1:2:3:4:5:6:7", "12345::", "::1.2.3", "::1.2.3.256", "1.2.3.4", "::1%",
        "::1%25 ",
        "1:2:3:4:5:6:7:1.2.3.4", "::x",
    ])
    func `invalid IPv6 addresses`(address: String) {
        #expect(throws: DownloadError.self) { try SourceURL("http://[\(address)]/") }
    }

    @Test(arguments: [
        " http://h/f ", "\thttp://h/f\r\n", "<http://h/f>", "\"http://h/f\"", "'http://h/f'",
        "`http://h/f`", "“http://h/f”", "‘http://h/f’", "«http://h/f»", "„http://h/f“",
        "< http://h/f >", "\"<http://h/f>\"", "<URL:http://h/f>", "\u{FEFF}http://h/f",
        "\u{A0}http://h/f\u{3000}", "\u{200B}http://h/f\u{200B}", "\u{202A}http://h/f\u{202C}",
        "ht\ttp://h/f", "http://h/\nf", "http://h\r\n/f", "http://h/f\n\n", "HTTP://H/f",
    ])
    func `decoration around and inside a pasted URL is removed`(text: String) throws {
        #expect(try SourceURL(text).text == "http://h/f")
    }

    @Test(
        arguments: [
            ("/", "/"), ("/.", "/"), ("/..", "/"), ("/a/.", "/a/"), ("/a/..", "/"),
            ("/a/./b", "/a/b"),
            ("/a/../b", "/b"), ("/../../b", "/b"), ("/a/b/../../c", "/c"), ("/a/%2e/b", "/a/b"),
            ("/a/%2E%2e/b", "/b"), ("/a/.%2e/b", "/b"), ("/a/...", "/a/..."),
            ("/.a/..b", "/.a/..b"),
            ("/a//../b", "/a/b"), ("/a/%2e%2e%2f", "/a/%2e%2e%2f"), ("/a?b/../c", "/a?b/../c"),
            ("/a\\..\\b", "/b"), ("\\a", nil), ("/a/b;x/..", "/a/"),
        ] as [(String, String?)])
    func `dot segments are resolved before anything is sent`(path: String, sent: String?) throws {
        #expect((try? SourceURL("http://h" + path))?.text == sent.map { "http://h" + $0 })
    }

    @Test(arguments: [
        ("1.2.3.4", "1.2.3.4"), ("127.1", "127.0.0.1"), ("2130706433", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"), ("0x7F000001", "127.0.0.1"), ("0177.0.0.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"), ("１２７.０.０.１", "127.0.0.1"), ("127。0。0。1", "127.0.0.1"),
        ("%31%32%37.0.0.1", "127.0.0.1"), ("0", "0.0.0.0"), ("1.2.65535", "1.2.255.255"),
        ("[0:0:0:0:0:0:0:1]", "[::1]"), ("[::0001]", "[::1]"),
        (
            "[2001:DB8:0:0:1:0:0:1]",
            "[2001:db8::1:0:0:1]"
        ), ("[::7f00:1]", "[::7f00:1]"),
        ("[::FFFF:7F00:1]", "[::ffff:127.0.0.1]"), ("[fe80::1%eth0]", "[fe80::1%25eth0]"),
        ("[1:0:3:4:5:6:7:8]", "[1:0:3:4:5:6:7:8]"), ("ex%61mple.com", "example.com"),
        ("deadbeefdeadbeefdead", "deadbeefdeadbeefdead"), ("a.0xg", "a.0xg"),
    ])
    func `an address has one spelling`(host: String, sent: String) throws {
        #expect(try SourceURL("http://\(host)/").host == sent)
    }

    @Test(arguments: [
        "http://1.2.3.4.5/", "http://256.1/", "http://0x100000000/", "http://08.1/",
        "http://1..2/", "http://[::1%25aaaaaaaaaaaaaaaa]/",
        "http://[::1%a%b]/", "http://a.99999999999999999999/",
    ])
    func `an invalid numeric address is refused`(text: String) {
        #expect { try SourceURL(text) } throws: { ($0 as? DownloadError)?.kind == .badURL }
    }

    @Test func `the quick reading agrees with the parser, and reads usual URLs`() {
        let schemes = ["http://", "https://", "ftp://", "HTTP://", "http:/", " http://"]
        let long = String(repeating: "a", count: 63)
        let hosts = [
            "a", "example.com", "a-b.c", "1.2.3.4", "01.2.3.4", "1.2.3", "1.2.3.256", "1a", "a.1",
            "0x7f.1", "xn--a", "xn--bcher-kva.example", "abc-d", "A.b", "a..b", ".a", "a.", "",
            "a_b",
            "ä", "u@a", "[::1]", long, long + "a", "\(long).\(long).\(long).\(long)",
        ]
        let ports = [
            "", ":", ":0", ":80", ":080", ":65535", ":65536", ":99999999999999999999", ":+1",
        ]
        let paths = [
            "", "/", "/a", "/a.b", "/.a", "/a/..", "/a/./b", "/a//b", "/%2e", "/a?b", "/a#b", "/ä",
            "/a_b~c-d/e", "/a b", "/a\\b", "/a\n", ".", "/a/",
        ]
        let authorities = hosts.flatMap { host in ports.map { host + $0 + "/a" } }
        let texts = schemes.flatMap { scheme in
            (authorities + paths.map { "a.b" + $0 }).map { scheme + $0 }
        }
        let quick = texts.compactMap { text in SourceURL(plain: text).map { (text, $0) } }
        for (text, plain) in quick { #expect(plain == (try? SourceURL(parsing: text)), "\(text)") }
        #expect(quick.count > 40)
        #expect(SourceURL(plain: "https://example.com/files/tool-1.2.tar.gz") != nil)
        #expect(SourceURL(plain: "http://127.0.0.1:8080/1.bin") != nil)
    }

    @Test(arguments: [
        "http:/u:secret@h/", "u:secret@h.example/", "https//u:secret@h/", "u.x:secret?a@h/",
        "http:/u:secret?a@h/", "http:/u:se@cret?a@h/", "u.x:1secret?a@h/", "https//u:secret?a@h/",
        "//u:secret#a@h/",
    ])
    func `no error shows a password`(_ text: String) {
        let error = #expect(throws: DownloadError.self) { try SourceURL(text) }
        #expect(error?.cause.contains("secret") == false, "\(error?.cause ?? "")")
        #expect(error?.cause.contains("cret") == false, "\(error?.cause ?? "")")
    }

    @Test(arguments: [
        "curl -u a:sEcRet http://h/x", "curl http://h/x -u a:sEcRet",
        "curl\t-u a:sEcRet http://h/x",
        "curl \\\n  -u a:sEcRet \\\r\n  http://h/x", "curl \\\nhttp://h/x -u a:sEcRet",
        " curl -ua:sEcRet http://h/x ", "'curl -ua:sEcRet http://h/x'",
        "$ curl -ua:sEcRet http://h/x",
        "% curl -ua:sEcRet h", "curl.exe -ua:sEcRet h", "/usr/bin/curl -ua:sEcRet h",
    ])
    func `a curl command in place of a URL is not shown`(_ text: String) {
        #expect(
            throws: DownloadError(
                .badURL,
                "this is a curl command; use pdl-tui add --curl -, or paste it after a in the"
                    + " interface")
        ) { try SourceURL(text) }
    }

    @Test(arguments: ["http://h/curl -u x", "http://h/ curl -u x", "curl.example/a b", "curl"])
    func `a URL is not mistaken for a curl command`(_ text: String) {
        do throws(DownloadError) {
            _ = try SourceURL(text)
        } catch {
            #expect(!error.cause.contains("curl command"))
        }
    }

    @Test(arguments: SourceURL.Scheme.allCases)
    func `a delimiter in a password is to be percent-encoded, and no part is shown`(
        _ scheme: SourceURL.Scheme
    ) throws {
        let infos = [
            "joe:Pass/word", "joe:Pass?word", "joe:Pass#word", "joe:12345678/word", "joe:0/word",
            "joe:Pass:1/word", "joe:a@b:Pass/word", "[::1]:Pass/word", ":Pass//word",
            "joe:Pass/?#word",
        ]
        for info in infos {
            let error = #expect(throws: DownloadError.self) {
                try SourceURL("\(scheme.rawValue)://\(info)@127.0.0.1:21001/x")
            }
            #expect(
                error?.cause
                    == "invalid URL: its port is invalid; percent-encode “/”, “?” and “#” in its"
                    + " user name and password", "\(info)")
        }
        // A valid port ends an authority.
        for place in ["h", "h:", "h:80", "u:p@h:80", "[::1]:80", "[::1]"] {
            let url = try SourceURL("\(scheme.rawValue)://\(place)/a@b")
            #expect(url.path == "/a@b")
        }
    }

    @Test(arguments: SourceURL.Scheme.allCases)
    func `a control character in the user name or password is refused`(
        _ scheme: SourceURL.Scheme
    ) {
        for info in userInfoWithControls {
            let error = #expect(throws: DownloadError.self) {
                try SourceURL("\(scheme.rawValue)://\(info)@h/f")
            }
            #expect(
                error?.cause
                    == "invalid URL: the user name or password contains an encoded control"
                    + " character", "\(info)")
        }
        #expect((try? SourceURL("\(scheme.rawValue)://u%20:p%80%250d@h/f%41")) != nil)
    }

    @Test func `an oversized URL is refused`() {
        #expect(throws: DownloadError.self) {
            try SourceURL("http://h/" + String(repeating: "a", count: SourceURL.longest))
        }
        #expect(throws: DownloadError.self) {
            try SourceURL("http://" + String(repeating: "a", count: 254) + "/")
        }
    }

    @Test func `connections are counted by scheme, host and port`() throws {
        let key = try SourceURL("http://H.example./a").hostKey
        #expect(try key == SourceURL("http://u:p@h.example:80/b?c").hostKey)
        #expect(try key != SourceURL("https://h.example/").hostKey)
        #expect(try SourceURL("sftp://[::1]/a").hostKey == "sftp://[::1]:22")
    }

    @Test func `redirects stay with HTTP`() throws {
        let http = try SourceURL("http://a/")
        let https = try SourceURL("https://b/")
        let ftp = try SourceURL("ftp://c/a")
        #expect(http.allowsRedirect(to: https) && https.allowsRedirect(to: http))
        #expect(!http.allowsRedirect(to: ftp) && !ftp.allowsRedirect(to: http))
        #expect(https.isHTTP && !ftp.isHTTP)
    }

    @Test func `the last segment is decoded as is, safe or not`() throws {
        #expect(try SourceURL("http://h/a/").lastPathSegment == nil)
        #expect(try SourceURL("http://h").lastPathSegment == nil)
        #expect(try SourceURL("http://h/a%2Fb").lastPathSegment == "a/b")
        #expect(try SourceURL("http://h/%E4").lastPathSegment == "ä")
    }

    @Test(arguments: [
        ("ftp://h/a;type=i", "ftp://h/a"), ("FTPS://u:p@h:990/a?b", "ftps://u:p@h/a%3Fb"),
        ("ftp://h/a;type=d/b", "ftp://h/a%3Btype=d/b"), ("ftp://h/a/../b", "ftp://h/b"),
        ("ftp://h/a\\b", "ftp://h/a%5Cb"), ("sftp://h/~/./a", "sftp://h/~/a"),
        ("sftp://h/~/a b;type=i", "sftp://h/~/a%20b;type=i"), ("ftp://h//a#b", "ftp://h//a"),
    ])
    func `a file's path is preserved`(text: String, sent: String) throws {
        #expect(try SourceURL(text).text == sent)
    }

    @Test(arguments: [
        "ftp://h", "ftp://h/", "sftp://h/a/", "ftp://h/a/..", "ftp://h/a/;type=i",
        "ftp://h/a;type=a",
        "ftp://h/a;type=d", "ftp://h/a%0d%0aDELE%20b", "ftp://u%0Aser@h/a", "ftp://u:p%0d@h/a",
        "sftp://h/a%00",
    ])
    func `an FTP or SFTP URL that names no file is refused`(text: String) {
        #expect { try SourceURL(text) } throws: { ($0 as? DownloadError)?.kind == .badURL }
    }
}

/// User info with each encoded control character in each of its parts.
let userInfoWithControls: [String] = (Array(UInt8(0)...0x1F) + [0x7F]).flatMap { code in
    let control = String(decoding: percentEncoded(code), as: UTF8.self)
    return [
        control, "u\(control)", "u\(control):p", "\(control)u:p", "u:\(control)",
        "u:p\(control)q", "u:p\(control.lowercased())", "u@\(control):p",
    ]
}
