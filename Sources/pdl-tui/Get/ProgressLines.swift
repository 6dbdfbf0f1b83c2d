import DownloadCore
import TerminalUI

/// The lines about active downloads: a bar each, the fragments below it, and the total.
struct ProgressLines {
    /// The most downloads shown on lines of their own.
    static let mostDownloads = 8

    /// The cells of a line.
    let columns: Int
    /// Whether only ASCII is drawn.
    let isASCII: Bool

    private var ellipsis: Unicode.Scalar { isASCII ? "~" : "…" }

    /// Returns the lines for a snapshot.
    ///
    /// - Parameters:
    ///   - snapshot: The latest snapshot.
    ///   - counts: The number of ended downloads, and how many of these failed.
    ///   - warning: The last line.
    ///   - room: The most lines.
    /// - Returns: The lines; none while nothing is active.
    func lines(
        _ snapshot: Snapshot, counts: (ended: Int, failed: Int), warning: String?, room: Int
    ) -> [PaintedText] {
        let running = snapshot.downloads.filter(\.isUnderWay)
        guard room > 0, !running.isEmpty else { return [] }
        var last: [PaintedText] = []
        let waiting = snapshot.downloads.count { $0.state == .waiting }
        if counts.ended + waiting + running.count > 1 {
            last.append(total(snapshot, running, waiting: waiting, counts: counts))
        }
        if let warning { last.append(PaintedText(warning, .alarm)) }
        let shown = running.prefix(min(Self.mostDownloads, max(0, room - last.count)))
        // Fragments are drawn where they fit for all.
        let cells = shown.map { $0.fragments.count > 1 ? fragments(of: $0) : nil }
        let fits = shown.count + cells.count { $0 != nil } + last.count <= room
        var lines: [PaintedText] = []
        for (download, cells) in zip(shown, cells) {
            lines.append(line(download))
            if fits, let cells { lines.append(cells) }
        }
        return (lines + last.suffix(room)).map { $0.cut(to: columns, ellipsis: ellipsis) }
    }

    // MARK: A download

    // On a narrow screen, numbers are dropped before the name is.
    private var hasCount: Bool { columns >= 68 }
    private var hasSize: Bool { columns >= 64 }
    private var hasTime: Bool { columns >= 47 }
    /// The width that remains beside the numbers and the column gaps.
    private var room: Int {
        columns - 21 - (hasSize ? 17 : 0) - (hasTime ? 10 : 0) - (hasCount ? 4 : 0)
    }
    private var nameWidth: Int { max(8, min(room >= 26 ? room - 10 : room, 32)) }
    private var barWidth: Int { max(0, min(room - nameWidth, 40)) }

    private func line(_ download: DownloadSnapshot) -> PaintedText {
        var line = PaintedText(fitted(download.name, nameWidth) + "  ")
        if barWidth > 2 {
            line.add(bar(download.fraction, width: barWidth, paint(of: download)))
            line.add("  ")
        }
        // The columns stay in place when the length is unknown.
        let percent =
            download.length.map { "\(Units.percent(download.received, of: $0))%" } ?? ""
        line.add(padded(percent, 4) + "  ")
        if hasSize {
            let size =
                download.length.map { Units.part(download.received, of: $0) }
                ?? Units.bytes(download.received)
            line.add(padded(size, 15) + "  ")
        } else if download.length == nil {
            line = PaintedText(fitted(download.name, nameWidth) + "  ")
            line.add(padded(Units.bytes(download.received), (barWidth > 2 ? barWidth + 2 : 0) + 4))
            line.add("  ")
        }
        switch download.state {
        case .asking: line.add("connecting", .faint)
        case .checking(let part): line.add("checking \(Int(part * 100))%", .running)
        case .retrying(let error, _):
            line.add("retrying: \(Text.visible(error.cause))", .paused)
        default:
            line.add(padded(Units.speed(download.bytesPerSecond), 11))
            if hasTime {
                line.add("  " + padded(download.secondsLeft.map(Units.duration) ?? "", 8))
            }
            if hasCount { line.add("  " + padded(String(download.connections), 2), .faint) }
        }
        return line
    }

    private func paint(of download: DownloadSnapshot) -> PaintedText.Paint {
        switch download.state {
        case .retrying: .paused
        case .checking, .done: .done
        default: .running
        }
    }

    /// Returns a bar with its track.
    private func bar(_ part: Double?, width: Int, _ paint: PaintedText.Paint) -> PaintedText {
        if isASCII {
            guard let part else { return PaintedText("[\(repeated("-", width - 2))]") }
            let full = Int(part * Double(width - 2))
            return PaintedText("[\(repeated("#", full))\(repeated(".", width - 2 - full))]", paint)
        }
        guard let part else { return PaintedText(repeated("╌", width), .faint) }
        let halves = max(part > 0 ? 1 : 0, Int(part * Double(width * 2)))
        var bar = PaintedText(repeated("━", halves / 2) + (halves % 2 == 1 ? "╸" : ""), paint)
        bar.add(repeated("─", width - (halves + 1) / 2), .faint)
        return bar
    }

    // MARK: Fragments

    /// Returns one cell for each fragment, as high as it is complete, and their number in words.
    private func fragments(of download: DownloadSnapshot) -> PaintedText {
        var line = PaintedText(repeated(" ", min(nameWidth, max(0, columns - 40)) + 2))
        let all = download.fragments
        let most = max(8, columns - line.width - 20)
        for fragment in all.prefix(most) {
            line.add(String(glyph(fragment)), paint(of: fragment))
        }
        if all.count > most { line.add(String(ellipsis), .faint) }
        let done = all.count { $0.state == .done }
        let failed = all.count { if case .failed = $0.state { true } else { false } }
        line.add("  \(done) of \(all.count) fragments", .faint)
        if failed > 0 { line.add(", \(failed) failed", .failed) }
        return line
    }

    private func glyph(_ fragment: FragmentSnapshot) -> Character {
        if case .failed = fragment.state { return "!" }
        let length = fragment.range.end == .max ? 0 : fragment.range.count
        let part =
            fragment.state == .done
            ? 1 : length > 0 ? min(1, max(0, Double(fragment.received) / Double(length))) : 0
        let levels: [Character] =
            isASCII
            ? ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "#"]
            : ["·", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        let level = Int(part * Double(levels.count - 1))
        return levels[part > 0 && part < 1 ? max(isASCII ? 0 : 1, level) : level]
    }

    private func paint(of fragment: FragmentSnapshot) -> PaintedText.Paint {
        switch fragment.state {
        case .done: .done
        case .receiving, .connecting: .running
        case .retrying: .paused
        case .failed: .failed
        case .waiting, .paused: .faint
        }
    }

    // MARK: Total

    private func total(
        _ snapshot: Snapshot, _ running: [DownloadSnapshot], waiting: Int,
        counts: (ended: Int, failed: Int)
    ) -> PaintedText {
        var line = PaintedText()
        if counts.failed > 0 {
            line.add("\(counts.ended - counts.failed) done, ")
            line.add("\(counts.failed) failed", .failed)
        } else {
            line.add("\(counts.ended) done")
        }
        line.add(", \(running.count) active")
        if waiting > 0 { line.add(", \(waiting) waiting") }
        line.add(", " + Units.speed(snapshot.bytesPerSecond))
        if let left = secondsLeft(snapshot, running, waiting: waiting) {
            line.add(", \(waiting > 0 ? "about " : "")\(Units.duration(left)) left")
        }
        return line
    }

    /// Returns the time left of all; waiting downloads count as long as the active ones are on
    /// average.
    private func secondsLeft(
        _ snapshot: Snapshot, _ running: [DownloadSnapshot], waiting: Int
    ) -> Double? {
        let lengths = running.compactMap(\.length)
        guard lengths.count == running.count, snapshot.bytesPerSecond >= 1 else { return nil }
        let sum = lengths.reduce(0.0) { $0 + Double($1) }
        let missing = sum - running.reduce(0.0) { $0 + Double($1.received) }
        return (missing + sum / Double(lengths.count) * Double(waiting)) / snapshot.bytesPerSecond
    }

    // MARK: Text

    private func fitted(_ text: String, _ width: Int) -> String {
        let glyphs = Text.glyphs(text, fitting: width, truncation: .middle, ellipsis: ellipsis)
        return glyphs.map { String($0.scalar) + $0.marks }.joined()
            + repeated(" ", width - Text.width(glyphs))
    }

    private func repeated(_ text: String, _ count: Int) -> String {
        String(repeating: text, count: max(0, count))
    }

    private func padded(_ text: String, _ width: Int) -> String {
        repeated(" ", width - text.utf8.count) + text
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

    /// The fraction that has arrived, 0 to 1; `nil` when the length is unknown.
    fileprivate var fraction: Double? {
        length.map { $0 > 0 ? min(1, max(0, Double(received) / Double($0))) : 1 }
    }
}
