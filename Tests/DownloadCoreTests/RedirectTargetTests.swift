import DownloadCore
import Testing

struct RedirectTargetTests {
    private static let base = "http://h.example:8080/a/b/c.bin?q=1"

    @Test(arguments: [
        ("x.bin", "http://h.example:8080/a/b/x.bin"), ("/x.bin", "http://h.example:8080/x.bin"),
        ("../x.bin", "http://h.example:8080/a/x.bin"),
        ("./x.bin", "http://h.example:8080/a/b/x.bin"),
        ("?z", "http://h.example:8080/a/b/c.bin?z"), ("?", "http://h.example:8080/a/b/c.bin?"),
        ("/f?", "http://h.example:8080/f?"), ("f?#x", "http://h.example:8080/a/b/f?"),
        ("", "http://h.example:8080/a/b/c.bin?q=1"), ("#x", "http://h.example:8080/a/b/c.bin?q=1"),
        ("//other/x", "http://other/x"), ("///other/x", "http://other/x"),
        ("http://other/x", "http://other/x"), ("HTTPS://Other/x", "https://other/x"),
        // As browsers resolve the fields of old servers.
        ("\\x\\f.bin", "http://h.example:8080/x/f.bin"),
        ("x\\f.bin", "http://h.example:8080/a/b/x/f.bin"),
        ("\\\\other\\f.bin", "http://other/f.bin"), ("/\\other\\f.bin", "http://other/f.bin"),
        ("..\\f.bin", "http://h.example:8080/a/f.bin"),
        ("/f?a\\b", "http://h.example:8080/f?a%5Cb"),
        ("http:\\\\other\\f", "http://other/f"), ("https:\\\\other\\f", "https://other/f"),
        ("http:/x/f", "http://h.example:8080/x/f"), ("http:f", "http://h.example:8080/a/b/f"),
        ("http:?z", "http://h.example:8080/a/b/c.bin?z"), ("http:///other/f", "http://other/f"),
        ("https:/other/f", "https://other/f"), ("https:other/f", "https://other/f"),
        ("https:///other/f", "https://other/f"), ("http://good\\@evil/", "http://good/@evil/"),
        ("//good\\@evil/", "http://good/@evil/"), ("http://good?@evil/", "http://good/?@evil/"),
        // Bytes not allowed in a request line.
        ("/a b?c d", "http://h.example:8080/a%20b?c%20d"),
        ("/\"<>`{}", "http://h.example:8080/%22%3C%3E%60%7B%7D"),
        ("/x?\"<>", "http://h.example:8080/x?%22%3C%3E"),
        ("/a+b?c+d", "http://h.example:8080/a+b?c+d"),
        ("  /x  ", "http://h.example:8080/x"), ("/a\tb", "http://h.example:8080/ab"),
        ("/%zz%e9", "http://h.example:8080/%zz%e9"),
        ("/a%2Fb%20c", "http://h.example:8080/a%2Fb%20c"),
        ("/\u{A0}", "http://h.example:8080/%C2%A0"), ("\"x\"", "http://h.example:8080/a/b/%22x%22"),
        // International hosts.
        ("http://bücher.example/ü", "http://xn--bcher-kva.example/%C3%BC"),
        ("http://b%C3%BCcher.example/", "http://xn--bcher-kva.example/"),
        ("//BÜCHER.example", "http://xn--bcher-kva.example/"),
        // Other schemes are refused elsewhere, by name.
        ("ftp://h/f", "ftp://h/f"), ("magnet:?xt=1", "magnet:?xt=1"),
        ("mailto:a@b", "mailto:a@b"), ("javascript:alert(1)", "javascript:alert(1)"),
    ])
    func `a redirect is resolved as in browsers`(location: String, target: String) {
        #expect(RedirectTarget.resolve(location.utf8, from: Self.base) == target)
    }

    @Test(
        arguments: [
            ([0xE9], "%E9"), (Array("caf".utf8) + [0xE9] + Array(".bin".utf8), "caf%E9.bin"),
            ([0xEA, 0xEE, 0xF2], "%EA%EE%F2"), ([0x83, 0x65, 0x83, 0x58], "%83e%83X"),
            ([0xC3, 0xA9], "%C3%A9"), ([0xC3, 0xA9, 0xE9], "%C3%A9%E9"), ([0xFF, 0xFE], "%FF%FE"),
            ([0xE2, 0x82], "%E2%82"), ([0xED, 0xA0, 0x80], "%ED%A0%80"), ([0xC0, 0xAF], "%C0%AF"),
            ([0xF0, 0x9F, 0x98, 0x80], "%F0%9F%98%80"), ([0xF4, 0x90, 0x80, 0x80], "%F4%90%80%80"),
        ] as [([UInt8], String)])
    func `bytes stay bytes`(bytes: [UInt8], sent: String) {
        #expect(
            RedirectTarget.resolve(Array("/".utf8) + bytes, from: Self.base)
                == "http://h.example:8080/" + sent)
        #expect(
            RedirectTarget.resolve(Array("/?".utf8) + bytes, from: Self.base)
                == "http://h.example:8080/?" + sent)
        #expect(
            SourceURL.normalized((Array("http://h/".utf8) + bytes).urlText) == "http://h/" + sent)
    }

    @Test(arguments: [
        "http://", "http:///", "//", "http://h:99999/", "http://a b/", "/a\u{1}b", "//[::1/",
        "http://\u{202E}/", "https:", "http://1.2.3.4.5/",
    ])
    func `an invalid URL is not followed`(location: String) {
        #expect(RedirectTarget.resolve(location.utf8, from: Self.base) == nil)
    }

    @Test(arguments: [
        ("/x", "http://u:p@h/x"), ("x", "http://u:p@h/a/x"), ("http://h/x", "http://u:p@h/x"),
        ("//h:80/x", "http://u:p@h/x"), ("http:/x", "http://u:p@h/x"),
        ("http://v@h/x", "http://v@h/x"), ("https://h/x", "https://h/x"),
        ("http://h:81/x", "http://h:81/x"), ("http://other/x", "http://other/x"),
        ("//h.other/x", "http://h.other/x"),
    ])
    func `a name and a password stay with their scheme, host and port`(
        location: String, target: String
    ) {
        #expect(RedirectTarget.resolve(location.utf8, from: "http://u:p@h/a/b") == target)
    }

    @Test func `only HTTP redirects are followed`() {
        #expect(RedirectTarget.resolve("/x".utf8, from: "ftp://h/a") == nil)
        #expect(RedirectTarget.resolve("/x".utf8, from: "nonsense") == nil)
    }
}
