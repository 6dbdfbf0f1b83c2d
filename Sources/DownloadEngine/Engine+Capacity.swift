import DownloadCore

extension Engine {
    /// Lets a lane wait if its host is full.
    ///
    /// - Returns: Whether it waits.
    func waitsForCapacity(
        _ id: LaneID, _ order: LaneOrder, at host: HostID, for entry: Entry
    ) -> Bool {
        guard order.redirects > 0, hosts.isFull(host) else { return false }
        let waiting = ConnectionQueue.Order(download: entry.download.id, lane: id, order: order)
        connectionQueue.orders.append(waiting)
        return true
    }

    /// Begins what has waited where there is room now; where there is none, a download with several
    /// connections gives one back.
    func serveConnectionQueue() {
        guard !connectionQueue.isEmpty, !isShuttingDown else { return }
        let queue = connectionQueue
        connectionQueue = ConnectionQueue()
        for fetch in queue.fetches { self.fetch(fetch.request, end: fetch.end) }
        for waiting in queue.orders {
            guard let entry = entries[waiting.download],
                entry.download.lanes[waiting.lane] != nil
                    || entry.download.probes[waiting.lane] != nil
            else { continue }
            // It is silent because nobody has asked.
            tell(entry, .lanePaused(waiting.lane))
            open(waiting.lane, waiting.order, for: entry)
        }
        let full =
            connectionQueue.fetches.map { hosts.id(of: $0.request.url) }
            + connectionQueue.orders.map { hosts.id(of: $0.order.url) }
        for host in full { makeRoom(at: host) }
    }

    /// Lets the download with the most connections to a host give one back, if it has several.
    private func makeRoom(at host: HostID) {
        guard hosts.isFull(host) else { return }
        let holders = active.values.map { entry in
            (entry, entry.lanes.values.count { hosts.group(of: $0.host) == hosts.group(of: host) })
        }
        guard let (entry, count) = holders.max(by: { $0.1 < $1.1 }), count > 1 else { return }
        tell(entry, .releaseLanes(1))
    }
}
