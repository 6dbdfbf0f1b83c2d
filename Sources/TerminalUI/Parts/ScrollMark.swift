extension View {
    /// Draws a scroll bar for a long list at its right side.
    mutating func drawScrollMark(_ rows: Rect, top: Int, count: Int, seen: Int? = nil) {
        let seen = seen ?? rows.height
        guard count > seen, rows.height > 1 else { return }
        let size = max(1, rows.height * seen / count)
        let from = top * (rows.height - size) / max(1, count - seen)
        for line in 0..<rows.height {
            let isThumb = (from..<from + size).contains(line)
            canvas.put(
                isThumb ? (ascii ? "#" : "┃") : (ascii ? "|" : "│"), x: rows.right - 1,
                y: rows.y + line,
                Style(isThumb ? .accent : .rule))
        }
    }
}
