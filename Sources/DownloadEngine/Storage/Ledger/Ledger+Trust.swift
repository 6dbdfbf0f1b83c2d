import GRDB

/// Stores the keys of servers that the user trusts.
extension Ledger {
    /// Loads all trusted keys.
    ///
    /// - Throws: `LedgerError`.
    package func loadTrustedKeys() async throws(LedgerError) -> [TrustedKey] {
        try await perform { database in
            try Row.fetchAll(database, sql: "SELECT * FROM trusted_keys").map { row in
                TrustedKey(host: row["host"], key: row["key"], date: row["date"])
            }
        }
    }

    /// Stores decisions of the user; a withdrawn key is deleted.
    ///
    /// - Throws: `LedgerError`.
    package func save(_ keys: [TrustedKey]) async throws(LedgerError) {
        guard !keys.isEmpty else { return }
        try await perform { database in
            for trusted in keys {
                if let key = trusted.key {
                    try database.execute(
                        sql: "INSERT OR REPLACE INTO trusted_keys VALUES (?, ?, ?)",
                        arguments: [trusted.host, key, trusted.date])
                } else {
                    try database.execute(
                        sql: "DELETE FROM trusted_keys WHERE host = ?", arguments: [trusted.host])
                }
            }
        }
    }
}
