import CLibcurl
import DownloadCore
import FaultOrigin
import Testing

@testable import DownloadEngine

/// The request line and the `Host` field that an origin receives.
@Suite struct `An engine and the URLs it sends` {
    /// The requests of consecutive downloads, each with its host.
    private func received(
        _ urls: [String], _ faults: [Fault] = [],
        _ change: (inout DownloadRequest, FaultOrigin) -> Void = { _, _ in }
    ) async throws -> [String] {
        let origin = try await FaultOrigin.start(Resource(.pattern(1000)), faults: faults)
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.activeDownloads = 1 }
        for url in urls {
            let text = url.replacing("ORIGIN", with: "127.0.0.1:\(origin.port)")
            let id = try await run.add(text, to: folder.path, fragments: 1) { change(&$0, origin) }
            try await run.wait(forEndOf: id)
        }
        await run.stop()
        let log = origin.log
        try await origin.stop()
        return log.map { entry in
            let host = entry.request.authority.replacing("127.0.0.1:\(origin.port)", with: "ORIGIN")
            return "\(host) \(entry.request.target)"
        }
    }

    @Test func `a URL is sent as parsed, whatever was pasted`() async throws {
        let table = [
            ("http://ORIGIN/a b.bin", "/a%20b.bin"), ("  <http://ORIGIN/f>  ", "/f"),
            ("\"http://ORIGIN/f\"", "/f"), ("http://ORIGIN/f?a b=c d", "/f?a%20b=c%20d"),
            ("http://ORIGIN/f?", "/f?"), ("http://ORIGIN?q", "/?q"),
            ("http://ORIGIN/\"<>{}`", "/%22%3C%3E%7B%7D%60"),
            ("http://ORIGIN/f?\"<>{}`", "/f?%22%3C%3E%7B%7D%60"), ("http://ORIGIN/a\\b", "/a/b"),
            ("http://ORIGIN/caf\u{E9}.bin", "/caf%C3%A9.bin"), ("http://ORIGIN/a/../b", "/b"),
            ("http://ORIGIN/a/%2E%2e/b", "/b"), ("http://ORIGIN/%zz|^[]", "/%zz|^[]"),
            ("http://a b@ORIGIN/f", "/f"), ("http://a@b:c d@ORIGIN/f", "/f"),
            ("http://ORIGIN/f#g", "/f"), ("HTTP://ORIGIN/%2f%2F", "/%2f%2F"),
            ("http://ORI\tGIN/\nf", "/f"), ("http://ORIGIN//a//b", "//a//b"),
        ]
        let urls = table.map { $0.0.replacing("ORI\tGIN", with: "ORIGIN") }
        #expect(try await received(urls) == table.map { "ORIGIN " + $0.1 })
    }

    @Test func `a redirect is followed as parsed`() async throws {
        let table: [([UInt8], String)] = [
            (Array("\\x\\f.bin".utf8), "/x/f.bin"), (Array("http:/x/f".utf8), "/x/f"),
            (Array("http:f".utf8), "/f"), (Array("/f?".utf8), "/f?"),
            (Array("/f?a b".utf8), "/f?a%20b"), (Array("/a b".utf8), "/a%20b"),
            (Array("/caf".utf8) + [0xE9] + Array(".bin".utf8), "/caf%E9.bin"),
            ([0x2F, 0x83, 0x65], "/%83e"), (Array("/é".utf8), "/%C3%A9"),
            (Array("/\"<>{}`".utf8), "/%22%3C%3E%7B%7D%60"), (Array("../../f".utf8), "/f"),
        ]
        let faults = table.indices.map { index in
            Fault.when(
                .path("/\(index)"),
                .response { _, response in
                    response.rawHead =
                        Array("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: ".utf8)
                        + table[index].0 + Array("\r\n\r\n".utf8)
                    response.content = []
                })
        }
        let log = try await received(table.indices.map { "http://ORIGIN/\($0)" }, faults)
        let wanted = table.indices.flatMap { ["ORIGIN /\($0)", "ORIGIN \(table[$0].1)"] }
        #expect(log == wanted)
    }

    @Test func `an international host is converted to ASCII, also after a redirect`() async throws {
        let log = try await received(
            ["http://bücher.example/f", "http://例え。テスト/f", "http://h.example/away"],
            [.when(.path("http://h.example/away"), .redirect(to: "http://BÜCHER.example/g"))]
        ) { $0.transport.proxy = "http://127.0.0.1:\($1.port)" }
        #expect(
            log == [
                "xn--bcher-kva.example http://xn--bcher-kva.example/f",
                "xn--r8jz45g.xn--zckzah http://xn--r8jz45g.xn--zckzah/f",
                "h.example http://h.example/away",
                "xn--bcher-kva.example http://xn--bcher-kva.example/g",
            ])
    }

    /// A URL as parsed by libcurl.
    private func parts(_ text: String) -> [String?]? {
        guard let url = curl_url() else { return nil }
        defer { curl_url_cleanup(url) }
        let flags = UInt32(CURLU_PATH_AS_IS | CURLU_NON_SUPPORT_SCHEME)
        guard curl_url_set(url, CURLUPART_URL, text, flags) == CURLUE_OK else { return nil }
        return [
            CURLUPART_SCHEME, CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_HOST, CURLUPART_PORT,
            CURLUPART_PATH, CURLUPART_QUERY, CURLUPART_FRAGMENT,
        ].map { part in
            var text: UnsafeMutablePointer<CChar>?
            let flags = part == CURLUPART_PORT ? UInt32(CURLU_DEFAULT_PORT) : 0
            guard curl_url_get(url, part, &text, flags) == CURLUE_OK, let text else { return nil }
            defer { curl_free(text) }
            return String(cString: text)
        }
    }

    @Test func `libcurl parses a URL as we do`() throws {
        let hosts = [
            "good.example", "127.0.0.1", "0x7f.1", "[::1]", "[fe80::1%25eth0]", "bücher.example",
            "a_b.c.", "1.2.3.4.", "%61",
        ]
        let pieces = [
            "@", ":", "/", "?", "#", "\\", "//", " ", "%40", "%2F", ";type=d", "..", ".", "x", "é",
            ":80", "&", "[", "]", "%00", "%0a", "'", "\"", "*", ",", "=", "+", "|", "%",
        ]
        var random = SeededRandom(seed: 17)
        var compared = 0
        for _ in 0..<20_000 {
            let scheme = SourceURL.Scheme.allCases.randomElement(using: &random) ?? .http
            var text = scheme.rawValue + "://"
            for _ in 0..<Int.random(in: 1...7, using: &random) {
                let list = Int.random(in: 0..<3, using: &random) == 0 ? hosts : pieces
                text += list.randomElement(using: &random) ?? ""
            }
            guard let url = try? SourceURL(text) else { continue }
            compared += 1
            let zone = url.host.firstRange(of: "%25")
            let host = zone.map { url.host[..<$0.lowerBound] + "]" } ?? url.host[...]
            let ours = [
                url.scheme.rawValue, url.user, url.password, String(host), String(url.port),
                url.path, url.query?.isEmpty == true ? nil : url.query, nil,
            ]
            var theirs = try #require(parts(url.text), "\(text.debugDescription)")
            if theirs[6]?.isEmpty == true { theirs[6] = nil }
            #expect(theirs == ours, "\(text.debugDescription)")
        }
        #expect(compared > 1_000)
    }
}
