import DownloadCore

extension Model {
    /// Handles the mouse on a cell.
    mutating func use(_ mouse: InputEvent.Mouse, x: Int, y: Int) -> [Effect] {
        guard options.mouse else { return [] }
        if let overlay, overlay.isList {
            switch mouse {
            case .wheelUp, .wheelDown:
                scrollList(by: mouse == .wheelUp ? -3 : 3)
                return []
            case .click, .doubleClick: return clickList(x: x, y: y)
            }
        }
        guard overlay == nil else { return [] }
        if mouse == .click, let action = View.action(atX: x, y: y, of: self) {
            return perform(action)
        }
        let layout = Layout(self)
        switch mouse {
        case .wheelUp, .wheelDown:
            let step = mouse == .wheelUp ? -1 : 1
            if layout.pane.contains(x: x, y: y) {
                movePane(by: pane.tab.listsFragments ? step : 3 * step)
            } else {
                select(row: selection.row + step)
            }
            return []
        case .click, .doubleClick:
            return click(isDouble: mouse == .doubleClick, x: x, y: y, layout)
        }
    }

    private mutating func click(isDouble: Bool, x: Int, y: Int, _ layout: Layout) -> [Effect] {
        if layout.queueRows.contains(x: x, y: y) {
            let clicked = selection.top + y - layout.queueRows.y
            guard clicked < rows.count else { return [] }
            arrangement.focus(on: .queue)
            selection.endRange()
            select(row: clicked)
            if isDouble { return openSelected() }
        } else if layout.paneTitle.contains(x: x, y: y) {
            arrangement.focus(on: .pane)
            for (tab, column) in View.tabColumns(layout.paneTitle)
            where (column.x..<column.end).contains(x) {
                pane.show(tab)
            }
        } else if layout.pane.contains(x: x, y: y) {
            arrangement.focus(on: .pane)
            var first = pane.top
            for box in layout.fragmentBoxes(self) {
                if seeksFragments, box.contains(x: x, y: y), first + y - box.y < paneCount {
                    pane.select(row: first + y - box.y, of: paneCount)
                    if isDouble { pane.show(.fragments, at: pane.row) }
                }
                first += box.height
            }
        } else if layout.headings.contains(x: x, y: y) {
            let columns = QueueColumns(
                layout.queueRows, count: snapshot.downloads.count, chosen: options.columns)
            let orders: [(Column, SortOrder)] = [
                (columns.number, .queue), (columns.name, .name), (columns.bar, .progress),
                (columns.size, .size), (columns.speed, .speed), (columns.left, .left),
            ]
            for (column, order) in orders where (column.x..<column.end).contains(x) {
                sort(by: order)
            }
        }
        return []
    }
}
