import DownloadCore
import TerminalUI

/// The progress lines of active downloads, redrawn in place at the bottom of a terminal.
///
/// A terminal changes its size before it reports that, and moves its contents and the cursor on its
/// own terms. So between frames the cursor stays in the block's first row, which every terminal
/// keeps on the screen, and drawing scrolls nothing: the cursor moves down without line feeds, and
/// lines that find no row overwrite each other in the last one. Line feeds make room for the block
/// only while the known size has been stable. The screen is never erased from its first cell on,
/// since some terminals would push its contents into the scrollback.
///
/// No line of the block wraps, but a terminal that is narrowed wraps the lines on the screen. Some
/// terminals then push as many rows off the top of the screen, where nothing can erase them. So the
/// block takes at most a third of the rows, and begins with empty rows unless enough permanent lines
/// are known to be above it: these are pushed off first. Until the terminal is resized for the first
/// time, that is at most one empty row. Permanent lines take the place of the empty ones, so the rest
/// of the block stays where it is.
struct ProgressBlock {
    /// The size of a terminal.
    struct Size: Equatable {
        var columns = 80
        var rows = 24
    }

    /// The seconds after a new size in which further ones are likely, such as while a window's edge
    /// is dragged; terminal multiplexers report the last one up to 0.25 s late.
    private static let unstableSeconds = 0.3
    /// The seconds after which room is made again, in case the cursor was moved by others, such as
    /// by the echo of a key.
    private static let roomSeconds = 1.0

    /// Whether bars are drawn in ASCII.
    var isASCII: Bool
    /// The block's last line, if any.
    var warning: String?
    /// Whether colours are used.
    var usesColor: Bool
    /// Whether the block is on the terminal.
    private var isDrawn = false
    private var lastDrawn: Instant?
    private var size: Size?
    private var lastResize: Instant?
    private var lastNarrowing: Instant?
    /// The rows, from the cursor's on, that are on the screen for certain.
    private var room = 0
    private var lastRoom: Instant?
    /// The lines drawn last, without the empty ones.
    private var lineCount = 0
    /// The permanent lines that are on the screen for certain if there is room above the block; at
    /// the start, the command that the user has typed.
    private var linesAbove = 1

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
        let output = permanent(text, columns: size.columns)
        note(size, at: snapshot.time)
        // The last cell of a row stays free. While a terminal is being narrowed, lines stay short
        // enough not to be wrapped by the next step.
        let isNarrowing = isRecent(lastNarrowing, at: snapshot.time)
        let lines = ProgressLines(
            columns: isNarrowing ? size.columns / 2 : size.columns - 1, isASCII: isASCII
        )
        .lines(
            snapshot, counts: counts, warning: warning,
            room: size.columns > 1 ? Self.mostLines(rows: size.rows) : 0)
        return output + draw(lines, at: snapshot.time, rows: size.rows)
    }

    /// Returns the output that erases the block and prints `text` in its place.
    mutating func end(_ text: String = "", size: Size) -> String {
        permanent(text, columns: size.columns) + erase()
    }

    /// The most lines of the block on a terminal with this many rows.
    private static func mostLines(rows: Int) -> Int { max(1, min(rows / 2, 3), rows / 3) }

    /// Returns the number of empty rows above `count` lines.
    ///
    /// In a terminal that has been resized, they keep the lines on the screen when each of them
    /// wraps once. Most terminals never are, and have enough lines above.
    private func emptyRows(above count: Int, rows: Int) -> Int {
        let needed = max(0, min(count, rows - count) - linesAbove)
        return lastResize == nil ? min(1, needed) : needed
    }

    private func isRecent(_ resize: Instant?, at now: Instant) -> Bool {
        resize.map { now - $0 < Self.unstableSeconds } ?? false
    }

    /// Takes note of the terminal's size.
    private mutating func note(_ new: Size, at now: Instant) {
        guard new != size else { return }
        if let old = size {
            lastResize = now
            if new.columns < old.columns {
                lastNarrowing = now
                let columns = max(1, new.columns)
                linesAbove -= lineCount * ((old.columns + columns - 1) / columns - 1)
            }
            linesAbove = max(0, min(linesAbove, new.rows - Self.mostLines(rows: new.rows)))
        }
        size = new
        room = 0
    }

    /// Returns the output that prints permanent lines over the block, from its first row on.
    private mutating func permanent(_ text: String, columns: Int) -> String {
        if !text.isEmpty { room = 0 }
        linesAbove += text.utf8.count { $0 == UInt8(ascii: "\n") }
        guard isDrawn, !text.isEmpty else { return text }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        return "\r" + lines.map { Self.over(String($0), columns: columns) + "\n" }.joined()
    }

    /// Returns the output that draws the block from the cursor's row on, over the old one.
    private mutating func draw(_ lines: [PaintedText], at now: Instant, rows: Int) -> String {
        guard !lines.isEmpty else { return erase() }
        defer { isDrawn = true }
        lineCount = lines.count
        let count = emptyRows(above: lines.count, rows: rows)
        let lines = Array(repeating: PaintedText(), count: count) + lines
        if let last = lastRoom, now - last >= Self.roomSeconds { room = 0 }
        var output = isDrawn ? "\r" : ""
        if room < lines.count, !isRecent(lastResize, at: now) {
            output += erase()
            if lines.count > 1 {
                let feeds = String(repeating: "\n", count: lines.count - 1)
                output += feeds + "\u{1B}[\(lines.count - 1)A"
            }
            room = lines.count
            lastRoom = now
        }
        let rows = lines.map { "\u{1B}[2K" + $0.text(inColor: usesColor) }
        // Saves the cursor, and draws without wrapping.
        return output + "\u{1B}7\u{1B}[?7l" + rows.joined(separator: "\r\u{1B}[B")
            + "\u{1B}[J\u{1B}[?7h\u{1B}8"
    }

    /// Returns the output that erases the block, with the cursor in its first row.
    private mutating func erase() -> String {
        defer { isDrawn = false }
        return isDrawn ? "\r\u{1B}[2K \u{1B}[J\r\u{1B}[K" : ""
    }

    /// Returns a line that erases its rows first, even if it spans several.
    private static func over(_ line: String, columns: Int) -> String {
        let cells = Text.width(line)
        // After the last cell of a row, the cursor is still on that cell.
        let endsInside = cells % max(1, columns) != 0
        return "\u{1B}[2K" + line + (cells > columns && endsInside ? "\u{1B}[K" : "")
    }
}
