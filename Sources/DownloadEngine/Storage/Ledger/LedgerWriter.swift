import DownloadCore

/// Collects what the ledger is to be told and hands it over in batches.
///
/// Without a ledger it collects nothing.
struct LedgerWriter {
    /// What is written at a time.
    struct Batch {
        /// Changes of many rows at once, which come before the rows.
        let sweeps: [LedgerSweep]
        /// The rows that have changed.
        let rows: [LedgerEntry]
        /// What is known of hosts.
        let hosts: [LedgerHost]
    }

    /// Fewer rows than these are written one by one.
    private static let fewRows = 1_000

    /// The ledger; `nil` when there is none.
    private(set) var ledger: Ledger?
    private var unsaved = UnsavedChanges()
    /// The places in the queue that the ledger knows.
    private var savedPlaces: [DownloadID: Int] = [:]
    /// The batches that are being written, one after the other.
    private(set) var saving: Task<Void, Never>?
    /// The downloads that the ledger held unfinished when the program started, until it is known
    /// which of them its user asks for.
    var unfinishedAtStart: Set<DownloadID> = []
    /// How many batches have been written.
    private(set) var batchCount = 0

    /// Whether there is a ledger.
    var isOpen: Bool { ledger != nil }

    /// Whether there is something to write and nothing is being written.
    var isDue: Bool { isOpen && saving == nil && !unsaved.isEmpty }

    /// Whether there is nothing to write.
    var isUpToDate: Bool { unsaved.isEmpty }

    /// Takes up the ledger that has been opened.
    mutating func open(_ ledger: Ledger) { self.ledger = ledger }

    /// Lets go of the ledger, which has been closed.
    mutating func didClose() { ledger = nil }

    // MARK: Changes

    /// Notes that a download's row is to be written.
    mutating func note(_ id: DownloadID) {
        if isOpen { unsaved.note(id) }
    }

    /// Notes that a download's row is to be written with its next change, at the end at the latest.
    mutating func note(touched id: DownloadID) {
        if isOpen { unsaved.note(touched: id) }
    }

    /// Notes a download's place in the queue.
    mutating func note(place: Int, of id: DownloadID) {
        if isOpen, savedPlaces[id] != place { unsaved.note(id) }
    }

    /// Notes the last row of a download that has left the list.
    mutating func note(removed row: @autoclosure () -> LedgerEntry) {
        if isOpen { unsaved.note(removed: row()) }
    }

    /// Notes that a row has just been read from the ledger.
    mutating func didLoad(_ id: DownloadID, place: Int?) {
        unsaved.forget(id)
        savedPlaces[id] = place
    }

    /// Has the rows written that were only touched, as far as `isWanted` says so.
    mutating func noteTouched(where isWanted: (DownloadID) -> Bool) {
        unsaved.noteTouched(where: isWanted)
    }

    /// Notes a change of many rows that one statement makes: the program may end before all of them
    /// could be written one by one.
    ///
    /// - Parameters:
    ///   - sweep: What the statement changes.
    ///   - ids: The downloads that have changed, whose rows are noted already.
    ///   - before: What was unsaved before they changed.
    ///   - isCovered: Whether the statement says all that there is to say of a download.
    mutating func sweep(
        _ sweep: LedgerSweep, over ids: [DownloadID], since before: UnsavedChanges,
        where isCovered: (DownloadID) -> Bool
    ) {
        guard isOpen, ids.count >= Self.fewRows else { return }
        unsaved.note(sweep, ofAll: ids.filter(isCovered), before: before)
    }

    /// What is unsaved now, for `sweep`.
    var changes: UnsavedChanges { unsaved }

    // MARK: Batches

    /// Takes the next batch; `nil` when everything is written.
    mutating func takeBatch(
        hosts: () -> [LedgerHost], row: (DownloadID) -> (row: LedgerEntry, place: Int?)?
    ) -> Batch? {
        guard !unsaved.isEmpty else { return nil }
        let sweeps = unsaved.takeSweeps()
        var rows = unsaved.takeRemoved(most: UnsavedChanges.mostRows)
        for id in unsaved.takeRows(most: UnsavedChanges.mostRows - rows.count) {
            guard let (row, place) = row(id) else { continue }
            rows.append(row)
            savedPlaces[id] = place
        }
        return Batch(sweeps: sweeps, rows: rows, hosts: hosts())
    }

    /// Notes that batches are being written until `saving` ends.
    mutating func begin(_ saving: Task<Void, Never>) { self.saving = saving }

    /// Notes that a batch has been written, or could not be.
    mutating func didWriteBatch() { batchCount += 1 }

    /// Notes that all batches have been written.
    mutating func didSave() { saving = nil }
}

extension Ledger {
    /// Writes a batch.
    ///
    /// - Throws: `LedgerError`; what comes before the failure is written.
    func write(_ batch: LedgerWriter.Batch) async throws(LedgerError) {
        try await perform(batch.sweeps)
        try await save(batch.rows)
        try await save(hosts: batch.hosts)
    }
}
