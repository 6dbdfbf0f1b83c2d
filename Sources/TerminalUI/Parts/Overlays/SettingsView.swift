import DownloadCore

extension View {
    /// Draws the settings.
    mutating func drawSettings(_ panel: SettingsPanel) {
        let rows = SettingsPanel.Row.allCases
        let box = layout.panel(width: 66, height: rows.count + 4)
        drawPanel(box, title: "Settings", note: "saved in config.toml")
        canvas.cursor = nil
        let (left, right) = ascii ? ("<", ">") : ("‹", "›")
        for (line, row) in rows.enumerated() where box.y + 2 + line < box.bottom - 1 {
            let y = box.y + 2 + line
            let isPicked = row == panel.picked
            let value = model.value(of: row, in: panel)
            let isChanged = panel.changes[row] != nil
            canvas.write(
                row.label, x: box.x + 4, y: y, width: 18,
                Style(isPicked ? .text : .muted, on: .raised, bold: isPicked))
            let arrows = Style(isPicked ? .accent : .rule, on: .raised, bold: isPicked)
            canvas.write(left, x: box.x + 24, y: y, width: 1, arrows)
            canvas.write(
                value, x: box.x + 26, y: y, width: 18,
                Style(isChanged ? .accent : .text, on: .raised, bold: isChanged))
            canvas.write(right, x: box.x + 45, y: y, width: 1, arrows)
            canvas.write(
                row.note, x: box.x + 48, y: y, width: box.right - box.x - 50,
                Style(.muted, on: .raised))
            guard isPicked else { continue }
            canvas.put(
                ascii ? ">" : "▸", x: box.x + 2, y: y, Style(.accent, on: .raised, bold: true))
            canvas.repaper(
                Rect(x: box.x + 1, y: y, width: box.width - 2, height: 1), from: .raised,
                to: .selected)
        }
    }
}
