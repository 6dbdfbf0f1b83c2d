import DownloadCore

/// Collects changes for the ledger and hands them over in batches.
///
/// Without a ledger, it collects nothing.
struct LedgerWriter {
    /// The changes of one batch.
    struct Batch {
        /// Changes of many rows at once, which come before the rows.
        let sweeps: [LedgerSweep]
        /// The rows that have changed.
        let rows: [LedgerEntry]
        /// The known hosts.
        let hosts: [LedgerHost]
        /// Decisions of the user about keys.
        let trust: [TrustedKey]
    }

    /// The number of changed rows from which on one statement changes them all.
    private static let fewRows = 1_000

    /// The ledger; `nil` when there is none.
    private(set) var ledger: Ledger?
    private var unsaved = UnsavedChanges()
    /// The task that writes the batches one after the other.
    private(set) var saving: Task<Void, Never>?
    /// The downloads that were unfinished in the ledger when the program started, until the user's
    /// requests have been matched with them.
    var unfinishedAtStart: Set<DownloadID> = []
    /// The number of batches written.
    private(set) var batchCount = 0

    /// Whether there is a ledger.
    var isOpen: Bool { ledger != nil }

    /// Whether there are changes to write and no write is running.
    var isDue: Bool { isOpen && saving == nil && !unsaved.isEmpty }

    /// Whether there are no changes to write.
    var isUpToDate: Bool { unsaved.isEmpty }

    /// Adopts the opened ledger.
    mutating func open(_ ledger: Ledger) { self.ledger = ledger }

    /// Releases the closed ledger.
    mutating func didClose() { ledger = nil }

    // MARK: Changes

    /// Marks a download's row for writing.
    mutating func note(_ id: DownloadID) {
        if isOpen { unsaved.note(id) }
    }

    /// Records whether the user trusts a key.
    mutating func note(_ key: TrustedKey) {
        if isOpen { unsaved.note(key) }
    }

    /// Marks a download's row for writing with its next change, or at the end.
    mutating func note(touched id: DownloadID) {
        if isOpen { unsaved.note(touched: id) }
    }

    /// Records the last row of a download that has left the list.
    mutating func note(removed row: @autoclosure () -> LedgerEntry) {
        if isOpen { unsaved.note(removed: row()) }
    }

    /// Marks the touched rows for writing for which `isWanted` returns true.
    mutating func noteTouched(where isWanted: (DownloadID) -> Bool) {
        unsaved.noteTouched(where: isWanted)
    }

    /// Records a change of many rows that one statement makes.
    ///
    /// The process may end before all of them could be written one by one.
    ///
    /// - Parameters:
    ///   - sweep: What the statement changes.
    ///   - ids: The downloads that have changed, whose rows are marked already.
    ///   - resting: Downloads that have changed in nothing else, whose rows are not marked.
    ///   - before: What was unsaved before they changed.
    ///   - isCovered: Returns whether the statement covers everything about a download.
    mutating func sweep(
        _ sweep: LedgerSweep, over ids: [DownloadID], resting: [DownloadID],
        since before: UnsavedChanges, where isCovered: (DownloadID) -> Bool
    ) {
        guard isOpen else { return }
        guard ids.count + resting.count >= Self.fewRows else {
            for id in resting { unsaved.note(id) }
            return
        }
        unsaved.note(sweep, ofAll: ids.filter(isCovered), before: before)
    }

    /// The unsaved changes, for `sweep`.
    var changes: UnsavedChanges { unsaved }

    // MARK: Batches

    /// Takes the next batch; `nil` when everything is written.
    mutating func takeBatch(
        hosts: () -> [LedgerHost], row: (DownloadID) -> LedgerEntry?
    ) -> Batch? {
        guard !unsaved.isEmpty else { return nil }
        let sweeps = unsaved.takeSweeps()
        var rows = unsaved.takeRemoved(most: UnsavedChanges.mostRows)
        rows += unsaved.takeRows(most: UnsavedChanges.mostRows - rows.count).compactMap(row)
        return Batch(sweeps: sweeps, rows: rows, hosts: hosts(), trust: unsaved.takeTrust())
    }

    /// Records that batches are being written until `saving` ends.
    mutating func begin(_ saving: Task<Void, Never>) { self.saving = saving }

    /// Records that a batch was written, or failed.
    mutating func didWriteBatch() { batchCount += 1 }

    /// Records that all batches are written.
    mutating func didSave() { saving = nil }
}

extension Ledger {
    /// Writes a batch.
    ///
    /// - Throws: `LedgerError`; what precedes the failure is written.
    func write(_ batch: LedgerWriter.Batch) async throws(LedgerError) {
        try await perform(batch.sweeps)
        try await save(batch.rows)
        try await save(hosts: batch.hosts)
        try await save(batch.trust)
    }
}
