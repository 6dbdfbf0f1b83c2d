import DownloadCore
import Testing

@testable import TerminalUI

/// How pastes and keys are distinguished.
struct PasteReaderTests {
    private typealias Input = PasteReader.Input

    /// One event per character.
    private func typed(_ text: String) -> [Input] { text.unicodeScalars.map { .scalar($0) } }

    private let dropped = InputEvent.failed("incomplete paste; nothing was added")

    @Test func `a paste is delivered whole, however it is split`() {
        let bytes: [Input] = [.begin] + typed("a\r\nb") + [.end] + typed("q")
        for size in 1...bytes.count {
            var reader = PasteReader()
            var events: [InputEvent] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                events += reader.events(
                    of: Array(bytes[start..<min(start + size, bytes.count)]),
                    at: Instant(seconds: Double(start) / 100))
            }
            #expect(events == [.paste("a\r\nb"), .key("q")], "in pieces of \(size)")
        }
    }

    @Test(arguments: [
        ("\u{3}", Key.control("c")), ("\u{1B}", .escape),
    ])
    func `input that cannot be text is a key at once`(_ text: String, _ key: Key) {
        var reader = PasteReader()
        #expect(reader.events(of: [.begin] + typed("abc"), at: Instant(seconds: 0)).isEmpty)
        #expect(
            reader.events(of: typed(text), at: Instant(seconds: 0.01)) == [dropped, .key(key)])
        #expect(reader.events(of: typed("x"), at: Instant(seconds: 0.02)) == [.key("x")])
    }

    @Test func `an arrow or a click is a key at once`() {
        for event in [InputEvent.key(.down), .mouse(.click, x: 1, y: 2)] {
            var reader = PasteReader()
            #expect(reader.events(of: [.begin], at: Instant(seconds: 0)).isEmpty)
            #expect(
                reader.events(of: [.event(event)], at: Instant(seconds: 0)) == [dropped, event])
        }
    }

    @Test func `a single character is a key after a pause, several still belong to the paste`() {
        var reader = PasteReader()
        #expect(reader.events(of: [.begin] + typed("ab"), at: Instant(seconds: 0)).isEmpty)
        #expect(reader.events(of: typed("c"), at: Instant(seconds: 0.9)).isEmpty)
        #expect(reader.events(of: typed("de"), at: Instant(seconds: 9)).isEmpty)
        #expect(reader.events(of: typed("q"), at: Instant(seconds: 10)) == [dropped, .key("q")])
        #expect(reader.events(of: [.end], at: Instant(seconds: 10)).isEmpty)
    }

    @Test func `an invalid byte is percent-encoded and reported`() {
        let said = InputEvent.failed(
            "the terminal sent bytes that are not UTF-8; they are written as %XX")
        var reader = PasteReader()
        let paste: [Input] = [.begin] + typed("caf") + [.byte(0xE9)] + typed("/x") + [.end]
        #expect(reader.events(of: paste, at: Instant(seconds: 0)) == [.paste("caf%E9/x"), said])
        #expect(
            reader.events(of: [.begin] + typed("a") + [.end], at: Instant(seconds: 1))
                == [.paste("a")])
        #expect(
            reader.events(of: [.byte(0xE9), .byte(0x05)] + typed("q"), at: Instant(seconds: 2))
                == [.paste("%E9"), said, .paste("%05"), .key("q")])
    }

    @Test func `a delayed end still ends the paste`() {
        var reader = PasteReader()
        _ = reader.events(of: [.begin] + typed("ab"), at: Instant(seconds: 0))
        #expect(reader.events(of: [.end], at: Instant(seconds: 30)) == [.paste("ab")])
    }

    @Test func `a second start marker starts over`() {
        var reader = PasteReader()
        let input: [Input] = [.begin] + typed("lost") + [.begin] + typed("b") + [.end]
        #expect(reader.events(of: input, at: Instant(seconds: 0)) == [.paste("b")])
    }
}
