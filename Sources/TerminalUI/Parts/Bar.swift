/// What a bar is made of.
extension View {
    private static let eighths: [Unicode.Scalar] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]

    /// Draws a bar of `width` cells, filled from 0 to 1; `nil` is a bar of unknown length.
    ///
    /// Whole cells are seven eighths high: the line that is left above them keeps the bars of
    /// neighbouring rows apart, however equal they are.
    mutating func drawBar(_ progress: Double?, x: Int, y: Int, width: Int, ink state: Ink) {
        guard width > 0 else { return }
        let ink = state.bar
        if ascii {
            guard width >= 4 else { return }
            let room = width - 2
            let full = min(room, max(0, Int((progress ?? 0) * Double(room))))
            let gap: Character = progress == nil ? "-" : "."
            let text =
                "[" + String(repeating: "#", count: full)
                + String(repeating: gap, count: room - full) + "]"
            canvas.write(text, x: x, y: y, width: width, Style(ink))
            return
        }
        guard let progress else {
            canvas.fill(Rect(x: x, y: y, width: width, height: 1), "╌", Style(ink, on: .track))
            return
        }
        canvas.fill(Rect(x: x, y: y, width: width, height: 1), "▔", Style(.gap, on: .track))
        // Something that has begun shows; only what is whole is full.
        var filled = Int((min(1, max(0, progress)) * Double(width * 8)).rounded(.down))
        if progress > 0, filled == 0 { filled = 1 }
        canvas.fill(Rect(x: x, y: y, width: filled / 8, height: 1), "▇", Style(ink))
        if filled % 8 > 0 {
            canvas.put(
                Self.eighths[filled % 8 - 1], x: x + filled / 8, y: y, Style(ink, on: .track))
        }
    }

    private static let levels: [Unicode.Scalar] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    private static let asciiLevels: [Unicode.Scalar] = [".", ".", ":", ":", "-", "=", "#", "#"]

    /// Draws a small curve of `values`, newest at the right, in `width` cells.
    mutating func drawSparkline(
        _ values: ArraySlice<Float>, x: Int, y: Int, width: Int, style: Style
    ) {
        let top = values.max() ?? 0
        guard top > 0 else { return }
        let from = x + width - values.count
        for (index, value) in values.enumerated() where value > 0 {
            let level = min(7, max(0, Int(value / top * 7.99)))
            canvas.put(
                (ascii ? Self.asciiLevels : Self.levels)[level], x: from + index, y: y, style)
        }
    }
}
