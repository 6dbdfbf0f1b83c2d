import DownloadCore
import Testing

struct DomainNameTests {
    @Test(arguments: [
        // Various scripts, and letters with two cases.
        ("bücher.example", "xn--bcher-kva.example"), ("BÜCHER.Example", "xn--bcher-kva.example"),
        ("пример.испытание", "xn--e1afmkfd.xn--80akhbyknj4f"),
        ("ПРИМЕР.рф", "xn--e1afmkfd.xn--p1ai"),
        ("παράδειγμα.δοκιμή", "xn--hxajbheg2az3al.xn--jxalpdlp"),
        ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
        ("例子.测试", "xn--fsqu00a.xn--0zwm56d"), ("실례.테스트", "xn--9n2bp8q.xn--9t4b11yi5a"),
        ("مثال.إختبار", "xn--mgbh0fb.xn--kgbechtv"),
        ("דוגמה.טעסט", "xn--6dbbec0c.xn--deba0ad"),
        ("उदाहरण.परीक्षा", "xn--p1b6ci4b4b3a.xn--11b5bs3a9aj6g"), ("உதாரணம்", "xn--zkc6cc5bi7f6e"),
        ("☃.net", "xn--n3h.net"), ("💩.la", "xn--ls8h.la"), ("i❤️.ws", "xn--i-7iq.ws"),
        ("a\u{1F469}\u{FE0F}.b", "xn--a-962s.b"),
        // Deviation characters are kept.
        ("faß.de", "xn--fa-hia.de"), ("FAẞ.de", "xn--fa-hia.de"), ("βόλος.com", "xn--nxasmm1c.com"),
        ("نامه\u{200C}ای.com", "xn--mgba3gch31f060k.com"),
        ("ශ්\u{200D}රී.com", "xn--10cl1a0b660p.com"),
        // Mapped: width, compatibility, dots, decomposed letters, invisible characters.
        ("ＥＸＡＭＰＬＥ。ｃｏｍ", "example.com"), ("例え。テスト", "xn--r8jz45g.xn--zckzah"),
        ("a．b｡c", "a.b.c"), ("bu\u{308}cher.example", "xn--bcher-kva.example"),
        ("ﬁle.example", "file.example"), ("ⅷ.example", "viii.example"), ("㎏.example", "kg.example"),
        ("ﾃｽﾄ.example", "xn--zckzah.example"), ("x²", "x2"), ("①.example", "1.example"),
        ("𝐞𝐱𝐚𝐦𝐩𝐥𝐞", "example"), ("ex\u{AD}am\u{200B}ple", "example"),
        ("\u{F900}.example", "xn--oh3a.example"),
        ("\u{1112}\u{1161}\u{11AB}", "xn--6q8b"), ("İ.com", "xn--i-9bb.com"), ("Ǆ", "xn--d-toa"),
        ("Ꭰ", "xn--58d"), ("ꭰ", "xn--58d"), ("a\u{327}\u{301}", "xn--1ca87i"),
        ("a\u{301}\u{327}", "xn--1ca87i"),
        // Already encoded, and hyphens as in real hosts.
        ("xn--bcher-kva.example", "xn--bcher-kva.example"), ("XN--BCHER-KVA", "xn--bcher-kva"),
        ("r3---sn-4g5e.example", "r3---sn-4g5e.example"), ("-a-.example", "-a-.example"),
        ("a_b.example", "a_b.example"), ("bücher.example.", "xn--bcher-kva.example."),
        ("ab--ü", "xn--ab---3ra"),
    ])
    func `an international name is converted to ASCII`(name: String, ascii: String) throws {
        #expect(try DomainName.ascii(name) == ascii)
        #expect(try DomainName.ascii(ascii) == ascii)
    }

    @Test(arguments: [
        ("a b", "the host contains a space"), ("a\u{3000}b", "the host contains a space"),
        ("a\u{1}b", "the host contains an invisible character"),
        ("a\u{202E}b", "the host contains an invisible character"),
        ("a\u{E000}b", "the host contains an invisible character"),
        ("ü\u{200C}b", "the host contains an invisible character"),
        ("ü\u{200D}b", "the host contains an invisible character"),
        ("a／b", "the host contains “/”"), ("a＠b", "the host contains “@”"),
        ("a：b", "the host contains “:”"), ("a℀b", "the host contains “/”"),
        ("a％b", "the host contains “%”"), ("a︒b", "the host contains “︒”"),
        ("a⒈b", "the host contains “⒈”"), ("a\u{FFFD}b", "the host contains “\u{FFFD}”"),
        ("", "the host “” has an empty part between its dots"),
        ("a..b", "the host “a..b” has an empty part between its dots"),
        ("。a", "the host “。a” has an empty part between its dots"),
        ("\u{AD}", "the host “” has an empty part between its dots"),
        ("\u{301}a", "“\u{301}a” in the host begins with a combining mark"),
        ("xn--", "“xn--” in the host is not valid Punycode"),
        ("xn--y", "“xn--y” in the host is not valid Punycode"),
        ("xn--abc-", "“xn--abc-” in the host is not valid Punycode"),
        ("xn--0", "“xn--0” in the host is not valid Punycode"),
        ("xn--99999999", "“xn--99999999” in the host is not valid Punycode"),
        ("xn--ü", "“xn--ü” in the host is not valid Punycode"),
        ("xn--bcher-kvA9999999", "“xn--bcher-kva9999999” in the host is not valid Punycode"),
        // Encodings of a letter that would be mapped and of one that is not composed.
        ("xn--a-jfa", "“xn--a-jfa” in the host is not valid Punycode"),
        ("xn--ua-uub", "“xn--ua-uub” in the host is not valid Punycode"),
        ("אa", "“אa” mixes left-to-right and right-to-left scripts, which a host must not"),
        ("0א.example", "“0א” mixes left-to-right and right-to-left scripts, which a host must not"),
        ("א1٢", "“א1٢” mixes left-to-right and right-to-left scripts, which a host must not"),
    ])
    func `an invalid host name is refused`(name: String, words: String) {
        let problem = #expect(throws: DomainName.Problem.self) { try DomainName.ascii(name) }
        #expect(problem?.description == words)
    }

    @Test(arguments: ["http_proxy", "all_proxy"])
    func `proxies and their exceptions are converted to ASCII`(
        variable: String
    ) throws {
        let environment = [
            variable: "http://Proxy.BÜCHER.example:3128",
            "no_proxy": "bücher.example, .пример.рф 例え。テスト",
        ]
        let proxies = ProxyEnvironment { environment[$0] }
        func place(_ url: String, _ setting: String? = nil) throws -> String? {
            try proxies.proxy(for: SourceURL(url), setting: setting)?.place
        }
        #expect(try place("http://faß.de/") == "proxy.xn--bcher-kva.example:3128")
        #expect(
            try place("http://faß.de/", "socks5h://bücher.example:1") == "xn--bcher-kva.example:1")
        for host in [
            "bücher.example", "BU\u{308}CHER.example", "xn--bcher-kva.example", "a.bücher.example",
            "пример.рф", "www.пример.рф", "例え.テスト",
        ] {
            #expect(try place("http://\(host)/") == nil, "\(host)")
        }
    }

    @Test func `a label holds 63 bytes`() throws {
        let fits = String(repeating: "a", count: 63)
        #expect(try DomainName.ascii("ü." + fits) == "xn--tda." + fits)
        #expect(throws: DomainName.Problem.self) { try DomainName.ascii("ü.a" + fits) }
        #expect(throws: DomainName.Problem.self) {
            try DomainName.ascii(String(repeating: "ü", count: 100))
        }
    }

    @Test func `an encoded name stays encoded`() throws {
        var random = SeededRandom(seed: 46)
        var count = 0
        for _ in 0..<5_000 {
            let scalars = (0..<Int.random(in: 1...8, using: &random)).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 0x20...0x3200, using: &random))
            }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars)
            guard let ascii = try? DomainName.ascii(String(view)) else { continue }
            count += 1
            #expect(ascii.utf8.allSatisfy { 0x21..<0x7F ~= $0 && !(0x41...0x5A ~= $0) })
            #expect(try DomainName.ascii(ascii) == ascii)
        }
        #expect(count > 100)
    }
}
