import DownloadCore

/// The speeds of fragments relative to each other.
struct HeatScale {
    /// The median of the known speeds.
    private let median: Double

    init(_ speeds: [Double]) {
        let moving = speeds.filter { $0 >= 1 }.sorted()
        median = moving.isEmpty ? 0 : moving[moving.count / 2]
    }

    /// Returns the colour of a fragment's bar: by its speed while bytes arrive, else by its state.
    func ink(of fragment: FragmentSnapshot, speed: Double?) -> Ink {
        guard fragment.state == .receiving, let speed, median >= 1 else {
            return fragment.look.ink.bar
        }
        let steps = [0.25, 0.6, 1.5, 3]
        return Ink.heat[steps.count { speed / median >= $0 }]
    }
}

extension View {
    /// Draws the legend of the heat view.
    mutating func drawHeatLegend(_ line: Rect) {
        // Without colours the bars tell nothing about speeds.
        guard model.options.color else { return }
        let bar = ascii ? "##" : "━━"
        write(
            [("slow ", Style(.muted))] + Ink.heat.map { (bar, Style($0)) }
                + [(" fast, compared to the others", Style(.muted))],
            x: line.x + 2, y: line.y, width: line.width - 4)
    }

    /// Draws a fragment in little space: number, sign, bar and percentage.
    mutating func drawHeatCell(
        _ fragment: FragmentSnapshot, row: Rect, ink: Ink, isSelected: Bool
    ) {
        let y = row.y
        if isSelected { canvas.put(ascii ? ">" : "▸", x: row.x, y: y, Style(.accent, bold: true)) }
        canvas.write(
            "\(fragment.number)", x: row.x + 1, y: y, width: 3,
            Style(isSelected ? .text : .muted, bold: isSelected), align: .trailing)
        canvas.put(
            fragment.look.sign(ascii: ascii), x: row.x + 5, y: y,
            Style(fragment.look.ink, bold: true))
        let part = fragment.length.map { $0 > 0 ? Double(fragment.received) / Double($0) : 1 }
        drawBar(part, x: row.x + 7, y: y, width: row.width - 14, ink: ink)
        let percent = fragment.length.map { "\(Units.percent(fragment.received, of: $0))%" } ?? ""
        canvas.write(
            percent, x: row.right - 6, y: y, width: 4,
            Style(fragment.state == .done ? .muted : .text), align: .trailing)
        if isSelected {
            canvas.repaper(
                Rect(x: row.x, y: y, width: row.width - 1, height: 1), from: .base, to: .selected)
        }
    }
}
