import DownloadCore

extension View {
    /// Draws where in the file bytes have arrived and are arriving.
    mutating func drawMap(of download: DownloadSnapshot, row: Rect) {
        let width = row.width - 4
        guard width > 8 else { return }
        let x = row.x + 2
        guard let length = download.length, length > 0 else { return }
        let file = ByteRange(0, length)
        let perCell = Double(length) / Double(width)
        let style = Style(download.look.ink.bar, on: .track)
        canvas.fill(Rect(x: x, y: row.y, width: width, height: 1), ascii ? "." : " ", style)
        for range in download.covered.ranges {
            let range = range.intersection(file)
            guard !range.isEmpty else { continue }
            let from = Double(range.start) / perCell
            let to = Double(range.end) / perCell
            for cell in Int(from)..<min(width, max(Int(from) + 1, Int(to.rounded(.up)))) {
                let part = min(to, Double(cell + 1)) - max(from, Double(cell))
                guard let glyph = mapGlyph(part, startsLate: Double(cell) < from - 0.06) else {
                    continue
                }
                canvas.put(glyph, x: x + cell, y: row.y, style)
            }
        }
        for fragment in download.fragments
        where fragment.state == .receiving || fragment.state == .connecting {
            let position =
                fragment.range.start + min(fragment.received, max(0, fragment.range.count))
            guard position >= 0, position < length else { continue }
            let cell = min(width - 1, Int(Double(position) / perCell))
            canvas.put(ascii ? ">" : "▌", x: x + cell, y: row.y, Style(.head, on: .track))
        }
        for fragment in download.fragments {
            guard case .failed = fragment.state, fragment.range.start < length else { continue }
            let position = min(length - 1, fragment.range.start + max(0, fragment.received))
            let cell = min(width - 1, max(0, Int(Double(position) / perCell)))
            canvas.put("!", x: x + cell, y: row.y, Style(.inverse, on: .alarm, bold: true))
        }
    }

    /// Returns the character of a map cell for the part of it that has arrived.
    private func mapGlyph(_ part: Double, startsLate: Bool) -> Unicode.Scalar? {
        if ascii { return part > 0.5 ? "#" : nil }
        if part >= 0.94 { return "█" }
        if startsLate { return part > 0.3 ? "▐" : nil }
        let eighths: [Unicode.Scalar] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        let level = Int(part * 8)
        return level > 0 ? eighths[min(6, level - 1)] : nil
    }
}
