import DownloadCore
import TerminalUI

/// The progress lines of active downloads, redrawn in place at the bottom of a terminal.
///
/// Between frames the cursor stays in the block's first row, and no line wraps: a terminal that is
/// narrowed re-wraps long lines before it reports the new size, and moves the cursor with them. The
/// block is never taller than the terminal, since lines that have scrolled off cannot be redrawn.
/// The screen is never erased from its first cell on, since some terminals would push its contents
/// into the scrollback.
struct ProgressBlock {
    /// The size of a terminal.
    struct Size: Equatable {
        var columns = 80
        var rows = 24
    }

    /// Whether bars are drawn in ASCII.
    var isASCII: Bool
    /// The block's last line, if any.
    var warning: String?
    /// Whether colours are used.
    var usesColor: Bool
    /// Whether the block is on the terminal.
    private var isDrawn = false
    private var lastDrawn: Instant?

    init(isASCII: Bool, warning: String? = nil, usesColor: Bool = false) {
        self.isASCII = isASCII
        self.warning = warning
        self.usesColor = usesColor
    }

    /// Returns the output that prints `text` above the block and redraws the block.
    ///
    /// - Parameters:
    ///   - text: Permanent lines.
    ///   - snapshot: The latest snapshot.
    ///   - counts: The number of ended downloads, and how many of these failed.
    ///   - size: The terminal's size.
    /// - Returns: Text and control sequences; empty when no redraw is due.
    mutating func update(
        above text: String, _ snapshot: Snapshot, counts: (ended: Int, failed: Int), size: Size
    ) -> String {
        if text.isEmpty, let last = lastDrawn, snapshot.time - last < 0.1 { return "" }
        lastDrawn = snapshot.time
        // The last cell of a row stays free, and the cursor needs the row below.
        let lines = ProgressLines(columns: size.columns - 1, isASCII: isASCII)
            .lines(snapshot, counts: counts, warning: warning, room: size.rows - 1)
        return replacing(with: lines, below: text, size: size)
    }

    /// Returns the output that erases the block and prints `text` in its place.
    mutating func end(_ text: String = "", size: Size) -> String {
        replacing(with: [], below: text, size: size)
    }

    /// Overwrites the current block from its first row on.
    private mutating func replacing(with lines: [PaintedText], below text: String, size: Size)
        -> String
    {
        defer { isDrawn = !lines.isEmpty }
        guard isDrawn || !lines.isEmpty else { return text }
        let above = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        var output = isDrawn ? "\r" : ""
        output += above.map { Self.over(String($0), columns: size.columns) + "\n" }.joined()
        if !lines.isEmpty {
            let rows = lines.map { "\u{1B}[2K" + $0.text(inColor: usesColor) + "\n" }.joined()
            return output + "\u{1B}[?7l" + rows + "\u{1B}[?7h\u{1B}[J\u{1B}[\(lines.count)A"
        }
        return output + (above.isEmpty ? "\u{1B}[2K\n\u{1B}[J\u{1B}[1A" : "\u{1B}[J")
    }

    /// Returns a line that erases its rows first, even if it spans several.
    private static func over(_ line: String, columns: Int) -> String {
        let cells = Text.width(line)
        // After the last cell of a row, the cursor is still on that cell.
        let endsInside = cells % max(1, columns) != 0
        return "\u{1B}[2K" + line + (cells > columns && endsInside ? "\u{1B}[K" : "")
    }
}
