import Testing

@testable import pdl_tui

struct HostSectionTests {
    @Test(arguments: [
        ("::1", "[::1]"), ("[::1]", "[::1]"), ("0:0:0:0:0:0:0:1", "[::1]"),
        ("[0:0:0:0:0:0:0:1]", "[::1]"), ("::0001", "[::1]"), ("2001:DB8::A", "[2001:db8::a]"),
        ("[2001:DB8::A]", "[2001:db8::a]"), ("::ffff:1.2.3.4", "[::ffff:1.2.3.4]"),
        ("fe80::1%eth0", "[fe80::1%25eth0]"), ("[fe80::1%25Eth0]", "[fe80::1%25Eth0]"),
        ("fe80::1%25eth0", "[fe80::1%25eth0]"), ("::1:8080", "[::1:8080]"),
        ("127.0.0.1", "127.0.0.1"), ("Example.org", "example.org"), ("http", "http"),
        ("bücher.example", "xn--bcher-kva.example"), ("a_b", "a_b"),
        ("example.org.", "example.org."),
    ])
    func `a host may be written in any clear way`(_ text: String, _ host: String) throws {
        let settings = try ConfigurationText.settings("[host.\(tomlText(text))]\nconnections = 2")
        #expect(settings.hosts.mapValues(\.connections) == [host: 2])
    }

    @Test(arguments: [
        ("127.1", "write \"127.0.0.1\""), ("0x7f.1", "write \"127.0.0.1\""),
        ("ex%61mple.org", "write \"example.org\""),
        ("[::1]:80", "write an IPv6 address such as \"::1\", without port"),
        ("[::1", "write an IPv6 address such as \"::1\", without port"),
        ("[::g]", "write an IPv6 address such as \"::1\", without port"),
        ("1::2::3", "write an IPv6 address such as \"::1\", without port"),
        ("::1]/x[", "write one host name"), ("https://[::1]", "write one host name"),
        ("bücher.example:80", "write one host name"), ("bücher.example/x", "write one host name"),
        ("ü@example.org", "write one host name"), ("*.ü.example", "write one host name"),
        ("example.org:80", "write one host name"), ("http:", "write one host name"),
    ])
    func `what is not a host is refused with the way to write it`(_ text: String, _ words: String) {
        let message = ConfigurationText.complaint("\n[host.\(tomlText(text))]\nconnections = 2")
        #expect(message.hasPrefix("c:2: \(tomlText(text)) is not a host; \(words)"), "\(message)")
    }

    @Test(arguments: [
        ("[::1]", "::1"), ("::1", "[::1]"), ("::1", "0:0::1"), ("A.b", "a.B"),
        ("fe80::1%eth0", "[fe80::1%25eth0]"), ("ü.example", "xn--tda.example"),
    ])
    func `two spellings of a host are one host`(_ first: String, _ second: String) {
        #expect(
            ConfigurationText.complaint("[host.\(tomlText(first))]\n\n[host.\(tomlText(second))]")
                == "c:3: duplicate section for \(tomlText(second)): \(tomlText(first)) on line 1"
                + " is the same host")
    }

    @Test func `a host name without quotes is told to need them`() {
        for text in [
            "[host.example.org]\nconnections = 2", "[host.1.2.3.4]", "[host.a]\nb.connections = 2",
            "[host]\nexample.org = {}",
        ] {
            #expect(
                ConfigurationText.complaint(text).hasSuffix(
                    "quote the name of a host that contains dots: [host.\"example.org\"]"),
                "\(ConfigurationText.complaint(text))")
        }
    }
}
