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
    /// The most downloads shown on lines of their own.
    static let mostLines = 8

    /// The size of a terminal.
    struct Size: Equatable {
        var columns = 80
        var rows = 24
    }

    /// Whether bars are drawn in ASCII.
    var isASCII: Bool
    /// The block's last line, if any.
    var warning: String?
    /// Whether the warning is red.
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
        return replacing(
            with: lines(snapshot, counts: counts, size: size), below: text, size: size)
    }

    /// Returns the output that erases the block and prints `text` in its place.
    mutating func end(_ text: String = "", size: Size) -> String {
        replacing(with: [], below: text, size: size)
    }

    private func lines(
        _ snapshot: Snapshot, counts: (ended: Int, failed: Int), size: Size
    ) -> [String] {
        // The cursor needs the row below.
        let room = size.rows - 1
        let running = snapshot.downloads.filter(\.isUnderWay)
        guard room > 0, !running.isEmpty else { return [] }
        let columns = size.columns - 1
        var last: [String] = []
        let waiting = snapshot.downloads.count { $0.state == .waiting }
        if counts.ended + waiting + running.count > 1 {
            var parts = ["\(counts.ended) done"]
            if counts.failed > 0 {
                parts = ["\(counts.ended - counts.failed) done, \(counts.failed) failed"]
            }
            parts.append("\(running.count) active")
            if waiting > 0 { parts.append("\(waiting) waiting") }
            parts.append(Units.speed(snapshot.bytesPerSecond))
            last.append(cut(parts.joined(separator: ", "), columns))
        }
        if let warning { last.append(cut(warning, columns)) }
        return running.prefix(min(Self.mostLines, max(0, room - last.count)))
            .map { line($0, columns: columns) } + last.suffix(room)
    }

    /// Overwrites the current block from its first row on.
    private mutating func replacing(with lines: [String], below text: String, size: Size) -> String
    {
        defer { isDrawn = !lines.isEmpty }
        guard isDrawn || !lines.isEmpty else { return text }
        let above = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        var output = isDrawn ? "\r" : ""
        output += above.map { Self.over(String($0), columns: size.columns) + "\n" }.joined()
        if !lines.isEmpty {
            let rows = lines.map { "\u{1B}[2K" + shown($0) + "\n" }.joined()
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

    private func shown(_ line: String) -> String {
        usesColor && warning != nil && line == warning ? "\u{1B}[1;31m\(line)\u{1B}[0m" : line
    }

    /// Returns a download's line: name, bar, numbers.
    private func line(_ download: DownloadSnapshot, columns: Int) -> String {
        var numbers: [String] = []
        // On a narrow screen, numbers are dropped before the name is.
        let (hasCount, hasSize, hasTime) = (columns >= 68, columns >= 64, columns >= 47)
        if let length = download.length {
            numbers.append(padded("\(Units.percent(download.received, of: length))%", 4))
            if hasSize { numbers.append(padded(Units.part(download.received, of: length), 15)) }
        } else {
            numbers.append(padded(Units.bytes(download.received), 15))
        }
        switch download.state {
        case .asking: numbers.append("connecting")
        case .checking(let part): numbers.append("checking \(Int(part * 100))%")
        case .retrying(let error, _): numbers.append("retrying: \(Text.visible(error.cause))")
        default:
            numbers.append(padded(Units.speed(download.bytesPerSecond), 11))
            if hasTime {
                numbers.append(padded(download.secondsLeft.map(Units.duration) ?? "", 8))
            }
            if hasCount { numbers.append(padded(String(download.connections), 2)) }
        }
        let tail = numbers.joined(separator: "  ")
        // The width that remains beside the numbers and the column gaps.
        let room =
            columns - 21 - (hasSize ? 17 : 0) - (hasTime ? 10 : 0) - (hasCount ? 4 : 0)
        let nameWidth = max(8, min(room >= 26 ? room - 10 : room, 32))
        let name = fitted(download.name, nameWidth)
        let bar = bar(download, max(0, min(room - nameWidth, 40)))
        return cut("\(name)  \(bar)\(bar.isEmpty ? "" : "  ")\(tail)", columns)
    }

    private func bar(_ download: DownloadSnapshot, _ width: Int) -> String {
        guard width > 2, let length = download.length, length > 0 else {
            return String(repeating: " ", count: width > 2 ? width : 0)
        }
        let part = min(1, max(0, Double(download.received) / Double(length)))
        if isASCII {
            let full = Int(part * Double(width - 2))
            return "[" + String(repeating: "#", count: full)
                + String(repeating: ".", count: width - 2 - full) + "]"
        }
        let eighths = Int(part * Double(width * 8))
        let steps = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        let bar = String(repeating: "█", count: eighths / 8) + steps[eighths % 8]
        return bar + String(repeating: " ", count: width - (eighths + 7) / 8)
    }

    private func fitted(_ text: String, _ width: Int) -> String {
        let glyphs = Text.glyphs(
            text, fitting: width, truncation: .middle, ellipsis: isASCII ? "~" : "…")
        return string(glyphs) + String(repeating: " ", count: width - Text.width(glyphs))
    }

    private func cut(_ text: String, _ width: Int) -> String {
        Text.width(text) <= width
            ? text
            : string(
                Text.glyphs(text, fitting: width, truncation: .end, ellipsis: isASCII ? "~" : "…"))
    }

    private func string(_ glyphs: [Glyph]) -> String {
        glyphs.map { String($0.scalar) + $0.marks }.joined()
    }

    private func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.utf8.count)) + text
    }
}

extension DownloadSnapshot {
    /// Whether the download is active now.
    fileprivate var isUnderWay: Bool {
        switch state {
        case .asking, .running, .retrying, .checking: true
        case .waiting, .paused, .failed, .done: false
        }
    }
}
