import DownloadCore

extension View {
    /// Returns the columns of the tabs' titles in the pane's title line.
    static func tabColumns(_ line: Rect) -> [(tab: PaneTab, column: Column)] {
        let isShort = line.width < 64
        var x = line.right - 2
        return PaneTab.allCases.reversed().map { tab in
            let width = (isShort ? 1 : tab.title.utf8.count) + 2
            x -= width + (isShort ? 0 : 1)
            return (tab, Column(x: x, width: width))
        }.reversed()
    }

    /// Draws the position in a list that does not fit the pane: `12 of 300`.
    private mutating func drawPosition(x: Int, room: Int, y: Int) {
        let count = model.paneCount
        let seen = layout.paneCapacity(model)
        guard count > seen, seen > 0 else { return }
        let isPicked = model.seeksFragments
        let text =
            isPicked
            ? " \(model.pane.row + 1) of \(count) "
            : " \(model.pane.top + 1)-\(min(count, model.pane.top + seen)) of \(count) "
        guard Text.width(text) <= room else { return }
        canvas.write(text, x: x, y: y, width: room, Style(.muted))
    }

    /// Draws the line with the selected download's name and the tabs.
    mutating func drawPaneTitle() {
        let line = layout.paneTitle
        let hasFocus = model.focus == .pane
        canvas.fill(line, ascii ? "-" : "─", Style(hasFocus ? .accent : .rule))
        guard let download = model.selected else {
            if layout.kind != .sideBySide { canvas.fill(line, " ", .plain) }
            return
        }
        let tabs = Self.tabColumns(line)
        for (_, column) in tabs { canvas.put(" ", x: column.x - 1, y: line.y, .plain) }
        let start = tabs.first?.column.x ?? line.right
        let room = start - line.x - 5
        let name = Text.glyphs(
            download.name, fitting: room - 2, truncation: .middle, ellipsis: canvas.ellipsis)
        let style = Style(hasFocus ? .accent : .text, bold: true)
        canvas.put(" ", x: line.x + 2, y: line.y, .plain)
        let end = canvas.write(name, x: line.x + 3, y: line.y, style)
        canvas.put(" ", x: end, y: line.y, .plain)
        drawPosition(x: end + 2, room: start - end - 4, y: line.y)
        for (tab, column) in tabs {
            let isOpen = tab == model.pane.tab
            let text = column.width > 3 ? tab.title : "\(tab.rawValue + 1)"
            canvas.write(
                " \(text) ", x: column.x, y: line.y, width: column.width,
                isOpen ? Style(.inverse, on: .chip, bold: true) : Style(.muted))
        }
    }
}
