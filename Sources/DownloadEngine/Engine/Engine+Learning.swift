import DownloadCore

/// Facts learnt about hosts, kept for the next download and the next run.
extension Engine {
    /// Adopts what an earlier run has learnt about a host.
    func remember(_ known: LedgerHost) {
        let host = transfers.hosts.id(ofKey: known.host)
        transfers.hosts[host].remember(
            ceiling: known.connectionCeiling, goodFragments: known.goodFragments,
            updated: known.updated, date: wallTime())
    }

    /// Records how many connections a completed download has found useful.
    func learn(from task: DownloadTask) {
        guard let count = task.ask({ $0.goodFragments }), let host = task.host?.host,
            task.download.sources.count <= 1
        else { return }
        transfers.hosts[host].learn(goodFragments: count, date: wallTime())
    }

    /// Returns the facts about hosts that the ledger is to store.
    func hostRows() -> [LedgerHost] {
        var rows: [LedgerHost] = []
        let date = wallTime()
        transfers.hosts.updateAll { host in
            guard host.isWorthKeeping else { return }
            host.isKept = true
            var row = LedgerHost(host: host.key)
            row.connectionCeiling = host.ceiling.isLowered ? host.ceiling.allowed : nil
            row.goodFragments = host.goodFragments
            row.updated = host.goodFragments == nil ? date : host.updated
            rows.append(row)
        }
        return rows
    }
}
