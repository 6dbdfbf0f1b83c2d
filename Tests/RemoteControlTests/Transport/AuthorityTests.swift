import Testing

@testable import RemoteControl

struct AuthorityTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1:6800", "127.0.0.1:6800", true),
        ("0.0.0.0:1", "0.0.0.0:1", true), ("[::1]", "[::1]", true),
        ("[0:0:0:0:0:0:0:1]:6800", "[::1]:6800", true), ("[2001:DB8::1]", "[2001:db8::1]", true),
        ("localhost", "localhost", false), ("LOCALHOST.:80", "localhost:80", false),
        ("Box.Example.org:65535", "box.example.org:65535", false), ("a_b", "a_b", false),
        ("127.0.0.1.", "127.0.0.1", true), ("127.0.0.1.:6800", "127.0.0.1:6800", true),
        // Other spellings of addresses are names, which are not allowed by themselves.
        ("2130706433", "2130706433", false), ("0177.0.0.1", "0177.0.0.1", false),
        ("127.1", "127.1", false), ("256.0.0.1", "256.0.0.1", false),
        ("0x7f.0.0.1", "0x7f.0.0.1", false), ("127.0.0.01", "127.0.0.01", false),
    ])
    func `an authority is parsed`(_ text: String, _ parsed: String, _ isAddress: Bool) throws {
        let authority = try #require(Authority(text))
        #expect(authority.text == parsed)
        #expect(authority.isAddress == isAddress)
    }

    @Test(arguments: [
        "", ":", ":80", "a:", "a:0", "a:65536", "a:00000080", "a:-1", "a:+1", "a:8o", "a b",
        "a/b", "user@a", "[::1", "::1", "[]", "[::1]x", "[::1]:", "[1.2.3.4]", "[fe80::1%eth0]",
        "a\u{0}", "ä.example", ".", "..", "a..", "a..b", ".a", "127.0.0.1..", "a..:80", "a:1:2",
        "[::1\u{0}]", String(repeating: "a", count: 254),
    ])
    func `a malformed authority is refused`(_ text: String) {
        #expect(Authority(text) == nil)
    }

    @Test(arguments: [
        ("127.0.0.1:6800", "127.0.0.1:6800", true), ("[::1]:6800", "[::1]:6800", true),
        ("localhost:6800", "localhost:6800", true), ("127.9.9.9:1", "127.9.9.9:1", true),
        ("0.0.0.0:6800", "0.0.0.0:6800", false), ("[::]:6800", "[::]:6800", false),
        ("192.168.1.2:6800", "192.168.1.2:6800", false),
    ])
    func `an address to listen on is parsed`(
        _ text: String, _ shown: String, _ isLoopback: Bool
    ) throws {
        let address = try #require(ListenAddress(text))
        #expect(address.text == shown)
        #expect(address.isLoopback == isLoopback)
    }

    @Test(arguments: ["6800", ":6800", "127.0.0.1", "example.org:6800", "127.1:6800", "*:6800", ""])
    func `an address to listen on has an address and a port`(_ text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
