import DownloadCore
import TerminalUI

/// Typed, pasted and displayed text.
extension FuzzTarget {
    static let texts = [rates, hostKeys, transport, display, input, paste]

    private static let rates = FuzzTarget(
        "rates", longest: 256, seeds: ["1.5MiB/s", "500K", "none", "0x1", "1e9", "2 mb"]
    ) { bytes in
        guard let rate = try? RateText.bytesPerSecond(bytes.fieldText) else { return nil }
        return broken(
            ("a rate that can be kept", 1...(1 << 60) ~= rate),
            (
                "it is read back as it was",
                (try? RateText.bytesPerSecond(RateText.text(rate))) == rate
            ))
    }

    private static let hostKeys = FuzzTarget(
        "host-keys", longest: 256,
        seeds: [
            "SHA256:uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek", "sha256:ABC", "host.example:443",
            "[::1]:22",
        ]
    ) { bytes in
        guard let key = HostKeyFingerprint(bytes.fieldText) else { return nil }
        return broken(("it is read back as it was", HostKeyFingerprint(key.text) == key))
    }

    /// Values that become lines of a request.
    private static let transport = FuzzTarget(
        "transport", longest: 1024,
        seeds: [
            "X-Key: value", "name:pass", "socks5://u:p@h:1080", "sock5://h", "a\nX: 1", "/tmp/a",
            "http://[::1]:3128/", "X :", "h:99999",
        ]
    ) { bytes in
        let text = bytes.fieldText
        let isOneLine = text.utf8.allSatisfy { $0 != 0x0A && $0 != 0x0D && $0 != 0 }
        _ = TransportRule.problem(inPath: text)
        let problems = [
            TransportRule.problem(inLine: text), TransportRule.problem(inHeader: text),
            TransportRule.problem(inCredentials: text), TransportRule.problem(inToken: text),
            TransportRule.problem(inProxy: text),
        ]
        return broken(
            ("one line of a request", isOneLine || !problems.contains(nil)),
            ("a word about what is wrong", !problems.contains("")))
    }

    private static let display = FuzzTarget(
        "display",
        seeds: ["a\u{1B}[31mb", "e\u{301}\u{200D}👩‍👩‍👧", "\u{202E}abc\u{FE0F}\u{3164}", "名前.txt"]
    ) { bytes in
        let text = bytes.fieldText
        let shown = Text.visible(text)
        return broken(
            (
                "no control character",
                shown.unicodeScalars.allSatisfy {
                    $0.value >= 0x20 && !(0x7F...0x9F ~= $0.value)
                }
            ),
            ("a width", Text.width(text) >= 0 && Text.width(shown) >= 0))
    }

    /// Encoded keys, pastes, clicks and sizes, followed by rendering the screen.
    private static let input = FuzzTarget(
        "input", longest: 512,
        seeds: [
            "ahttps://h/f\r", "a\u{1}curl 'https://h/f' -H 'a: b'\u{1}\r", "?xq\u{1B}/abc\r",
            "jk G\u{2}\u{3}\t\t", "n8\r\u{1B}l500K\r",
        ]
    ) { bytes in
        var model = Model(
            options: InterfaceOptions(directory: "/tmp"), columns: 80, rows: 24,
            at: Instant(seconds: 0))
        var downloads = Snapshot(time: Instant(seconds: 0))
        for number in 1...3 {
            var download = DownloadSnapshot(
                id: DownloadID(Int64(number)),
                request: DownloadRequest(source: "https://h/\(number)", directory: "/tmp"),
                name: "\(number).bin")
            download.length = 1 << 20
            downloads.downloads.append(download)
        }
        _ = model.update(.snapshot(downloads), at: Instant(seconds: 0))
        var rest = bytes[...]
        var time = 0.0
        while let event = nextEvent(&rest) {
            time += 0.05
            for case .complete(let text) in model.update(event, at: Instant(seconds: time)) {
                _ = model.update(
                    .completions(of: text, [text + "x/", text + "y/"]), at: Instant(seconds: time))
            }
        }
        let screen = View.screen(model)
        return broken(
            ("a screen of the terminal's size", screen.width == model.size.columns),
            ("a screen of the terminal's height", screen.height == model.size.rows))
    }

    private static let special: [Key] = [
        .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .backTab, .delete, .insert,
        .control("c"), .control("u"), .control("w"), .control("k"), .control("a"), .control("e"),
        .function(1),
    ]

    private static func nextEvent(_ rest: inout ArraySlice<UInt8>) -> InputEvent? {
        guard let byte = rest.popFirst() else { return nil }
        switch byte {
        case 0x01:
            let pasted = rest.prefix { $0 != 0x01 }
            rest = rest[pasted.endIndex...].dropFirst()
            return .paste(Array(pasted).fieldText)
        case 0x02, 0x03, 0x04:
            let (x, y) = (Int(rest.popFirst() ?? 0), Int(rest.popFirst() ?? 0))
            let kind: InputEvent.Mouse = byte == 2 ? .click : byte == 3 ? .doubleClick : .wheelUp
            return .mouse(kind, x: x, y: y)
        case 0x05:
            let (columns, rows) = (Int(rest.popFirst() ?? 80), Int(rest.popFirst() ?? 24))
            return .resize(columns: max(1, columns), rows: max(1, rows))
        case 0x06: return .tick
        case 0x09: return .key(.tab)
        case 0x0D: return .key(.enter)
        case 0x1B: return .key(.escape)
        case 0x7F: return .key(.backspace)
        case 0x80..<0x80 + UInt8(special.count): return .key(special[Int(byte - 0x80)])
        case 0x20..<0x7F: return .key(.character(Character(Unicode.Scalar(byte))))
        default: return .key(.character("ä"))
        }
    }

    /// Keys and pastes with pauses between them.
    ///
    /// NUL ends a burst, SOH and STX are the marks around a paste, ACK is a pause; bytes above 0x7F
    /// are not part of a character.
    private static let paste = FuzzTarget(
        "paste", longest: 512,
        seeds: [
            "\u{1}https://h/f\u{2}q", "\u{1}abc\u{0}\u{6}q\u{0}", "\u{2}\u{1}\u{1}a\u{2}\u{2}\u{3}",
            "a\u{0}\u{1}b\u{0}\u{3}\u{0}c",
        ]
    ) { bytes in
        var reader = PasteReader()
        var time = Instant(seconds: 0)
        var events: [InputEvent] = []
        for burst in bytes.split(separator: 0, omittingEmptySubsequences: false) {
            let inputs = burst.compactMap { byte -> PasteReader.Input? in
                switch byte {
                case 1: .begin
                case 2: .end
                case 6: nil
                case 0x80...: .byte(byte)
                default: .scalar(Unicode.Scalar(byte))
                }
            }
            time = time + (burst.contains(6) ? 2 : 0.01)
            events += reader.events(of: inputs, at: time)
        }
        let last = reader.events(of: [.scalar("\u{3}")], at: time)
        let pasted = events.reduce(0) { count, event in
            if case .paste(let text) = event { count + text.unicodeScalars.count } else { count }
        }
        return broken(
            ("Ctrl-C always gets through", last.contains(.key(.control("c")))),
            ("no more is pasted than was sent", pasted <= 3 * bytes.count))
    }
}
