import DownloadCore
import GRDB

/// Changes of all rows at once.
extension Ledger {
    /// Changes the state of all rows of the list that are this process's own.
    ///
    /// - Parameter sweeps: what to change, in this order.
    /// - Throws: `LedgerError`.
    func perform(_ sweeps: [LedgerSweep]) async throws(LedgerError) {
        guard !sweeps.isEmpty else { return }
        try await perform { [self] database in
            for sweep in sweeps {
                let (from, to) =
                    switch sweep {
                    case .pause: ("waiting", "paused")
                    case .resume: ("paused", "waiting")
                    }
                try database.execute(
                    sql:
                        "UPDATE downloads SET state = ? WHERE state = ? AND listed = 1 AND owner = ?",
                    arguments: [to, from, session.number])
            }
        }
    }
}
