import DownloadCore

extension Model {
    /// Updates all parts for a new snapshot.
    ///
    /// - Returns: Whether the last work of the queue ended with it.
    mutating func take(_ new: Snapshot) -> Bool {
        let before = counts
        snapshot = new
        tally.take(new.downloads)
        if let refusal = notices.refusal(in: new.downloads, changed: tally.changed) {
            say(refusal, .failed, seconds: 8)
        }
        refreshList()
        changeSelection { $0.selectAdded(in: $1) }
        speeds.note(new, at: tally.active, showing: selection.id)
        speeds.prune(keeping: tally.active.map { new.downloads[$0].id }, and: selection.id)
        if tally.isReordered { selection.pruneMarks(keeping: new.downloads) }
        let wasAtWork =
            loading.isOver ? before.active + before.waiting > 0 : options.beginsWithWork
        loading.end()
        tally.workEnd.note(counts, at: now)
        return wasAtWork && !new.downloads.isEmpty && counts.active + counts.waiting == 0
            && counts.paused <= before.paused
    }

    /// Filters and sorts, and finds the selected download's row again.
    mutating func refreshList() {
        list.refresh(snapshot.downloads, tally, speeds, at: now)
        changeSelection { $0.follow($1) }
    }

    /// Selects the row nearest to `new`.
    mutating func select(row new: Int) {
        changeSelection { $0.select(row: new, in: $1) }
    }

    /// Selects a download, if it is listed.
    mutating func select(_ id: DownloadID) {
        if let row = rows.row(of: id) { select(row: row) }
    }

    /// Changes the selection; the pane of another download starts at its first row.
    private mutating func changeSelection(_ change: (inout Selection, QueueRows) -> Void) {
        let before = selection.id
        change(&selection, rows)
        if selection.id != before { pane.restart() }
    }

    /// Scrolls the selected rows into view.
    mutating func scrollIntoView() {
        pane.list(fragmentsOf: selected)
        let layout = Layout(self)
        selection.scroll(count: rows.count, height: layout.queueRows.height)
        pane.scroll(count: paneCount, height: layout.paneCapacity(self))
    }
}
