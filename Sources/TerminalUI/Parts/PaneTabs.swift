import DownloadCore

extension View {
    /// Draws the facts about the file and its server.
    mutating func drawInfo(of download: DownloadSnapshot) {
        let rows = layout.paneRows(model)
        let lines = model.infoLines(of: download)
        let text = rows.x + InfoLines.indent(rows.width)
        for row in 0..<rows.height where lines.indices.contains(model.pane.top + row) {
            let line = lines[model.pane.top + row]
            canvas.write(line.label, x: text - 13, y: rows.y + row, width: 12, Style(.muted))
            canvas.write(
                line.text, x: text, y: rows.y + row, width: rows.right - text - 2, Style(line.ink))
        }
        drawScrollMark(rows, top: model.pane.top, count: lines.count)
    }

    /// Draws the events of the download, oldest first.
    mutating func drawLog(of download: DownloadSnapshot) {
        let rows = layout.paneRows(model)
        let lines = model.logLines(of: download)
        guard !lines.isEmpty else {
            canvas.write(
                "no events yet", x: rows.x + 3, y: rows.y, width: rows.width - 4, Style(.muted))
            return
        }
        for row in 0..<rows.height where lines.indices.contains(model.pane.top + row) {
            let line = lines[model.pane.top + row]
            canvas.write(line.time, x: rows.x + 3, y: rows.y + row, width: 8, Style(.muted))
            canvas.write(
                line.text, x: rows.x + 13, y: rows.y + row, width: rows.width - 15, .plain)
        }
        drawScrollMark(rows, top: model.pane.top, count: lines.count)
    }

    /// Writes text on several lines, broken at spaces.
    mutating func drawParagraph(_ text: String, box: Rect, _ style: Style) {
        var y = box.y
        var line: [Glyph] = []
        func flush(_ canvas: inout Canvas) {
            canvas.write(line, x: box.x, y: y, style)
            y += 1
            line = []
        }
        for word in Text.glyphs(text).split(separator: Glyph(" ")) {
            guard y < box.bottom else { return }
            if !line.isEmpty, Text.width(line) + 1 + Text.width(word) > box.width { flush(&canvas) }
            if !line.isEmpty { line.append(Glyph(" ")) }
            for glyph in word {
                if Text.width(line) + glyph.width > box.width { flush(&canvas) }
                guard y < box.bottom else { return }
                line.append(glyph)
            }
        }
        if !line.isEmpty, y < box.bottom { flush(&canvas) }
    }
}
