import DownloadCore
import Foundation
import Testing

@testable import pdl_tui

/// Lists as other programs write them: encodings, line ends and errors by line.
struct ListInputTests {
    private func lines(_ bytes: [UInt8], chunk: Int) -> [String] {
        var splitter = LineSplitter(longest: 100)
        var lines: [String] = []
        for start in stride(from: 0, to: bytes.count, by: chunk) {
            splitter.append(bytes[start..<min(bytes.count, start + chunk)])
            while let line = splitter.next() { lines.append(line) }
        }
        splitter.finish()
        while let line = splitter.next() { lines.append(line) }
        return lines
    }

    private static func utf16(_ text: String, bigEndian: Bool, mark: Bool = true) -> [UInt8] {
        ((mark ? "\u{FEFF}" : "") + text).utf16.flatMap { unit in
            let bytes = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            return bigEndian ? bytes : bytes.reversed()
        }
    }

    @Test(arguments: [
        ("a\nb", ["a", "b"]), ("a\nb\n", ["a", "b"]), ("a\rb\r", ["a", "b"]),
        ("a\r\nb\r\n", ["a", "b"]), ("a\r\rb", ["a", "", "b"]), ("a\n\rb", ["a", "", "b"]),
        ("a\r\n\r\nb", ["a", "", "b"]), ("\r", [""]), ("", []), ("a", ["a"]), ("é\r😀", ["é", "😀"]),
        ("a\nb\rc\r\nd", ["a", "b", "c", "d"]), ("a\u{B}b\u{C}c", ["a", "b", "c"]),
        ("a\u{85}b\u{2028}c\u{2029}d", ["a", "b", "c", "d"]), ("a\u{2028}", ["a"]),
        ("a\r\u{2028}\nb", ["a", "", "", "b"]), ("\u{85}\u{85}", ["", ""]),
        ("\u{84}\u{86}\u{2027}\u{2068}", ["\u{84}\u{86}\u{2027}\u{2068}"]),
    ])
    func `every line end and every encoding gives the same lines`(text: String, wanted: [String]) {
        let utf8 = Array(text.utf8)
        for chunk in 1...7 {
            #expect(lines(utf8, chunk: chunk) == wanted)
            #expect(lines([0xEF, 0xBB, 0xBF] + utf8, chunk: chunk) == wanted)
            for bigEndian in [false, true] {
                #expect(lines(Self.utf16(text, bigEndian: bigEndian), chunk: chunk) == wanted)
            }
        }
    }

    @Test(
        arguments: [
            ([0x68, 0xE9], "h%E9"), ([0xC3, 0xA9, 0xE9], "é%E9"), ([0xEF, 0xBB], "%EF%BB"),
            ([0xFE], "%FE"), ([0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF, 0x61], "\u{FEFF}a"),
            ([0xFF, 0xFE, 0x3D, 0xD8, 0x61, 0x00], "%ED%A0%BDa"),
            ([0x85], "%85"), ([0x61, 0xC2], "a%C2"), ([0x61, 0xE2, 0x80], "a%E2%80"),
            ([0xE2, 0xA8], "%E2%A8"), ([0xFF, 0xFE, 0x3D, 0xD8], "%ED%A0%BD"),
            ([0xFF, 0xFE, 0x61, 0x00, 0x62], "a"),
        ] as [([UInt8], String)])
    func `bytes that are not characters are kept as bytes`(bytes: [UInt8], line: String) {
        for chunk in 1...4 { #expect(lines(bytes, chunk: chunk) == [line]) }
    }

    @Test func `a line without an end does not grow beyond what can be used`() {
        let long = [UInt8](repeating: 0x61, count: 1000)
        let kept = String(repeating: "a", count: 100)
        for chunk in [1, 7, 50, 100, 150, 1002] {
            #expect(lines(long + [0x0A, 0x62], chunk: chunk) == [kept, "b"])
            #expect(lines([0x62, 0x0D, 0x0A] + long, chunk: chunk) == ["b", kept])
            for end in ["\u{C}", "\u{85}", "\u{2029}"] {
                let rest = Array(end.utf8) + [0x62]
                #expect(lines(long + rest, chunk: chunk) == [kept, "b"])
                #expect(lines(long + [0xE2] + rest, chunk: chunk) == [kept, "b"])
            }
        }
    }

    /// The results of a list's entries: URLs of requests, or errors.
    private func results(_ bytes: [UInt8], urls: [String] = []) async throws -> [String] {
        let path = "/tmp/pdl-tui-\(UInt64.random(in: 0...UInt64.max)).txt"
        defer { unlink(path) }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let source = try InputSource(urls: urls, files: [path])
        let builder = RequestBuilder(
            settings: Settings(), directory: "/base", currentDirectory: "/cwd", home: nil,
            directoryIsGiven: false)
        var results: [String] = []
        while case let entries = await source.next(3), !entries.isEmpty {
            for entry in entries {
                do throws(SettingError) {
                    results += try builder.requests(entry.get()).map { $0.sources[0] }
                } catch {
                    results.append(error.message.replacing(path, with: "LIST"))
                }
            }
        }
        return results
    }

    @Test func `an error names the list and the line, for bad URLs too`() async throws {
        let text =
            "http://a/\r# no\r\rgopher://b/\r\nhttp://c/ x\nexample.com/d\nhttp://h:0/\nhttp://e/"
        let wanted = [
            "http://a/",
            "LIST:4: the scheme “gopher” is not supported; use http, https, ftp, ftps or sftp",
            "LIST:5: “x” after the URL is neither a URL nor a checksum such as sha256:HEX (at most"
                + " one is allowed)",
            "LIST:6: “example.com/d” has no scheme; did you mean https://example.com/d?",
            "LIST:7: invalid URL: port 0 is not allowed", "http://e/",
        ]
        #expect(try await results(Array(text.utf8)) == wanted)
        #expect(try await results(Self.utf16(text, bigEndian: false)) == wanted)
        #expect(
            try await results(Array(text.utf8), urls: ["nonsense"])
                == ["“nonsense” has no scheme; add one, such as https://"] + wanted)
    }

    @Test(arguments: [
        "", "\n", "\r\n\r\n", " \t\n", "# no", "  # http://a/\n\n#\n", "\u{FEFF}",
        "\u{FEFF}\n# no\n",
        "\u{2028}",
    ])
    func `a list without URLs is an error that names it`(_ text: String) async throws {
        let error =
            "LIST: no URLs in this list; write one per line (lines that begin with # are comments)"
        #expect(try await results(Array(text.utf8)) == [error])
        #expect(try await results(Array(text.utf8), urls: ["http://a/"]) == ["http://a/", error])
        let hasMark = text.unicodeScalars.first == "\u{FEFF}"
        #expect(
            try await results(Self.utf16(text, bigEndian: true, mark: !hasMark)) == [error])
        // A line with an error is no empty list.
        #expect(try await results(Array("\(text)\nx\n".utf8)).allSatisfy { $0 != error })
    }

    @Test func `each list is checked, and only what was read counts as input`() async throws {
        let folder = "/tmp/pdl-tui-\(UInt64.random(in: 0...UInt64.max))"
        mkdir(folder, 0o700)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, text) in [("a", "#\n"), ("b", "http://b/\n#\n"), ("c", "")] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
        func outcome(_ names: String...) async throws -> (texts: [String], isEmpty: Bool) {
            let source = try InputSource(urls: [], files: names.map { "\(folder)/\($0)" })
            var texts: [String] = []
            while case let entries = await source.next(9), !entries.isEmpty {
                texts += entries.map { entry in
                    switch entry {
                    case .success(let line): line.url
                    case .failure(let error):
                        String(error.message.dropFirst(folder.count).prefix(12))
                    }
                }
            }
            return (texts, source.isEmpty)
        }
        let all = try await outcome("a", "b", "c", "b")
        #expect(all.texts == ["/a: no URLs ", "http://b/", "/c: no URLs ", "http://b/"])
        #expect(!all.isEmpty)
        #expect(try await outcome("a", "c").isEmpty)
        // A folder can be opened, but not read.
        let folders = try await outcome("")
        #expect(folders.texts == ["/: Is a dire"] && !folders.isEmpty)
    }

    @Test(arguments: ["\n", "\r", "\r\n", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}"])
    func `a URL on the next line is not a mirror`(_ end: String) async throws {
        let text = ["http://a/", "http://b/", "http://c/ x", "http://d/"].joined(separator: end)
        let wanted = [
            "http://a/", "http://b/",
            "LIST:3: “x” after the URL is neither a URL nor a checksum such as sha256:HEX (at most"
                + " one is allowed)", "http://d/",
        ]
        #expect(try await results(Array(text.utf8)) == wanted)
        #expect(try await results(Self.utf16(text, bigEndian: false)) == wanted)
    }

    @Test(arguments: [
        "--user=me:sEcRet http://h/", "-u me:sEcRet http://h/", "http://h/ -ume:sEcRet",
    ])
    func `a curl command in a list is not shown`(_ words: String) async throws {
        #expect(
            try await results(Array("http://a/\n  curl \(words)\nhttp://b/".utf8)) == [
                "http://a/",
                "LIST:2: this is a curl command; use pdl-tui add --curl -, or paste it after a in"
                    + " the interface", "http://b/",
            ])
    }

    @Test func `bytes of a list are requested unchanged`() async throws {
        let latin = Array("http://h/caf".utf8) + [0xE9] + Array(".bin\nhttp://h/é\n".utf8)
        #expect(try await results(latin) == ["http://h/caf%E9.bin", "http://h/%C3%A9"])
        let host = Array("http://caf".utf8) + [0xE9] + Array("/".utf8)
        #expect(
            try await results(host) == [
                "LIST:1: invalid URL: the host is not valid UTF-8"
            ])
    }

    @Test func `UTF-16 without a byte order mark is reported`() async throws {
        let bytes = Self.utf16("http://a/", bigEndian: true, mark: false)
        #expect(
            try await results(bytes) == [
                "LIST:1: the line contains NUL bytes; save the list as UTF-8, or as UTF-16 with a byte"
                    + " order mark"
            ])
    }
}
