/// Progress bars.
extension View {
    /// Draws a bar of `width` cells, filled from 0 to 1; `nil` is an unknown length.
    ///
    /// It is a line, so that bars of neighbouring rows stay distinct even when they are equal.
    mutating func drawBar(_ progress: Double?, x: Int, y: Int, width: Int, ink: Ink) {
        guard width > 0 else { return }
        guard !ascii else { return drawPlainBar(progress, x: x, y: y, width: width, ink: ink) }
        guard let progress else {
            canvas.fill(Rect(x: x, y: y, width: width, height: 1), "╌", Style(ink))
            return
        }
        canvas.fill(Rect(x: x, y: y, width: width, height: 1), "─", Style(.trackBar))
        // Any progress shows; only a complete bar is full.
        var halves = Int((min(1, max(0, progress)) * Double(width * 2)).rounded(.down))
        if progress > 0, halves == 0 { halves = 1 }
        for cell in 0..<(halves + 1) / 2 {
            var style = Style(ink)
            style.shade = UInt8(1 + cell * (Style.shades - 1) / max(1, width - 1))
            canvas.put(cell * 2 + 1 < halves ? "━" : "╸", x: x + cell, y: y, style)
        }
    }

    private mutating func drawPlainBar(
        _ progress: Double?, x: Int, y: Int, width: Int, ink: Ink
    ) {
        guard width >= 4 else { return }
        let room = width - 2
        var full = min(room, max(0, Int((progress ?? 0) * Double(room))))
        if let progress, progress > 0 { full = max(1, full) }
        let gap: Character = progress == nil ? "-" : "."
        let text =
            "[" + String(repeating: "#", count: full)
            + String(repeating: gap, count: room - full) + "]"
        canvas.write(text, x: x, y: y, width: width, Style(ink))
    }
}
