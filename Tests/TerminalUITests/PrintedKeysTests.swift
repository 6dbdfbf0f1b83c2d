import Foundation
import Testing

@testable import TerminalUI

/// The README's table of keys, compared with the program's.
///
/// `RECORD_SCREENS=1` writes it again, and fails.
struct PrintedKeysTests {
    @Test func `the README has the current table of keys`() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("README.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let begin = try #require(text.range(of: "<!-- keys -->\n"))
        let end = try #require(text.range(of: "<!-- end of keys -->"))
        let table = String(text[begin.upperBound..<end.lowerBound])
        guard table != Keymap.default.markdown else { return }
        if ProcessInfo.processInfo.environment["RECORD_SCREENS"] != nil {
            let new =
                text[..<begin.upperBound] + Keymap.default.markdown + text[end.lowerBound...]
            try Data(new.utf8).write(to: file)
        }
        Issue.record("the table of keys in the README was not the program's")
    }
}
