import DownloadCore

/// Tracks unreachable hosts and the downloads that wait for them.
extension Engine {
    /// Records that a download has failed because its host is unreachable.
    func noteOutage(_ error: DownloadError, of task: DownloadTask) {
        guard error.isOutage, task.download.sources.count == 1 else { return }
        let host = host(of: task)
        transfers.hosts[host].outage.gaveUp(error, at: clock())
    }

    /// Returns whether a waiting download must not start because its host is unreachable; in
    /// unattended runs, the download fails in the end.
    func isAway(_ host: HostID, for task: DownloadTask) -> Bool {
        guard transfers.hosts[host].outage.isAway, task.download.sources.count == 1 else {
            return false
        }
        if let error = transfers.hosts[host].outage.reasonToGiveUp(
            isWatched: configuration.asksPerson)
        {
            handle(.hostAway(error), for: [task.download.id])
            return true
        }
        let time = clock()
        // One at a time, to probe whether the host is back.
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

    /// Returns whether a running download waits for a connection beyond its host's limit.
    func isHeldByHost(_ task: DownloadTask) -> Bool {
        task.ask { $0.lanes.isEmpty && $0.state == .running }
            && freeConnections(of: task) <= 0
    }
}
