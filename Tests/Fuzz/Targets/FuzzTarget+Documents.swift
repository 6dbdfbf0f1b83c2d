import DownloadCore
@testable import pdl_tui

/// Documents: XML, Metalinks, checksum lists, configuration and cookie files.
extension FuzzTarget {
    static let documents = [xml, metalink, checksums, configuration, cookieFile, netrc]

    private static let xml = FuzzTarget(
        "xml", longest: 16 << 10,
        seeds: [
            "<?xml version=\"1.0\"?><a b='c&amp;&#x41;'><!-- d --><e/>t<![CDATA[<f>]]></a>",
            "\u{FEFF}<n:a xmlns:n=\"x\"><n:b>&lt;&#65;</n:b></n:a>", "<!DOCTYPE a><a/>", "<a/><b/>",
        ]
    ) { bytes in
        var reader = XMLReader(bytes)
        var open: [String] = []
        do throws(DownloadError) {
            while let piece = try reader.next() {
                switch piece {
                case .start(let name, _): open.append(name)
                case .end(let name):
                    guard open.popLast() == name else { return "an end for each start" }
                case .text: if open.isEmpty { return "no text outside" }
                }
            }
            return broken(("everything is closed", open.isEmpty))
        } catch {
            return broken(("a bad response", error.kind == .badResponse))
        }
    }

    private static let metalink = FuzzTarget(
        "metalink", longest: 16 << 10,
        seeds: [
            """
            <metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="a/b.iso"><size>5</size>
            <hash type="sha-256">\(String(repeating: "0f", count: 32))</hash>
            <pieces length="2" type="sha-1"><hash>\(String(repeating: "a0", count: 20))</hash></pieces>
            <url priority="1" location="de">http://h/b.iso</url></file></metalink>
            """,
            """
            <metalink version="3.0"><files><file name="c"><verification><hash type="md5">
            \(String(repeating: "1", count: 32))</hash><pieces length="1" type="sha1"><hash piece="0">
            \(String(repeating: "b1", count: 20))</hash></pieces></verification><resources>
            <url type="http" preference="90">http://h/c</url></resources></file></files></metalink>
            """,
            "<metalink><file name='../x'><url>http://h/x</url></file></metalink>",
        ]
    ) { bytes in
        do throws(DownloadError) {
            for file in try Metalink(bytes).files {
                let problem =
                    file.path.lazy.compactMap(problem).first
                    ?? broken(
                        ("a path", 1...16 ~= file.path.count),
                        ("sources", !file.sources.isEmpty),
                        ("sources that are accepted", file.sources.allSatisfy(isURL)),
                        ("no negative length", file.length.map { $0 >= 0 } ?? true),
                        (
                            "pieces fit the length",
                            file.pieces.flatMap { pieces in file.length.map(pieces.fit) } ?? true
                        ))
                if let problem { return problem }
            }
            return nil
        } catch {
            return broken(("a bad response", error.kind == .badResponse))
        }
    }

    private static func isURL(_ text: String) -> Bool { (try? SourceURL(text)) != nil }

    private static let checksums = FuzzTarget(
        "checksums", longest: 16 << 10,
        seeds: {
            let hex = String(repeating: "0f", count: 32)
            return [
                "\(hex)  a.b\n\(hex) *c/a.b\r\n", "SHA256 (a.b) = \(hex)", "\\\(hex)  a\\nb",
                "\u{FEFF}\(hex)", "SHA2-256(./a.b)= \(hex)\n# c\n<html>",
            ]
        }()
    ) { bytes in
        let list = ChecksumList(bytes, algorithm: .sha256)
        let found = [true, false].map { try? list.checksum(of: ["a.b"], isOwn: $0) }
        return broken(
            ("whole digests", list.entries.allSatisfy { $0.checksum.hex.utf8.count == 64 }),
            ("what is found was read", found.allSatisfy { $0 == nil || !list.entries.isEmpty }))
    }

    private static let configuration = FuzzTarget(
        "configuration", longest: 16 << 10,
        seeds: [
            "fragments = 8\non-exists = \"skip\"\n[limit]\nrate = \"2M\"\nslow = 1000\n",
            "[[limit.schedule]]\nfrom = \"08:00\"\nto = 18:00:00\nrate = \"500K\"\n",
            "[request]\nheaders = [\"Accept-Language: de\"]\nproxy = \"\"\nip = 'ipv6'\n",
            "[host.\"example.org\"]\nconnections = 2\n[folders]\n\".iso\" = \"/tmp\"\n",
            "[screen]\ntheme = \"dark\"\n[keys]\npause = [\"p\", \"Ctrl-P\"]\n[theme.my]\ntext = 7\n",
            "[", "[.a]", "[[[limit.schedule]]]", "[é]\n", "\u{FEFF}a = 1\r\n",
            "a.b.c = { d = [1, 2.5, true, 1979-05-27T07:32:00Z], e = \"\"\"\nx\"\"\" }\n",
        ]
    ) { bytes in
        var settings = EffectiveSettings()
        do throws(SettingError) {
            try settings.apply(try SettingsFile(bytes: bytes, path: "config.toml"))
            return nil
        } catch {
            return broken(("the file is named", error.message.hasPrefix("config.toml")))
        }
    }

    private static let cookieFile = FuzzTarget(
        "cookie-file", longest: 16 << 10,
        seeds: [
            "# Netscape HTTP Cookie File\n.h\tTRUE\t/\tFALSE\t0\ta\tb\n", "[{\"name\": \"a\"}]",
            "Set-Cookie: a=b\n", "#HttpOnly_h\tFALSE\t/\tTRUE\t0\ta\r\n", "\u{FEFF}h\t\t\t\t\t\n",
        ]
    ) { bytes in
        let problem = CookieFile.problem(in: bytes)
        return broken(("a word about what is wrong", problem != ""))
    }
    private static let netrc = FuzzTarget(
        "netrc", longest: 16 << 10,
        seeds: [
            "machine h login u password p\ndefault login a password b\n",
            "\u{FEFF}machine h\r\n  login \"a \\\" b\" # c\n", "macdef init\ncd \"x\n\nmachine h\n",
            "machine h MacDef m\r\n\"\r\n\r\n\"", "\"", String(repeating: "a", count: 4_095),
        ]
    ) { bytes in
        let problem = NetrcFile.problem(in: bytes)
        // libcurl reads what follows an empty line and a comment as it reads it alone, unless a
        // macro has begun.
        let below = NetrcFile.problem(in: Array("#\n\n".utf8) + bytes)
        let startsWithMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        return broken(
            ("a word about what is wrong", problem != ""),
            ("a comment changes nothing", startsWithMark || (problem == nil) == (below == nil)))
    }
}
