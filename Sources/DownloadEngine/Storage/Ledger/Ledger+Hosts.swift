import GRDB

/// Stores what was learnt about hosts.
extension Ledger {
    /// Loads all known hosts.
    ///
    /// - Returns: The hosts, sorted by name.
    /// - Throws: `LedgerError`.
    package func loadHosts() async throws(LedgerError) -> [LedgerHost] {
        try await perform { database in
            try Row.fetchAll(database, sql: "SELECT * FROM hosts ORDER BY host").map { row in
                var host = LedgerHost(host: row.value("host") ?? "")
                host.connectionCeiling = row.value("connection_ceiling")
                host.rangeCap = row.value("range_cap")
                host.givesRanges = row.value("gives_ranges")
                host.goodFragments = row.value("good_fragments")
                host.updated = row.value("updated") ?? 0
                return host
            }
        }
    }

    /// Saves the state of hosts; of two processes, the later one wins.
    ///
    /// - Parameter hosts: The hosts; a value that they lack is deleted.
    /// - Throws: `LedgerError`.
    package func save(hosts: [LedgerHost]) async throws(LedgerError) {
        guard !hosts.isEmpty else { return }
        try await perform { database in
            let statement = try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO hosts VALUES (?, ?, ?, ?, ?, ?)")
            for host in hosts {
                try statement.execute(arguments: [
                    host.host, host.connectionCeiling.map { max(1, $0) },
                    host.rangeCap.map { max(1, $0) }, host.givesRanges,
                    host.goodFragments.map { max(1, $0) }, host.updated,
                ])
            }
        }
    }
}
