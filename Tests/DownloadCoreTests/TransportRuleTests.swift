import DownloadCore
import Testing

struct TransportRuleTests {
    @Test(arguments: [
        "X", "X 1: a", ": a", "X\u{e9}: 1", "X(y): 1", "X: a\r\nY: b", "X: a\nY", "X: a\u{0}",
        "X: \u{1b}[2J", "Range: bytes=0-5", "if-range: \"x\"", "Content-Length: 5",
        "Transfer-Encoding: chunked", "IF-NONE-MATCH: *", "", "Accept-Encoding: gzip",
        "accept-encoding:", "TE: gzip", "Expect: 100-continue", "Upgrade: h2c", "Trailer: x",
        "Host:", "Host: ", "host:\t", "Host: a b", "Host: a/b", "Host: u@h", "Host: h:x",
        "Host: h:70000", "Host: a, b", "Host: [::1", "Host: h\u{e9}", "Host: h%20", "Host: :80",
        "Connection: Range", "Connection: close, range", "Connection:", "Connection: upgrade",
    ])
    func `a header line that would break or change a request is refused`(_ line: String) {
        #expect(TransportRule.problem(inHeader: line) != nil)
    }

    @Test(arguments: [
        "X: 1", "X:", "X: a\tb", "X: caf\u{e9}", "X-A_b.c: :", "Accept:", "Host: h", "host:h:8080 ",
        "Host: [::1]:80", "Host: 127.0.0.1", "Connection: close", "connection:Keep-Alive ",
    ])
    func `any other header line is accepted`(_ line: String) {
        #expect(TransportRule.problem(inHeader: line) == nil)
    }

    @Test(arguments: [
        ("Range: bytes=0-1", "leave it out"), ("Host:", "without it, the URL's host is sent"),
        ("Connection: Range", "can only be"), ("Host;", "the form \"Name: value\""),
    ])
    func `the problem with a header line tells what to do`(_ line: String, _ words: String) {
        #expect(TransportRule.problem(inHeader: line)?.contains(words) == true)
    }

    @Test(arguments: [
        ("me:secret", true), (":token", true), ("me:", true), ("me:a:b", true), ("nocolon", false),
        (":", false), ("", false), ("me:a\nb", false), ("me\r:x", false), ("m\u{85}e:x", false),
    ])
    func `credentials have a colon and no control character`(_ text: String, _ isGood: Bool) {
        #expect((TransportRule.problem(inCredentials: text) == nil) == isGood)
    }

    @Test(arguments: [
        ("abc.DEF-_~+/=", true), ("1|x", true), ("", false), ("a b", false), ("a\nX: 1", false),
        ("a\r", false), ("tok\u{e9}n", false), ("a\u{0}b", false), ("a\tb", false),
    ])
    func `a token is visible ASCII`(_ text: String, _ isGood: Bool) {
        #expect((TransportRule.problem(inToken: text) == nil) == isGood)
    }

    @Test(arguments: [
        ("/a", true), ("a b", true), ("~/x", true), ("~", true), ("./~bob", true),
        ("~bob/x", false),
        ("$HOME/x", false), ("${XDG}/x", false), ("file:///a", false), ("", false),
        ("/a\u{0}b", false), (String(repeating: "a", count: 5000), false),
    ])
    func `a path must be absolute or start with a tilde`(_ text: String, _ isGood: Bool) {
        #expect((TransportRule.problem(inPath: text) == nil) == isGood)
    }

    @Test(arguments: [
        ("", true), ("eth0", true), ("if!eth0", true), ("host!::1", true), ("::1", true),
        ("if!", false), ("host!", false), ("ifhost!eth0!::1", false), ("eth0\n", false),
        (String(repeating: "a", count: 254), true), (String(repeating: "a", count: 255), false),
    ])
    func `an interface that libcurl would ignore is refused`(_ text: String, _ isGood: Bool) {
        #expect((TransportRule.problem(inInterface: text) == nil) == isGood)
    }

    @Test func `every text of a request is checked`() {
        var options = TransportOptions()
        #expect(options.problem == nil)
        let fields: [(String, WritableKeyPath<TransportOptions, String?>)] = [
            ("user-agent", \.userAgent), ("referer", \.referer), ("cookie", \.cookies),
            ("user", \.credentials), ("bearer", \.bearer), ("proxy", \.proxy),
            ("interface", \.interface), ("cookies", \.cookieFile),
            ("cacert", \.certificateAuthority), ("cert", \.clientCertificate), ("key", \.clientKey),
        ]
        for (name, path) in fields {
            options = TransportOptions()
            options[keyPath: path] = "a:b\u{0}\nX: 1"
            #expect(options.problem?.setting == name)
            #expect(options.problem?.reason.contains("X: 1") == false)
        }
        options = TransportOptions()
        options.headers = ["A: 1", "B: 2\nC: 3"]
        #expect(options.problem?.setting == "header")
    }

    @Test(arguments: [
        ("X-Empty:", "X-Empty;"), ("X-Empty: ", "X-Empty;"), ("Accept:", "Accept:"),
        ("X: 1", "X: 1"), ("X: :", "X: :"),
    ])
    func `a header without a value is sent without one`(_ line: String, _ sent: String) {
        #expect(FieldLine.forSending(line) == sent)
    }
}

struct CookieFileTests {
    private static let cookie = ".example.org\tTRUE\t/\tFALSE\t0\tname\tvalue"

    @Test(arguments: [
        cookie, "# Netscape HTTP Cookie File\n\n\(cookie)\n", "#HttpOnly_\(cookie)\r\n",
        "Set-Cookie: a=1; path=/\n", ".h\tTRUE\t/\tFALSE\t0\tname", "\u{feff}# x\n\(cookie)",
    ])
    func `a cookie file in Netscape format is accepted`(_ text: String) {
        #expect(CookieFile.problem(in: Array(text.utf8)) == nil)
    }

    private static func line(expiry: String = "0", name: String = "n", value: String = "v")
        -> String
    {
        ".h\tTRUE\t/\tFALSE\t\(expiry)\t\(name)\t\(value)"
    }

    @Test(arguments: [
        line(expiry: "4000000000"), line(expiry: "1"), line(expiry: "9223372036854775807"),
        line(expiry: "4000000000.5"), line(expiry: " 4000000000"), line(value: ""),
        line(value: String(repeating: "v", count: 4900)), line(value: "a b=\"c\"; d\u{e9}"),
        ".h\tTRUE\tFALSE\t0\tn\tv", ".h\tTRUE\t\tFALSE\t0\tn\tv",
        ".h\tTRUE\t/\tTRUE\t0\t__Secure-n\tv", "h\tFALSE\t/\tTRUE\t0\t__Host-n\tv",
        "SET-COOKIE: a = 1 ; domain=h",
        "Set-Cookie: a=\(String(repeating: "v", count: 4000)); path=/",
    ])
    func `a line that libcurl reads is accepted`(_ text: String) {
        for end in ["", "\n", "\r\n"] {
            #expect(CookieFile.problem(in: Array((text + end).utf8)) == nil)
        }
    }

    @Test(arguments: [
        (line(expiry: ""), "has no valid expiry"), (line(expiry: " "), "has no valid expiry"),
        (line(expiry: "-1"), "has no valid expiry"), (line(expiry: "soon"), "has no valid expiry"),
        (line(expiry: "99999999999999999999"), "has no valid expiry"),
        (line(expiry: "9223372036854775808"), "has no valid expiry"),
        (line(name: "a\u{1}"), "contains a control character"),
        (line(value: "a\u{1f}b"), "contains a control character"),
        (line(value: "a\rb"), "contains a control character"),
        (line(value: "a\u{7f}"), "contains a control character"),
        (line(value: "a\u{0}b"), "contains a control character"),
        (line(value: String(repeating: "v", count: 5000)), "is longer than 4997 bytes"),
        (line(value: "a\tb"), "is not in Netscape format"), (line(name: ""), "has no name"),
        ("\tTRUE\t/\tFALSE\t0\tn\tv", "has no domain"),
        ("#HTTPONLY_\(cookie)", "must begin with #HttpOnly_"),
        (line(name: "__Secure-n"), "has a __Secure- cookie"),
        (".h\tTRUE\t/\tTRUE\t0\t__Host-n\tv", "has a __Host- cookie"),
        ("Set-Cookie: a", "is not a cookie"), ("Set-Cookie: =1; path=/", "is not a cookie"),
        ("Set-Cookie:", "is not a cookie"), ("Set-Cookie: ; a=1", "is not a cookie"),
        ("Set-Cookie: a=1\u{1}; path=/", "contains a control character"),
        ("Set-Cookie: a=1\t2; path=/", "contains a control character"),
        ("Set-Cookie: a=\(String(repeating: "v", count: 4096)); path=/", "has a part of more"),
    ])
    func `a line that libcurl drops or misreads is an error with its number`(
        _ text: String, _ words: String
    ) {
        for end in ["", "\n", "\r\n", "\n\(Self.cookie)\n"] {
            let problem = CookieFile.problem(in: Array(("# x\n\(Self.cookie)\n" + text + end).utf8))
            #expect(problem?.hasPrefix("line 3 \(words)") == true, "\(problem ?? "taken")")
        }
    }

    @Test(arguments: [
        ("[{\"domain\": \"h\"}]", "JSON"), ("\n {\"cookies\": []}", "JSON"),
        ("\u{feff}[]", "JSON"), ("a=1; b=2", "line 1"),
        ("# x\n\(cookie)\n.h TRUE / FALSE 0 a b", "line 3"),
        ("", "no cookies"), ("# Netscape HTTP Cookie File\n", "no cookies"),
        ("\u{feff}\(cookie)", "byte order mark"), ("<html>", "line 1"), ("h\u{0}\t", "line 1"),
    ])
    func `anything else is named`(_ text: String, _ word: String) {
        let problem = CookieFile.problem(in: Array(text.utf8))
        #expect(problem?.contains(word) == true, "\(problem ?? "taken")")
    }
}

struct BoundedTextTests {
    @Test func `the text of an error or event is truncated between characters`() {
        let long = String(repeating: "\u{1F600}é", count: 1_000_000)
        let error = DownloadError(.status, long)
        #expect(error.cause.utf8.count <= DownloadError.longestCause + 3)
        #expect(error.cause.hasSuffix("…") && !error.cause.contains("\u{fffd}"))
        #expect(DownloadEvent(time: 0, text: long).text.utf8.count < 1_100)
        #expect(DownloadError(.status, "é").cause == "é")
        for limit in 0...9 {
            #expect(!"aé\u{1F600}b".bounded(to: limit).contains("\u{fffd}"))
        }
        #expect("aé\u{1F600}b".bounded(to: 8) == "aé\u{1F600}b")
    }
}
