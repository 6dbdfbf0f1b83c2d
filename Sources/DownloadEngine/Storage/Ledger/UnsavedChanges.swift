import DownloadCore

/// The changes that the ledger has not stored yet.
///
/// They are taken in batches of limited size: however much has changed, each batch is written soon,
/// and changes made meanwhile go into a later one.
struct UnsavedChanges {
    /// The most rows of a batch.
    static let mostRows = 2_000

    private var rows: Set<DownloadID> = []
    private var removed: [LedgerEntry] = []
    private var sweeps: [LedgerSweep] = []
    private var trust: [TrustedKey] = []
    /// Downloads with a change that is written only with the next one, or at the end.
    private var touched: Set<DownloadID> = []

    /// Whether there is nothing to write now.
    var isEmpty: Bool { rows.isEmpty && removed.isEmpty && sweeps.isEmpty && trust.isEmpty }

    /// Marks a download's row for writing.
    mutating func note(_ id: DownloadID) { rows.insert(id) }

    /// Marks a download's row for writing at the end at the latest.
    mutating func note(touched id: DownloadID) { touched.insert(id) }

    /// Records the last row of a download that has left the list.
    mutating func note(removed row: LedgerEntry) {
        forget(row.id)
        removed.append(row)
    }

    /// Records a sweep, which changes all rows except those that are, or will be, written one by
    /// one.
    ///
    /// - Parameters:
    ///   - sweep: The change.
    ///   - ids: The downloads whose rows the sweep brings up to date. They are written one by one
    ///     only if more has changed.
    ///   - before: What was unsaved before they changed.
    mutating func note(
        _ sweep: LedgerSweep, ofAll ids: some Sequence<DownloadID>, before: UnsavedChanges
    ) {
        sweeps.append(sweep)
        for id in ids {
            if !before.rows.contains(id) { rows.remove(id) }
            if !before.touched.contains(id) { touched.remove(id) }
        }
    }

    /// Records whether the user trusts a key.
    mutating func note(_ key: TrustedKey) { trust.append(key) }

    /// Takes out the decisions about keys, in their order.
    mutating func takeTrust() -> [TrustedKey] {
        defer { trust = [] }
        return trust
    }

    /// Records that a row is saved as it is.
    mutating func forget(_ id: DownloadID) {
        rows.remove(id)
        touched.remove(id)
    }

    /// Marks the touched rows for writing for which `isWanted` returns true.
    mutating func noteTouched(where isWanted: (DownloadID) -> Bool) {
        rows.formUnion(touched.filter(isWanted))
        touched.removeAll()
    }

    /// Takes out the sweeps in their order; they are written before the rows.
    mutating func takeSweeps() -> [LedgerSweep] {
        defer { sweeps = [] }
        return sweeps
    }

    /// Takes out some of the rows that have left the list, oldest first.
    mutating func takeRemoved(most: Int) -> [LedgerEntry] {
        let taken = Array(removed.prefix(most))
        removed.removeFirst(taken.count)
        return taken
    }

    /// Takes out some of the downloads whose rows are marked for writing.
    mutating func takeRows(most: Int) -> [DownloadID] {
        let taken = rows.count <= most ? Array(rows) : Array(rows.prefix(most))
        if taken.count == rows.count { rows.removeAll() } else { rows.subtract(taken) }
        touched.subtract(taken)
        return taken
    }
}
