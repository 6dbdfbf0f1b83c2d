import DownloadCore

/// What is learnt of hosts, and kept for the next download and the next run.
extension Engine {
    /// After so many seconds, how many connections help is found out again: servers and lines change.
    private static let staleSeconds = 30.0 * 86_400

    /// Takes up what an earlier run has learnt of a host.
    func remember(_ known: LedgerHost) {
        let host = newHost(known.host, remembered: known.connectionCeiling)
        host.isKept = true
        host.updated = known.updated
        if wallTime() - known.updated < Engine.staleSeconds {
            host.goodFragments = known.goodFragments
        }
    }

    /// Notes how many connections a download that is done has found to help.
    func learn(from entry: Entry) {
        guard let count = entry.ask({ $0.goodFragments }), let host = entry.host?.host,
            entry.download.sources.count <= 1, host.goodFragments != count
        else { return }
        host.goodFragments = count
        host.updated = wallTime()
    }

    /// What the ledger is to know of hosts.
    func hostRows() -> [LedgerHost] {
        hosts.compactMap { key, host in
            let isLowered = host.ceiling.isLowered
            guard isLowered || host.goodFragments != nil || host.isKept else { return nil }
            host.isKept = true
            var row = LedgerHost(host: key)
            row.connectionCeiling = isLowered ? host.ceiling.allowed : nil
            row.goodFragments = host.goodFragments
            row.updated = host.goodFragments == nil ? wallTime() : host.updated
            return row
        }
    }
}
