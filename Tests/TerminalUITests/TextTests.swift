import DownloadCore
import Testing

@testable import TerminalUI

struct TextTests {
    @Test func `sentences are wrapped at spaces, words only if necessary`() {
        #expect(Text.lines("a few words here", width: 9) == ["a few", "words", "here"])
        #expect(Text.lines("x 0123456789012345 y", width: 12) == ["x 0123456789", "012345 y"])
        #expect(Text.lines("so 日本語日本語", width: 11) == ["so 日本語日", "本語"])
        #expect(Text.lines("", width: 5) == [""])
        for width in 1...30 {
            let lines = Text.lines("“https//foo.bar/some/path” has no scheme", width: width)
            #expect(lines.allSatisfy { Text.width($0) <= width }, "\(lines)")
        }
    }

    @Test(arguments: [
        ("abc", 3), ("日本", 4), ("e\u{301}", 1), ("👩‍👩‍👦", 6), ("❤️", 1), ("👍🏽", 2), ("🇩🇪", 2),
        ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("ａ", 2), ("–…", 2),
    ])
    func `cells are counted as terminals count them`(_ text: String, _ width: Int) {
        #expect(Text.width(text) == width)
    }

    @Test(arguments: [
        ("a\u{1B}[31mb", "a\\x1B[31mb"), ("x\u{202E}gnp", "x\\u{202E}gnp"),
        ("a\u{200B}b", "a\\u{200B}b"), ("a\nb\tc", "a\\nb\\tc"), ("\u{301}a", "\\u{301}a"),
        ("a\u{9B}b", "a\\x9Bb"), ("\u{E0041}", "\\u{E0041}"), ("a\u{FE0F}b", "a\\u{FE0F}b"),
        ("\u{3164}", "\\u{3164}"), ("\u{2028}", "\\u{2028}"), ("a\u{200D}b", "a\\u{200D}b"),
    ])
    func `invisible characters are spelt out`(_ text: String, _ shown: String) {
        #expect(Text.visible(text) == shown)
    }

    @Test func `long names are shortened in the middle, sentences at the end`() {
        func cut(_ text: String, _ width: Int, _ truncation: Text.Truncation) -> String {
            Text.glyphs(text, fitting: width, truncation: truncation, ellipsis: "…")
                .map { String($0.scalar) }.joined()
        }
        #expect(cut("debian-12.iso", 9, .middle) == "debi….iso")
        #expect(cut("connection reset", 9, .end) == "connecti…")
        #expect(cut("日本語日本語", 6, .middle) == "日…語")
        #expect(cut("abc", 3, .middle) == "abc")
        #expect(cut("abc", 0, .end) == "")
    }

    @Test func `text never exceeds its box`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let text = hostile(&random)
            var canvas = Canvas(width: 40, height: 3)
            canvas.fill(canvas.bounds, "x", .plain)
            let align: Canvas.Alignment = Bool.random() ? .leading : .trailing
            canvas.write(
                text, x: 10, y: 1, width: 20, .plain, align: align,
                truncation: Bool.random() ? .middle : .end)
            var outside: [(Int, Int)] = []
            for y in 0..<3 {
                for x in 0..<40 where y != 1 || !(10..<30).contains(x) {
                    if canvas.text(of: canvas[x, y]) != "x" { outside.append((x, y)) }
                }
            }
            #expect(outside.isEmpty, "\(outside)")
        }
    }

    @Test func `a wide character that loses a half is removed`() {
        for x in 0..<4 {
            var canvas = Canvas(width: 6, height: 1)
            canvas.write("日本", x: 0, y: 0, width: 6, .plain)
            canvas.put("x", x: x, y: 0, .plain)
            #expect(Text.width(canvas.picture) == (x < 2 ? 4 : x + 1))
        }
    }

    @Test func `no foreign control byte reaches the terminal`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<60 {
            var snapshot = Sample.snapshot
            for index in snapshot.downloads.indices {
                snapshot.downloads[index].name = hostile(&random)
                snapshot.downloads[index].request.sources = [hostile(&random)]
                snapshot.downloads[index].request.directory = hostile(&random)
                snapshot.downloads[index].server?.software = hostile(&random)
                snapshot.downloads[index].fragmentsNote = hostile(&random)
                snapshot.downloads[index].events = [
                    DownloadEvent(time: .infinity, text: hostile(&random))
                ]
                let error = DownloadError(.status, hostile(&random))
                if index % 2 == 1 { snapshot.downloads[index].state = .failed(error) }
                for number in snapshot.downloads[index].fragments.indices {
                    snapshot.downloads[index].fragments[number].address = hostile(&random)
                }
            }
            var model = Sample.model(100, 30, snapshot)
            var writer = FrameWriter(theme: .dark, depth: .direct, isSynchronized: true)
            for key in ["1", "2", "3", "j", "d", "n", "a"] {
                model.press(key)
                expectClean(writer.frame(View.screen(model)))
            }
            _ = model.update(.paste(hostile(&random)), at: model.now)
            expectClean(writer.frame(View.screen(model)))
        }
    }

    /// Removes our own sequences; the rest must be printable.
    private func expectClean(_ bytes: [UInt8]) {
        var scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars[...]
        var wrong: [UInt32] = []
        while let scalar = scalars.popFirst() {
            if scalar == "\u{1B}" {
                if scalars.popFirst() != "[" { wrong.append(scalar.value) }
                while let next = scalars.popFirst(), !(0x40...0x7E).contains(next.value) {
                    let isParameter = (0x30...0x39).contains(next.value)
                    if !isParameter, next != ";", next != "?" { wrong.append(next.value) }
                }
            } else if !(0x20..<0x7F).contains(scalar.value) {
                let category = scalar.properties.generalCategory
                if category == .control || category == .format { wrong.append(scalar.value) }
            }
        }
        #expect(wrong.isEmpty)
    }

    private func hostile(_ random: inout SystemRandomNumberGenerator) -> String {
        let nasty: [UInt32] = [
            0x1B, 0x9B, 0x202E, 0x2066, 0x200B, 0x200D, 0xFE0F, 0x301, 0x20E3, 0x1F469, 0x1F3FD,
            0x1F1E9, 0x0A, 0x0D, 0x07, 0x7F, 0x65E5, 0x1160, 0xAD, 0xE0061, 0x0E33, 0x0627,
        ]
        var text = ""
        for _ in 0..<Int.random(in: 0...60, using: &random) {
            let value =
                switch Int.random(in: 0...3, using: &random) {
                case 0: UInt32.random(in: 0x20...0x7E, using: &random)
                case 1: nasty.randomElement(using: &random) ?? 0x20
                default: UInt32.random(in: 0...0x10FFFF, using: &random)
                }
            if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
        }
        return text
    }
}
