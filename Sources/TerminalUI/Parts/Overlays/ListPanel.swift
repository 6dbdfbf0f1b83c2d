import DownloadCore

extension View {
    /// Draws a box with a title over the main view, and notes on its right edges.
    mutating func drawPanel(_ box: Rect, title: String, note: String = "", keys: String = "") {
        let style = Style(.text, on: .raised)
        let edge = Style(.accent, on: .raised)
        canvas.fill(box, " ", style)
        let line: Unicode.Scalar = ascii ? "-" : "─"
        canvas.fill(box.row(0), line, edge)
        canvas.fill(box.row(box.height - 1), line, edge)
        for y in box.y..<box.bottom {
            canvas.put(ascii ? "|" : "│", x: box.x, y: y, edge)
            canvas.put(ascii ? "|" : "│", x: box.right - 1, y: y, edge)
        }
        let corners: [Unicode.Scalar] = ascii ? ["+", "+", "+", "+"] : ["╭", "╮", "╰", "╯"]
        canvas.put(corners[0], x: box.x, y: box.y, edge)
        canvas.put(corners[1], x: box.right - 1, y: box.y, edge)
        canvas.put(corners[2], x: box.x, y: box.bottom - 1, edge)
        canvas.put(corners[3], x: box.right - 1, y: box.bottom - 1, edge)
        let end = canvas.write(
            " \(title) ", x: box.x + 2, y: box.y, width: box.width - 4,
            Style(.accent, on: .raised, bold: true))
        writeOnEdge(note, box, y: box.y, after: end)
        writeOnEdge(keys, box, y: box.bottom - 1, after: box.x + 2)
    }

    /// Writes at the right end of a panel's edge, if there is room.
    private mutating func writeOnEdge(_ text: String, _ box: Rect, y: Int, after: Int) {
        let size = Text.width(text) + 2
        guard !text.isEmpty, after + size + 1 < box.right - 2 else { return }
        canvas.write(
            " \(text) ", x: box.right - 2 - size, y: y, width: size, Style(.muted, on: .raised))
    }

    /// Draws the panel of a list with its search field.
    mutating func drawListPanel(title: String, _ list: PickList, count: Int, of noun: String) {
        let box = layout.list
        let position = count == 0 ? "" : "\(list.picked + 1) of \(Units.count(count, noun))"
        drawPanel(box, title: title, note: position)
        canvas.cursor = nil
        canvas.write(
            ascii ? ">" : "›", x: box.x + 2, y: box.y + 1, width: 1,
            Style(.accent, on: .raised, bold: true))
        drawField(
            list.field, box: Rect(x: box.x + 4, y: box.y + 1, width: box.width - 6, height: 1),
            hasFocus: true, hint: "type to search")
    }
}
