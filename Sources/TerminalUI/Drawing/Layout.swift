import DownloadCore

/// The positions of all parts of the screen for the size of the terminal.
struct Layout {
    enum Kind {
        /// The terminal is too small for anything.
        case tooSmall
        /// Either the queue or the pane.
        case single
        /// The queue above the pane.
        case stacked
        /// The queue to the left of the pane.
        case sideBySide
    }

    let kind: Kind
    /// The lines with the totals: one, or two if they fit.
    let header: Rect
    /// The headings of the queue's columns; empty when they do not fit.
    let headings: Rect
    /// The rows of the queue.
    let queueRows: Rect
    /// The line with the download's name and the tabs.
    let paneTitle: Rect
    /// The pane below its title.
    let pane: Rect
    /// The line of keys, prompts and questions.
    let hint: Rect
    /// The whole screen.
    let screen: Rect

    init(_ model: Model) {
        let (width, height) = (model.size.columns, model.size.rows)
        screen = Rect(x: 0, y: 0, width: width, height: height)
        let none = Rect(x: 0, y: 0, width: 0, height: 0)
        let hasSecondLine = height >= 20 && !model.snapshot.downloads.isEmpty
        header = Rect(x: 0, y: 0, width: width, height: hasSecondLine ? 2 : 1)
        hint = Rect(x: 0, y: height - 1, width: width, height: 1)
        guard width >= 24, height >= 6 else {
            kind = .tooSmall
            (headings, queueRows, paneTitle, pane) = (none, none, none, none)
            return
        }
        let body = Rect(
            x: 0, y: header.bottom, width: width, height: height - header.height - 1)
        let heading = height >= 15 ? 1 : 0
        if height < 13 || model.arrangement.zoom != .both {
            kind = .single
            let inPane = model.arrangement.only == .pane
            headings = inPane ? none : body.part(from: 0, rows: heading)
            queueRows =
                inPane ? none : body.part(from: heading, rows: body.height - heading)
            paneTitle = inPane ? body.row(0) : none
            pane = inPane ? body.part(from: 1, rows: body.height - 1) : none
        } else if width >= Self.sideBySideWidth {
            kind = .sideBySide
            let left = width * 60 / 100
            headings = Rect(x: 0, y: body.y, width: left, height: heading)
            queueRows = Rect(
                x: 0, y: body.y + heading, width: left, height: body.height - heading)
            paneTitle = Rect(x: left + 1, y: body.y, width: width - left - 1, height: 1)
            pane = Rect(
                x: left + 1, y: body.y + 1, width: width - left - 1, height: body.height - 1)
        } else {
            kind = .stacked
            headings = body.part(from: 0, rows: heading)
            let rest = body.height - heading - 1
            let rows = Self.queueHeight(of: rest, for: model.rows.count)
            queueRows = body.part(from: heading, rows: rows)
            paneTitle = body.row(heading + rows)
            pane = body.part(from: heading + rows + 1, rows: rest - rows)
        }
    }

    /// The number of columns from which queue and pane are side by side.
    private static let sideBySideWidth = 200

    /// Returns the rows of the queue: all of it, up to three fifths of the screen.
    ///
    /// The pane gets the rest.
    private static func queueHeight(of rest: Int, for count: Int) -> Int {
        let most = rest - max(min(6, rest / 2), rest * 2 / 5)
        let least = min(most, rest >= 18 ? 4 : 3)
        return min(max(count, least), most)
    }

    /// Whether the map of the file is drawn above the fragments.
    var hasMap: Bool { pane.height >= 9 }

    /// Whether a line about the selected fragment is drawn below them.
    var hasDetail: Bool { pane.height >= 7 }

    /// Returns the rows of the pane's list.
    func paneRows(_ model: Model) -> Rect {
        switch model.pane.tab {
        case .fragments, .heat:
            guard !model.showsCard else { return rowsBelowCard(model) }
            let above = hasMap ? 2 : 0
            return pane.part(
                from: above, rows: pane.height - above - (hasDetail ? 1 : 0))
        case .info, .log, .speed: return pane
        }
    }

    /// Returns the box of the selected download's card.
    func card(_ model: Model) -> Rect {
        guard let selected = model.selected, selected.state != .done,
            selected.hasSomethingToDraw
        else { return pane }
        let lines = StatusCard(selected, model).height(width: pane.width - 6)
        return pane.part(from: 0, rows: min(pane.height, lines))
    }

    /// Returns the rows for fragments below a card, if there is room.
    private func rowsBelowCard(_ model: Model) -> Rect {
        let used = card(model).height + 1
        let rest = pane.height - used - (hasDetail ? 1 : 0)
        return pane.part(from: used, rows: rest >= 2 ? rest : 0)
    }

    /// Whether fragments are shown as a heat view: by choice, or because their rows do not fit.
    func isHeat(_ model: Model) -> Bool {
        if model.pane.tab == .heat { return true }
        guard model.pane.tab == .fragments else { return false }
        let rows = paneRows(model)
        return Self.columns(model.pane.fragments.count, rows, least: Self.rowWidth) == nil
            && rows.width / Self.heatWidth > 1 && rows.height > 0
    }

    /// The minimum width of a fragment's row, and of its cell in the heat view.
    private static let (rowWidth, heatWidth) = (42, 19)

    /// Returns the number of columns that shows all of `count` fragments; `nil` when none does.
    private static func columns(_ count: Int, _ rows: Rect, least: Int) -> Int? {
        guard rows.height > 0 else { return nil }
        let needed = max(1, (count + rows.height - 1) / rows.height)
        return needed <= min(4, max(1, rows.width / least)) ? needed : nil
    }

    /// Returns the columns of fragments: as few as show all of them, else as many as fit.
    func fragmentBoxes(_ model: Model) -> [Rect] {
        let rows = paneRows(model)
        guard model.pane.tab == .fragments || model.pane.tab == .heat else { return [rows] }
        let least = isHeat(model) ? Self.heatWidth : Self.rowWidth
        let most = min(4, max(1, rows.width / least))
        let count =
            Self.columns(model.pane.fragments.count, rows, least: least)
            ?? (isHeat(model) ? most : min(most, rows.width >= 84 ? 2 : 1))
        let width = rows.width / count
        // Columns of equal height, unless the list scrolls.
        let height = min(rows.height, max(1, (model.pane.fragments.count + count - 1) / count))
        return (0..<count).map { column in
            Rect(
                x: rows.x + column * width, y: rows.y,
                width: column == count - 1 ? rows.width - column * width : width,
                height: height)
        }
    }

    /// The least height of a graph below the fragments.
    private static let leastGraph = 7

    /// Returns the rows below the fragments if they have room for a graph of the speed.
    func graphBelowFragments(_ model: Model) -> Rect? {
        guard model.pane.tab.listsFragments, !model.showsCard, pane.width >= 60 else { return nil }
        let rows = paneRows(model)
        let used = (fragmentBoxes(model).map(\.height).max() ?? 0) + 1
        guard paneCapacity(model) >= model.pane.fragments.count,
            rows.height - used >= Self.leastGraph
        else { return nil }
        return rows.part(from: used, rows: rows.height - used)
    }

    /// Returns the number of visible rows of the pane's list.
    func paneCapacity(_ model: Model) -> Int {
        fragmentBoxes(model).reduce(0) { $0 + $1.height }
    }

    /// Returns the box of a panel over the main view.
    func panel(width: Int, height: Int) -> Rect {
        let width = min(width, screen.width)
        let height = min(height, max(0, screen.height - 1))
        return Rect(
            x: (screen.width - width) / 2, y: max(0, (screen.height - 1 - height) / 2),
            width: width,
            height: height)
    }

    /// The box of a list over the main view: commands, history or pasted URLs.
    var list: Rect {
        panel(
            width: screen.width < 90 ? screen.width : min(108, screen.width - 8),
            height: screen.height < 20 ? screen.height - 1 : screen.height - 3)
    }

    /// The rows of such a list, below its search field.
    var listRows: Rect {
        let box = list
        return Rect(x: box.x + 2, y: box.y + 2, width: box.width - 4, height: box.height - 3)
    }
}
