import Testing

@testable import RemoteControl

struct OriginTests {
    @Test(arguments: [
        ("null", "null"), ("https://example.org", "https://example.org"),
        ("HTTPS://Example.ORG:443", "https://example.org"), ("http://a:80", "http://a"),
        ("http://a:81", "http://a:81"), ("http://127.0.0.1:6800", "http://127.0.0.1:6800"),
        ("http://[::1]:6800", "http://[::1]:6800"),
        (
            "chrome-extension://mpkodccbngfoacfalldjimigbofkhgjn",
            "chrome-extension://mpkodccbngfoacfalldjimigbofkhgjn"
        ),
        (
            "moz-extension://7e2f1a0c-6b1e-4f5a-9f0e-0123456789ab",
            "moz-extension://7e2f1a0c-6b1e-4f5a-9f0e-0123456789ab"
        ),
    ])
    func `an origin is parsed`(_ text: String, _ parsed: String) {
        #expect(Origin(text)?.text == parsed)
    }

    @Test(arguments: [
        "", "Null", "example.org", "https://", "https://a/", "https://a/b", "https://a?b",
        "https://user:password@a", "https://a b", "://a", "1http://a", "https:/a",
        "chrome-extension://", "chrome-extension://a/b", "moz-extension://a.b",
        "https://a https://b",
    ])
    func `a malformed origin is refused`(_ text: String) {
        #expect(Origin(text) == nil)
    }

    @Test(arguments: [
        ("http://127.0.0.1:6800", "127.0.0.1:6800", true),
        ("http://localhost:6800", "localhost:6800", true),
        ("https://box.example.org", "box.example.org", true),
        ("https://box.example.org", "box.example.org:443", true),
        ("http://127.0.0.1:6801", "127.0.0.1:6800", false),
        ("http://127.0.0.1", "127.0.0.1:6800", false),
        ("http://localhost:6800", "127.0.0.1:6800", false),
        ("ftp://127.0.0.1:6800", "127.0.0.1:6800", false), ("null", "127.0.0.1:6800", false),
    ])
    func `a page of this server has the origin of its host`(
        _ origin: String, _ host: String, _ isSame: Bool
    ) throws {
        let (origin, host) = (try #require(Origin(origin)), try #require(Authority(host)))
        #expect(origin.isSame(as: host) == isSame)
    }
}
