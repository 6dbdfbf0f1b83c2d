import DownloadCore

extension View {
    /// The maximum time span of the speed graph in seconds.
    private static let graphSeconds = 300

    /// Draws a graph of the speed in the last minutes, with its scale, in the upper part of a box.
    mutating func drawSpeed(of download: DownloadSnapshot, in rows: Rect) {
        let label = 11
        let box = Rect(
            x: rows.x + label + 3, y: rows.y, width: rows.width - label - 6,
            height: min(16, rows.height - 1))
        guard box.width >= 8, box.height >= 2 else { return }
        let history = model.speeds.history(of: download)
        let known = min(history.values.count, Self.graphSeconds)
        let seconds = Graph.seconds(for: known, width: box.width)
        let span = seconds * box.width
        let values = history.last(span)
        let most = Double(values.max() ?? 0)
        let top = Graph.niceCeiling(most)
        let muted = Style(.muted)
        for line in 0..<box.height {
            canvas.put(ascii ? "|" : "│", x: box.x - 1, y: box.y + line, Style(.rule))
        }
        if most > 0 {
            canvas.write(
                Units.speed(top), x: rows.x + 1, y: box.y, width: label, muted, align: .trailing)
            if box.height >= 5 {
                canvas.write(
                    Units.speed(top / 2), x: rows.x + 1, y: box.y + box.height / 2, width: label,
                    muted,
                    align: .trailing)
            }
            let graph = Graph(
                values: values, seconds: seconds, top: top, width: box.width, height: box.height)
            for line in 0..<box.height {
                // The gradient rises with the speed.
                var style = Style(.runningBar)
                style.shade = UInt8(
                    1 + (box.height - 1 - line) * (Style.shades - 1) / max(1, box.height - 1))
                for column in 0..<box.width {
                    guard let glyph = graph.glyph(column, line, ascii: ascii) else { continue }
                    canvas.put(glyph, x: box.x + column, y: box.y + line, style)
                }
            }
        } else {
            canvas.write(
                "nothing received in the last minutes", x: box.x + 2, y: box.y + box.height / 2,
                width: box.width - 4, muted)
        }
        let y = box.bottom
        canvas.write("0", x: rows.x + 1, y: y - 1, width: label, muted, align: .trailing)
        canvas.put(ascii ? "+" : "└", x: box.x - 1, y: y, Style(.rule))
        canvas.fill(
            Rect(x: box.x, y: y, width: box.width, height: 1), ascii ? "-" : "─", Style(.rule))
        let now = " now "
        canvas.write(now, x: box.right - now.utf8.count, y: y, width: now.utf8.count, muted)
        let ago = " \(Units.duration(Double(span))) ago "
        canvas.write(ago, x: box.x + 1, y: y, width: box.width / 2, muted)
        let average =
            values.isEmpty ? 0 : values.reduce(0) { $0 + Double($1) } / Double(values.count)
        // The graph's values are averages over a longer time.
        let current = model.speeds.speed(of: download)
        let peak = "peak \(Units.speed(max(most, current ?? 0)))"
        let middle = "average \(Units.speed(average)), " + peak
        let whole = "now \(current.map(Units.speed) ?? "-"), " + middle
        guard most > 0,
            let facts = [whole, middle, peak].first(where: {
                Text.width($0) + 2 < box.width - 26
            })
        else { return }
        let size = Text.width(facts) + 2
        canvas.write(
            " \(facts) ", x: box.x + (box.width - size) / 2, y: y, width: size, Style(.text))
    }
}
