import DownloadCore
import GRDB

/// Changes all rows at once.
extension Ledger {
    /// Changes the state of all listed rows that this process owns.
    ///
    /// - Parameter sweeps: The changes, in this order.
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
