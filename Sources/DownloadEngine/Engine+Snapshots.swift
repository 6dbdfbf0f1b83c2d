import DownloadCore

extension Engine {
    /// Asks for a snapshot at the next turn that is due.
    func publishSoon(urgent: Bool = false) {
        hasNews = true
        if urgent { hasUrgentNews = true }
        loop.wake()
    }

    /// The seconds until the next snapshot may be published.
    func publishingDelay(at time: Instant) -> Double {
        let isOver = active.isEmpty && hasUrgentNews
        let rows = order.count
        let pace = hasUrgentNews ? SnapshotPace.urgent(rows: rows) : SnapshotPace.steady(rows: rows)
        return isOver ? 0 : max(0, pace - (time - lastPublished))
    }

    func publishIfDue(at time: Instant) {
        guard hasNews, publishingDelay(at: time) == 0 else { return }
        publish(at: time)
    }

    /// Publishes a picture of everything.
    func publish(at time: Instant) {
        hasNews = false
        hasUrgentNews = false
        lastPublished = time
        guard !watchers.isEmpty else { return }
        refreshFreeBytes(at: time)
        for id in stale {
            guard let place = places[id], let entry = entries[id] else { continue }
            pictures[place] = picture(of: entry, at: time)
        }
        stale.removeAll(keepingCapacity: true)
        var snapshot = Snapshot(time: time)
        snapshot.downloads = pictures
        snapshot.added = addedCount
        for id in active.keys {
            snapshot.bytesPerSecond += places[id].map { pictures[$0].bytesPerSecond } ?? 0
        }
        snapshot.limit = limit
        snapshot.isSlow = isSlow
        snapshot.freeBytes = freeBytes
        snapshot.notice = notice
        watchers.publish(snapshot)
    }

    /// A download's picture, with what only the engine knows.
    private func picture(of entry: Entry, at time: Instant) -> DownloadSnapshot {
        var picture = entry.ask { $0.snapshot(at: time) }
        if let ceiling = entry.host?.host.ceiling {
            if ceiling.isLowered { picture.server?.connectionCeiling = ceiling.allowed }
            if ceiling.allowed < entry.download.wanted {
                picture.fragmentsNote =
                    ceiling.isLowered
                    ? "the server allows \(ceiling.allowed)"
                    : "at most \(ceiling.allowed) connections to one host"
            }
        }
        if picture.state == .asking, isHeldByHost(entry) { picture.state = .waiting }
        if case .checking = picture.state { picture.state = .checking(entry.kept.checked) }
        return picture
    }
}
