import DownloadCore

extension Engine {
    /// Begins what has waited where there is room now; where there is none, a download with several
    /// connections gives one back.
    func serveConnectionQueue() {
        guard !transfers.queue.isEmpty, !isShuttingDown else { return }
        for waiting in transfers.takeQueue() {
            guard let entry = entries[waiting.download],
                entry.download.lanes[waiting.lane] != nil
                    || entry.download.lanes.probes[waiting.lane] != nil
            else { continue }
            // It is silent because nobody has asked.
            tell(entry, .lanePaused(waiting.lane))
            open(waiting.lane, waiting.order, for: entry)
        }
        for host in transfers.waitedForHosts() { makeRoom(at: host) }
    }

    /// Lets the download with the most connections to a host give one back, if it has several.
    private func makeRoom(at host: HostID) {
        guard transfers.hosts.isFull(host) else { return }
        let group = transfers.hosts.group(of: host)
        let holders = active.values.map { entry in
            let lanes = entry.transfers.lanes.values
            return (entry, lanes.count { transfers.hosts.group(of: $0.host) == group })
        }
        guard let (entry, count) = holders.max(by: { $0.1 < $1.1 }), count > 1 else { return }
        tell(entry, .releaseLanes(1))
    }
}
