import DownloadCore

/// Hosts that cannot be reached, and what waits for them.
extension Engine {
    /// Notes that a download has failed because its host cannot be reached.
    func noteOutage(_ error: DownloadError, of entry: DownloadTask) {
        guard error.isOutage, entry.download.sources.count == 1 else { return }
        let host = host(of: entry)
        transfers.hosts[host].outage.gaveUp(error, at: clock())
    }

    /// Whether a download that waits is not to start, because its host is away; where nobody
    /// watches, it fails in the end.
    func isAway(_ host: HostID, for entry: DownloadTask) -> Bool {
        guard transfers.hosts[host].outage.isAway, entry.download.sources.count == 1 else {
            return false
        }
        if let error = transfers.hosts[host].outage.reasonToGiveUp(
            isWatched: configuration.asksPerson)
        {
            handle(.hostAway(error), for: [entry.download.id])
            return true
        }
        let time = clock()
        // One at a time, to see whether it is back.
        let start = transfers.hosts[host].outage.start(at: time)
        let isTried = active.values.contains { $0.host?.host == host }
        guard start != nil || isTried else { return false }
        let next = start ?? time + 1
        agenda.note(start: next)
        return true
    }

    /// Tries all hosts again.
    func forgetOutages() {
        transfers.hosts.updateAll { $0.outage.answered() }
        queue.rewind()
        agenda.wantsStart = true
    }

    /// Whether a download that has begun waits for a connection that its host's limit does not allow.
    func isHeldByHost(_ entry: DownloadTask) -> Bool {
        entry.ask { $0.lanes.isEmpty && $0.state == .running }
            && freeConnections(of: entry) <= 0
    }
}
