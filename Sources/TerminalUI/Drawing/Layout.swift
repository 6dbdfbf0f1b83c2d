import DownloadCore

/// Where everything stands for a size of the terminal.
struct Layout {
    enum Kind {
        /// Nothing fits.
        case tooSmall
        /// The queue or the pane, whichever has the focus.
        case single
        /// The queue above, the pane below.
        case stacked
        /// The queue at the left, the pane at the right.
        case sideBySide
    }

    let kind: Kind
    /// The line with the totals.
    let header: Rect
    /// The names of the queue's columns; of no height when there is no room.
    let headings: Rect
    /// The rows of the queue.
    let queueRows: Rect
    /// The line with the download's name and the tabs.
    let paneTitle: Rect
    /// All of the pane below its title.
    let pane: Rect
    /// The line of keys, prompts and questions.
    let hint: Rect
    /// The whole screen.
    let screen: Rect

    init(_ model: Model) {
        let (width, height) = (model.columns, model.rows)
        screen = Rect(x: 0, y: 0, width: width, height: height)
        let none = Rect(x: 0, y: 0, width: 0, height: 0)
        header = Rect(x: 0, y: 0, width: width, height: 1)
        hint = Rect(x: 0, y: height - 1, width: width, height: 1)
        guard width >= 24, height >= 6 else {
            kind = .tooSmall
            (headings, queueRows, paneTitle, pane) = (none, none, none, none)
            return
        }
        let body = Rect(x: 0, y: 1, width: width, height: height - 2)
        if width >= 150, height >= 16 {
            kind = .sideBySide
            let left = width * 58 / 100
            headings = Rect(x: 0, y: 1, width: left, height: 1)
            queueRows = Rect(x: 0, y: 2, width: left, height: body.height - 1)
            paneTitle = Rect(x: left + 1, y: 1, width: width - left - 1, height: 1)
            pane = Rect(x: left + 1, y: 2, width: width - left - 1, height: body.height - 1)
        } else if height >= 13 {
            kind = .stacked
            let heading = height >= 15 ? 1 : 0
            headings = Rect(x: 0, y: 1, width: width, height: heading)
            let rest = body.height - heading - 1
            let least = min(rest / 2, height >= 24 ? 6 : 3)
            let rows = min(max(model.listCount, least), max(least, rest * 45 / 100))
            queueRows = Rect(x: 0, y: 1 + heading, width: width, height: rows)
            paneTitle = Rect(x: 0, y: queueRows.bottom, width: width, height: 1)
            pane = Rect(x: 0, y: paneTitle.bottom, width: width, height: rest - rows)
        } else {
            kind = .single
            let inPane = model.focus == .pane
            headings = none
            queueRows = inPane ? none : body
            paneTitle = inPane ? body.row(0) : none
            pane = inPane ? Rect(x: 0, y: 2, width: width, height: body.height - 1) : none
        }
    }

    /// Whether the map of the file is drawn above the fragments.
    var hasMap: Bool { pane.height >= 9 }

    /// Whether a line about the selected fragment is drawn below them.
    var hasDetail: Bool { pane.height >= 7 }

    /// The rows of the pane's list.
    func paneRows(_ model: Model) -> Rect {
        switch model.tab {
        case .fragments:
            let above = hasMap ? 2 : 0
            return Rect(
                x: pane.x, y: pane.y + above, width: pane.width,
                height: pane.height - above - (hasDetail ? 1 : 0))
        case .info, .log, .speed: return pane
        }
    }

    /// The columns of fragments beside each other: two when they do not fit into one and each has
    /// room for a bar.
    func fragmentBoxes(_ model: Model) -> [Rect] {
        let rows = paneRows(model)
        let count = model.selected?.fragments.count ?? 0
        guard model.tab == .fragments, count > rows.height, rows.width >= 84 else { return [rows] }
        let left = rows.width / 2
        return [
            Rect(x: rows.x, y: rows.y, width: left, height: rows.height),
            Rect(x: rows.x + left, y: rows.y, width: rows.width - left, height: rows.height),
        ]
    }

    /// How many rows of the pane's list are seen at once.
    func paneCapacity(_ model: Model) -> Int {
        fragmentBoxes(model).reduce(0) { $0 + $1.height }
    }

    /// The box of a panel over the main view.
    func panel(width: Int, height: Int) -> Rect {
        let width = min(width, screen.width)
        let height = min(height, max(0, screen.height - 1))
        return Rect(
            x: (screen.width - width) / 2, y: max(0, (screen.height - 1 - height) / 2),
            width: width,
            height: height)
    }

    /// The box of the help.
    var help: Rect {
        panel(
            width: screen.width < 116 ? screen.width : min(132, screen.width - 8),
            height: screen.height - 1)
    }

    /// The rows of the help's list.
    var helpRows: Rect {
        let box = help
        return Rect(x: box.x + 2, y: box.y + 2, width: box.width - 4, height: box.height - 3)
    }
}
