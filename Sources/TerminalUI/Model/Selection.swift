import DownloadCore

/// The selected row of the queue, and the marked downloads.
struct Selection: Sendable {
    /// The selected row of the list.
    private(set) var row = 0
    /// The download in that row: the selection stays with it when rows move.
    private(set) var id: DownloadID?
    /// The first visible row.
    private(set) var top = 0
    /// The marked downloads.
    private(set) var marks: Set<DownloadID> = []
    /// The start of a range of marks: a row, and the marks before it.
    private var range: (row: Int, marks: Set<DownloadID>)?
    /// The known downloads while the engine adds others, which are then selected.
    private var awaited: Set<DownloadID>?

    // MARK: The row

    /// Selects the row nearest to `new`.
    mutating func select(row new: Int, in rows: QueueRows) {
        row = min(max(0, new), max(0, rows.count - 1))
        id = rows.id(inRow: row)
    }

    /// Moves the selected row to the present row of the selected download.
    mutating func follow(_ rows: QueueRows) {
        if let id {
            if rows.id(inRow: row) == id { return }
            if let found = rows.row(of: id, near: row) {
                row = found
                return
            }
        }
        select(row: row, in: rows)
    }

    /// Selects the first download that is added from now on.
    mutating func awaitAdded(besides known: some Sequence<DownloadID>) { awaited = Set(known) }

    /// Selects the first of the downloads just added, once the engine shows it.
    mutating func selectAdded(in rows: QueueRows) {
        guard let known = awaited,
            let added = rows.downloads.first(where: { !known.contains($0.id) })
        else { return }
        awaited = nil
        guard let found = rows.row(of: added.id) else { return }
        select(row: found, in: rows)
    }

    /// Scrolls the selected row into view.
    mutating func scroll(count: Int, height: Int) {
        top = Scrolling.top(from: top, showing: row, count: count, height: height)
    }

    // MARK: Marks

    /// Whether marks follow the selected row.
    var isExtending: Bool { range != nil }

    /// Marks the selected download, or removes its mark.
    mutating func toggleMark() {
        range = nil
        guard let id else { return }
        if marks.remove(id) == nil { marks.insert(id) }
    }

    /// Begins or ends a range of marks at the selected row.
    mutating func toggleRange(in rows: QueueRows) {
        guard range == nil else { return endRange() }
        range = (row, marks)
        extendRange(in: rows)
    }

    /// Marks the rows between the start of the range and the selected row.
    mutating func extendRange(in rows: QueueRows) {
        guard let range else { return }
        let marked = min(range.row, row)...max(range.row, row)
        marks = range.marks.union(marked.compactMap { rows.id(inRow: $0) })
    }

    /// Ends the range and keeps its marks.
    mutating func endRange() { range = nil }

    /// Marks all listed downloads; removes all marks if they are marked already.
    mutating func toggleAll(in rows: QueueRows) {
        range = nil
        let all = Set((0..<rows.count).compactMap { rows.id(inRow: $0) })
        marks = marks.isSuperset(of: all) ? [] : all
    }

    /// Removes all marks.
    mutating func clearMarks() {
        range = nil
        marks = []
    }

    /// Removes the marks of these downloads.
    mutating func unmark(_ ids: [DownloadID]) {
        range = nil
        marks.subtract(ids)
    }

    /// Removes the marks of downloads that are no longer in the queue.
    mutating func pruneMarks(keeping downloads: [DownloadSnapshot]) {
        guard !marks.isEmpty else { return }
        marks.formIntersection(downloads.map(\.id))
    }
}
