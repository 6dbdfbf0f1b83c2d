import DownloadCore

/// What the ledger has not been told yet.
///
/// It is taken in batches of limited size: however much has changed, each batch is written soon, and
/// what changes meanwhile is in a later one.
struct UnsavedChanges {
    /// The most rows of a batch.
    static let mostRows = 2_000

    private var rows: Set<DownloadID> = []
    private var removed: [LedgerEntry] = []
    private var sweeps: [LedgerSweep] = []
    /// Downloads of which something has changed that is written with the next change only, or at
    /// the end.
    private var touched: Set<DownloadID> = []

    /// Whether there is anything to be written now.
    var isEmpty: Bool { rows.isEmpty && removed.isEmpty && sweeps.isEmpty }

    /// Notes that a download's row is to be written.
    mutating func note(_ id: DownloadID) { rows.insert(id) }

    /// Notes that a download's row is to be written at the end at the latest.
    mutating func note(touched id: DownloadID) { touched.insert(id) }

    /// Notes the last row of a download that has left the list.
    mutating func note(removed row: LedgerEntry) {
        forget(row.id)
        removed.append(row)
    }

    /// Notes that a sweep changes all rows but those that are, or will be, written one by one.
    ///
    /// - Parameters:
    ///   - sweep: what it changes.
    ///   - ids: the downloads whose rows it brings up to date: they are written one by one only if
    ///     there is more to say of them.
    ///   - before: what was unsaved before they changed.
    mutating func note(
        _ sweep: LedgerSweep, ofAll ids: some Sequence<DownloadID>, before: UnsavedChanges
    ) {
        sweeps.append(sweep)
        for id in ids {
            if !before.rows.contains(id) { rows.remove(id) }
            if !before.touched.contains(id) { touched.remove(id) }
        }
    }

    /// Notes that a row is as it was written.
    mutating func forget(_ id: DownloadID) {
        rows.remove(id)
        touched.remove(id)
    }

    /// Has the rows written that were only touched, as far as `isWanted` says so.
    mutating func noteTouched(where isWanted: (DownloadID) -> Bool) {
        rows.formUnion(touched.filter(isWanted))
        touched.removeAll()
    }

    /// Takes the sweeps, in their order: they are to be written before the rows.
    mutating func takeSweeps() -> [LedgerSweep] {
        defer { sweeps = [] }
        return sweeps
    }

    /// Takes some of the rows that have left the list, the oldest first.
    mutating func takeRemoved(most: Int) -> [LedgerEntry] {
        let taken = Array(removed.prefix(most))
        removed.removeFirst(taken.count)
        return taken
    }

    /// Takes some of the downloads whose rows are to be written.
    mutating func takeRows(most: Int) -> [DownloadID] {
        let taken = rows.count <= most ? Array(rows) : Array(rows.prefix(most))
        if taken.count == rows.count { rows.removeAll() } else { rows.subtract(taken) }
        touched.subtract(taken)
        return taken
    }
}
