import DownloadEngine

/// Writes what a ledger holds: the queue, then the history page by page, so that a long history
/// takes little memory.
struct LedgerListing {
    /// The most entries that are held at a time.
    static let page = 500

    /// The ledger to read.
    var ledger: Ledger
    /// Whether each entry is a JSON object, or columns for a person.
    var isJSON: Bool

    /// Writes all entries.
    ///
    /// - Throws: `LedgerError` when the ledger cannot be read.
    func write(to output: Output) async throws(LedgerError) {
        let queue = try await ledger.loadQueue(claiming: false)
        output.write(text(queue))
        var last: LedgerEntry?
        while true {
            let page = try await ledger.history(after: last, limit: Self.page)
            // What is done and still in the list was written with the queue.
            output.write(text(page.filter { !$0.isListed }))
            guard page.count == Self.page else { return }
            last = page.last
        }
    }

    private func text(_ entries: [LedgerEntry]) -> String {
        entries.map { isJSON ? $0.json : $0.columns(utcOffset: localUTCOffset()) }.joined()
    }
}
