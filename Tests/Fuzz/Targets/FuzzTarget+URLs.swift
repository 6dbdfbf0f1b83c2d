import DownloadCore
import TerminalUI
@testable import pdl_tui

/// URLs and texts that contain them.
extension FuzzTarget {
    static let urls = [url, hostName, redirect, curl, list, lines, urlList]

    private static let url = FuzzTarget(
        "url",
        seeds: [
            "https://user:pass@[fe80::1%25eth0]:8443/a%20b/ä?x=y#z", "<http://a.example/b c>",
            "http://example.com:80/../%2e%2e/c.zip", "ftp://h/a;type=i", "sftp://u@h/~/f",
            "http://bücher.example./?", "http://0x7f.1/", "https:\\\\h\\f", "http://h:65536/",
            "ftp://good.example?@127.0.0.1:1/x",
        ]
    ) { bytes in
        guard let url = try? SourceURL(bytes.fieldText) else { return nil }
        return problem(with: url)
    }

    /// Returns the fault of an accepted URL.
    private static func problem(with url: SourceURL) -> String? {
        broken(
            ("it is read back as it was", (try? SourceURL(url.text)) == url),
            ("a port", 1...65535 ~= url.port),
            ("a path from the root", url.path.hasPrefix("/")),
            ("no user info where it is redacted", (try? SourceURL(url.redacted))?.user == nil),
            ("visible ASCII", (url.path + (url.query ?? "")).utf8.allSatisfy { 0x21..<0x7F ~= $0 }),
            ("a host", !url.host.isEmpty && url.host.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }),
            ("no delimiter in the host", url.host.utf8.allSatisfy { !"/?#@\\".utf8.contains($0) }),
            (
                "no control character for FTP",
                url.isHTTP || percentDecoded(url.path.utf8).allSatisfy { $0 >= 0x20 && $0 != 0x7F }
            ))
    }

    private static let hostName = FuzzTarget(
        "host-name", longest: 512,
        seeds: [
            "Bücher.example.", "xn--bcher-kva.example", "faß.de", "日本語。jp", "a\u{200D}b.example",
            "\u{5D0}\u{5D1}.example", "e\u{301}.example", "..", "xn--a", "xn--99999999",
        ]
    ) { bytes in
        guard let name = try? DomainName.ascii(bytes.fieldText) else { return nil }
        return broken(
            ("ASCII", name.utf8.allSatisfy { $0 < 0x80 }),
            (
                "labels of at most 63 bytes",
                name.split(separator: ".").allSatisfy { $0.utf8.count <= 63 }
            ),
            ("the name of a name is itself", (try? DomainName.ascii(name)) == name))
    }

    private static let redirect = FuzzTarget(
        "redirect",
        seeds: [
            "/other/real.bin", "http://h/a b", "//host/x", "?a b", "../../x", "caf\u{E9}.bin",
            "\\x\\f.bin", "http:/x/f", "http:f", "/f?", "#x", "ftp://h/f", "HTTPS://U:P@H/",
        ]
    ) { bytes in
        // A redirect resolves to a valid URL or to nothing.
        guard
            let text = RedirectTarget.resolve(
                bytes, from: "https://user:word@example.org:8443/a/b?c=d")
        else { return nil }
        guard let url = try? SourceURL(text) else { return nil }
        return problem(with: url)
    }

    private static let curl = FuzzTarget(
        "curl", longest: 16 << 10,
        seeds: [
            "curl 'https://h/f' -H 'Accept: */*' -H 'Cookie: a=b' --compressed",
            "curl -Lo F https://h/f", "curl \"https://h/a\\\"b\" \\\n -u 'n:p'",
            "curl $'https://h/\\u00e4\\x41\\'' -b a=b; echo", "curl ^\"https://h/f^\" ^\n -k",
            "curl.exe ^\"https://h/f^\" --retry 3 --proto '=https' -D - -w '%{http_code}'",
            "curl -G https://h/f -d 'a=b' --data-urlencode \"c d\" -fsSLo F", "$ curl h/f -C - -O",
            "$'a\\0", "curl $'\\101\\x4' h",
            "curl --url=https://h/f --limit-rate 2M -x socks5://p:1 -fsSLO -C -",
        ]
    ) { bytes in
        let text = bytes.fieldText
        let template = DownloadRequest(source: "", directory: "/tmp")
        _ = CurlCommand.isLikely(text)
        do throws(CurlCommand.Problem) {
            let request = try CurlCommand.results(from: text, template: template)[0].request
            return broken(
                ("a URL", request.sources.count == 1),
                ("a URL that is accepted", (try? SourceURL(request.sources.first ?? "")) != nil))
        } catch {
            return broken(("a word about what is wrong", !error.description.isEmpty))
        }
    }

    private static let list = FuzzTarget(
        "list", longest: 16 << 10,
        seeds: [
            "https://h/f https://m/f sha256:00", "# comment", "\u{FEFF}https://h/f\r",
            "https://h/f\tmd5:00000000000000000000000000000000", "",
        ]
    ) { bytes in
        guard let line = try? InputLine(bytes.fieldText) else { return nil }
        return broken(
            ("a URL", !line.url.isEmpty && !line.url.contains(" ")),
            ("mirrors are URLs", line.mirrors.allSatisfy { $0.contains("://") }))
    }

    /// The lines of a list in UTF-8 or UTF-16, whole and in pieces.
    ///
    /// The first byte is the length of a piece.
    private static let lines = FuzzTarget(
        "lines", longest: 16 << 10,
        bytes: [
            [2] + [0xFF, 0xFE]
                + "h\u{E9}\r\n\u{1F600}\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] },
            [3] + [0xFE, 0xFF] + "a\rb\n".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] },
            [1] + [0xFE, 0xFF, 0xD8, 0x00, 0x00, 0x0A, 0xDC],
            [1, 0xEF, 0xBB, 0xBF, 0x61, 0x0D, 0x0A],
            [1, 0xFF, 0x61], [], [0] + Array("a\u{2028}b\u{85}c\u{B}d\u{C}".utf8),
        ]
    ) { bytes in
        guard let first = bytes.first else { return nil }
        let length = Int(first) + 1
        let all = lines(in: bytes.dropFirst(), by: bytes.count)
        return broken(
            ("pieces make no difference", lines(in: bytes.dropFirst(), by: length) == all),
            (
                "a line ends where it should",
                all.allSatisfy { !$0.contains(where: \.isNewline) }
            ))
    }

    private static func lines(in bytes: ArraySlice<UInt8>, by length: Int) -> [String] {
        var splitter = LineSplitter(longest: 32 << 10)
        var lines: [String] = []
        var rest = bytes
        while !rest.isEmpty {
            splitter.append(rest.prefix(length))
            rest = rest.dropFirst(length)
            while let line = splitter.next() { lines.append(line) }
        }
        splitter.finish()
        while let line = splitter.next() { lines.append(line) }
        return lines
    }

    private static let urlList = FuzzTarget(
        "url-list", longest: 16 << 10, seeds: ["https://a/b\r\n# c\nhttp://d e\tf", "\u{2028}x"]
    ) { bytes in
        let urls = URLText.list(in: bytes.fieldText)
        for url in urls.prefix(50) {
            _ = URLText.problem(with: url)
            _ = URLText.withoutUser(url)
        }
        return broken(
            ("no empty URLs", urls.allSatisfy { !$0.isEmpty }),
            ("no blanks around a URL", urls.allSatisfy { $0.first != " " && $0.last != " " }))
    }
}
