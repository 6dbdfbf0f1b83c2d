import DownloadCore

extension View {
    /// Draws the past downloads.
    mutating func drawHistory(_ history: HistoryList) {
        let entries = history.entries ?? []
        drawListPanel(title: "History", history.list, count: entries.count, of: "download")
        let rows = layout.listRows
        let text =
            history.entries == nil
            ? "Reading the history …"
            : history.list.field.text.isEmpty ? "no downloads yet" : "nothing found"
        if entries.isEmpty {
            canvas.write(
                text, x: rows.x + 1, y: rows.y, width: rows.width - 1, Style(.muted, on: .raised))
        }
        for line in 0..<rows.height where entries.indices.contains(history.list.top + line) {
            let index = history.list.top + line
            drawHistoryRow(entries[index], rows.row(line), isPicked: index == history.list.picked)
        }
        drawScrollMark(
            Rect(x: rows.x, y: rows.y, width: rows.width + 1, height: rows.height),
            top: history.list.top, count: entries.count)
    }

    private mutating func drawHistoryRow(_ entry: HistoryEntry, _ row: Rect, isPicked: Bool) {
        let style = Style(.muted, on: .raised)
        var right = row.right - 1
        if row.width >= 50 {
            right -= 16
            canvas.write(
                Units.date(entry.time, secondsFromUTC: model.options.secondsFromUTC), x: right,
                y: row.y, width: 16, style)
            right -= 2
        }
        right -= 9
        canvas.write(
            entry.length.map(Units.bytes) ?? "", x: right, y: row.y, width: 9, style,
            align: .trailing)
        right -= 2
        let look = entry.isDone ? StateLook.done : StateLook.waiting
        canvas.put(
            look.sign(ascii: ascii), x: row.x + 2, y: row.y, Style(look.ink, on: .raised))
        let host = row.width >= 76 ? min(26, row.width / 4) : 0
        right -= host
        if host > 0 {
            canvas.write(
                URLText.host(of: entry.request.sources.first ?? ""), x: right, y: row.y,
                width: host - 1, style, truncation: .middle)
        }
        canvas.write(
            entry.name, x: row.x + 4, y: row.y, width: right - row.x - 5,
            Style(.text, on: .raised), truncation: .middle)
        guard isPicked else { return }
        canvas.put(ascii ? ">" : "▸", x: row.x, y: row.y, Style(.accent, on: .raised, bold: true))
        canvas.repaper(row, from: .raised, to: .selected)
    }
}
