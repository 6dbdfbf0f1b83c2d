import DownloadCore

/// The open tab of the pane, its scroll position, and the fragments that it lists.
struct PaneState: Sendable {
    private(set) var tab = PaneTab.fragments
    /// The selected row, in tabs that list fragments.
    private(set) var row = 0
    /// The first visible row.
    private(set) var top = 0
    /// The rows of the selected download's fragments.
    private(set) var fragments: [FragmentSnapshot] = []
    /// The download that they are of.
    private var download: DownloadSnapshot?

    /// Lists the fragments of the selected download.
    ///
    /// A frame asks for them many times; they are put together once for a snapshot.
    mutating func list(fragmentsOf selected: DownloadSnapshot?) {
        if let selected, let download, selected.isSame(as: download) { return }
        download = selected
        fragments =
            selected.map { $0.hasSomethingToDraw ? FragmentRows($0).rows : [] } ?? []
    }

    /// Opens a tab.
    mutating func show(_ tab: PaneTab) {
        guard tab != self.tab else { return }
        self.tab = tab
        restart()
        // A log is read from its end.
        if tab == .log { top = .max / 2 }
    }

    /// Opens a tab with a row selected.
    mutating func show(_ tab: PaneTab, at row: Int) {
        show(tab)
        self.row = row
    }

    /// Opens the tab this number of places to the right.
    mutating func showTab(after step: Int) {
        let count = PaneTab.allCases.count
        show(PaneTab(rawValue: (tab.rawValue + step + count) % count) ?? tab)
    }

    /// Opens a tab that was open before, at its scroll position.
    mutating func restore(_ tab: PaneTab, top: Int) {
        self.tab = tab
        self.top = top
    }

    /// Returns to the first row, for another download.
    mutating func restart() { (row, top) = (0, 0) }

    /// Selects the row nearest to `new`.
    mutating func select(row new: Int, of count: Int) {
        row = min(max(0, new), max(0, count - 1))
    }

    /// Scrolls a tab without a selected row.
    mutating func scroll(by rows: Int, count: Int, height: Int) {
        top = min(max(0, top + rows), max(0, count - height))
    }

    /// Keeps the selected row within the list and in view.
    mutating func scroll(count: Int, height: Int) {
        select(row: row, of: count)
        if tab.listsFragments {
            top = Scrolling.top(from: top, showing: row, count: count, height: height)
        } else {
            scroll(by: 0, count: count, height: height)
        }
    }
}
