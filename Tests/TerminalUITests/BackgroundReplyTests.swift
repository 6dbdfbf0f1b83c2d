import DownloadCore
import Testing

@testable import TerminalUI

struct BackgroundReplyTests {
    private func inputs(_ text: String) -> [PasteReader.Input] {
        text.unicodeScalars.map { .scalar($0) }
    }

    @Test(arguments: [
        ("\u{1B}]11;rgb:fafa/fafa/f8f8\u{7}", Color(0xFAFAF8)),
        ("\u{1B}]11;rgb:1212/1515/1c1c\u{1B}\\", Color(0x12151C)),
        ("\u{1B}]11;rgba:ff/ff/ff/ff\u{7}", Color(0xFFFFFF)),
    ])
    func `the terminal's reply is removed from the input`(_ answer: String, _ color: Color) {
        var reply = BackgroundReply()
        reply.expect(from: Instant(seconds: 1))
        let (rest, found) = reply.take(
            inputs("j" + answer + "k"), at: Instant(seconds: 1.1))
        #expect(rest == inputs("jk") && found == color)
        #expect(reply.take(inputs(answer), at: Instant(seconds: 1.2)).rest == inputs(answer))
    }

    @Test func `a reply in two parts is one, and Esc alone is a key`() {
        var reply = BackgroundReply()
        reply.expect(from: Instant(seconds: 1))
        #expect(reply.take(inputs("\u{1B}"), at: Instant(seconds: 1.1)).rest == inputs("\u{1B}"))
        #expect(reply.take(inputs("\u{1B}]11;rgb:"), at: Instant(seconds: 1.2)).rest.isEmpty)
        #expect(
            reply.take(inputs("00/00/00\u{7}"), at: Instant(seconds: 1.3)).color == Color(0))
    }

    @Test func `an unterminated reply is typed text`() {
        var reply = BackgroundReply()
        reply.expect(from: Instant(seconds: 1))
        #expect(reply.take(inputs("\u{1B}]11;rg"), at: Instant(seconds: 1.2)).rest.isEmpty)
        #expect(
            reply.take(inputs("q"), at: Instant(seconds: 9)).rest == inputs("\u{1B}]11;rgq"))
        #expect(reply.take(inputs("\u{1B}]"), at: Instant(seconds: 9)).rest == inputs("\u{1B}]"))
    }
}
