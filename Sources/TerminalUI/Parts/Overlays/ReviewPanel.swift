import DownloadCore

extension View {
    /// Draws several pasted URLs for review.
    mutating func drawReview(_ review: PasteReview) {
        let count = review.entries.count
        let box = layout.panel(
            width: layout.list.width, height: min(layout.list.height, count + 5))
        let rows = Rect(
            x: box.x + 2, y: box.y + 3, width: box.width - 4, height: box.height - 4)
        let last = min(count, review.top + rows.height)
        drawPanel(
            box, title: "Add \(Units.count(count, "URL"))",
            note: count > rows.height ? "\(review.top + 1)-\(last) of \(count)" : "")
        canvas.cursor = nil
        var parts = ["\(review.new) new"]
        if review.slips > 0 { parts.append("\(review.slips) to fix") }
        if review.known > 0 { parts.append("\(review.known) already queued") }
        if review.repeated > 0 { parts.append("\(review.repeated) listed twice") }
        if review.wrong > 0 { parts.append("\(review.wrong) invalid") }
        let folder = model.options.template.directory
        canvas.write(
            parts.joined(separator: ascii ? " - " : " · ") + "  to \(folder)", x: box.x + 2,
            y: box.y + 1, width: box.width - 4, Style(.text, on: .raised, bold: true),
            truncation: .end)
        for line in 0..<rows.height where review.entries.indices.contains(review.top + line) {
            drawReviewRow(review.entries[review.top + line], rows.row(line))
        }
        drawScrollMark(
            Rect(x: rows.x, y: rows.y, width: rows.width + 1, height: rows.height),
            top: review.top, count: count)
    }

    private mutating func drawReviewRow(_ entry: PasteReview.Entry, _ row: Rect) {
        let (sign, ink, note): (Unicode.Scalar, Ink, String) =
            switch entry.verdict {
            case .new where entry.omitted.isEmpty: ("+", .done, "")
            case .new: ("+", .done, "ignored: " + entry.omitted.joined(separator: ", "))
            case .known: ("=", .muted, "already in the queue")
            case .repeated: ("=", .muted, "listed twice")
            case .slip(let fixed) where fixed.hasSuffix("://" + entry.url):
                ("~", .retrying, "missing \(fixed.dropLast(entry.url.count))")
            case .slip(let fixed): ("~", .retrying, "did you mean \(URLText.withoutUser(fixed))?")
            case .wrong(let problem): ("!", .failed, problem)
            }
        canvas.put(sign, x: row.x, y: row.y, Style(ink, on: .raised, bold: true))
        let noteWidth = note.isEmpty ? 0 : min(Text.width(note), row.width * 3 / 5)
        let end = canvas.write(
            URLText.withoutUser(entry.url), x: row.x + 2, y: row.y,
            width: row.width - 4 - noteWidth,
            Style(entry.verdict == .new ? .text : .muted, on: .raised), truncation: .middle)
        canvas.write(
            note, x: end + 2, y: row.y, width: row.right - end - 2,
            Style(entry.verdict == .new ? .retrying : ink, on: .raised))
    }
}
