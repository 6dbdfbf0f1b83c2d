import DownloadCore

extension Engine {
    /// Opens the queued connections for which there is room now; at a full host, the download with
    /// the most connections releases one.
    func serveConnectionQueue() {
        guard !transfers.queue.isEmpty, !isShuttingDown else { return }
        for waiting in transfers.takeQueue() {
            guard let task = tasks[waiting.download],
                task.download.lanes[waiting.lane] != nil
                    || task.download.lanes.probes[waiting.lane] != nil
            else { continue }
            // It has been silent because no request was sent.
            tell(task, .lanePaused(waiting.lane))
            open(waiting.lane, waiting.order, for: task)
        }
        for host in transfers.waitedForHosts() { makeRoom(at: host) }
    }

    /// Has the download with the most connections to a full host release one, if it has several.
    private func makeRoom(at host: HostID) {
        guard transfers.hosts.isFull(host) else { return }
        let group = transfers.hosts.group(of: host)
        let holders = active.values.map { task in
            let lanes = task.transfers.lanes.values
            return (task, lanes.count { transfers.hosts.group(of: $0.host) == group })
        }
        guard let (task, count) = holders.max(by: { $0.1 < $1.1 }), count > 1 else { return }
        tell(task, .releaseLanes(1))
    }
}
