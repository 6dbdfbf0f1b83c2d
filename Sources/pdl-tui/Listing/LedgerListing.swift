import DownloadEngine

/// Prints the contents of a ledger: the queue, then the history.
///
/// The history is read page by page, so that memory does not grow with it.
struct LedgerListing {
    /// The most history entries held in memory.
    static let page = 500

    /// The ledger to read.
    var ledger: Ledger
    /// Whether entries are printed as JSON objects instead of columns.
    var isJSON: Bool
    /// Whether the queue is printed too, and not the history only.
    var hasQueue = true

    /// Prints all entries.
    ///
    /// - Throws: `LedgerError` when the ledger cannot be read.
    func write(to output: Output) async throws(LedgerError) {
        if hasQueue { output.write(text(try await ledger.loadQueue(claiming: false))) }
        var last: LedgerEntry?
        while true {
            let page = try await ledger.history(after: last, limit: Self.page)
            // Completed downloads still in the list were printed with the queue.
            output.write(text(page.filter { !$0.isListed }))
            guard page.count == Self.page else { return }
            last = page.last
        }
    }

    private func text(_ entries: [LedgerEntry]) -> String {
        entries.map { isJSON ? $0.json : $0.columns(utcOffset: localUTCOffset()) }.joined()
    }
}
