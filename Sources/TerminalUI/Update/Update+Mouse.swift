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
                scrollPane(by: 3 * step, layout)
            } else {
                select(row: row + step)
            }
            return []
        case .click, .doubleClick:
            return click(isDouble: mouse == .doubleClick, x: x, y: y, layout)
        }
    }

    private mutating func scrollPane(by rows: Int, _ layout: Layout) {
        if tab == .fragments || tab == .heat {
            paneRow = min(max(0, paneRow + rows.signum()), max(0, paneCount - 1))
        } else {
            let latest = max(0, paneCount - layout.paneRows(self).height)
            paneTop = min(max(0, paneTop + rows), latest)
        }
    }

    private mutating func click(isDouble: Bool, x: Int, y: Int, _ layout: Layout) -> [Effect] {
        if layout.queueRows.contains(x: x, y: y) {
            let clicked = top + y - layout.queueRows.y
            guard clicked < listCount else { return [] }
            focus = .queue
            endRange()
            select(row: clicked)
            if isDouble { return openSelected() }
        } else if layout.paneTitle.contains(x: x, y: y) {
            focus = .pane
            for (tab, column) in View.tabColumns(layout.paneTitle)
            where (column.x..<column.end).contains(x) {
                show(tab)
            }
        } else if layout.pane.contains(x: x, y: y) {
            focus = .pane
            var first = paneTop
            for box in layout.fragmentBoxes(self) {
                if seeksFragments, box.contains(x: x, y: y), first + y - box.y < paneCount {
                    paneRow = first + y - box.y
                    if isDouble { show(.fragments, at: paneRow) }
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
