import DownloadCore

extension Engine {
    /// Requests a snapshot at the next turn that is due.
    func publishSoon(urgent: Bool = false) {
        publisher.noteNews(urgent: urgent)
        loop.wake()
    }

    /// Returns the seconds until the next snapshot may be published; `nil` without changes.
    func publishingDelay(at time: Instant) -> Double? {
        publisher.delay(at: time, isIdle: active.isEmpty)
    }

    func publishIfDue(at time: Instant) {
        if publishingDelay(at: time) == 0 { publish(at: time) }
    }

    /// Publishes a snapshot of all downloads.
    func publish(at time: Instant) {
        guard publisher.begin(at: time) else { return }
        refreshFreeBytes(at: time)
        var snapshot = Snapshot(time: time)
        snapshot.added = queue.addedCount
        snapshot.limit = limits.limit
        snapshot.isSlow = limits.isSlow
        publisher.publish(snapshot, active: active.keys, in: queue) { id in
            tasks[id].map { picture(of: $0, at: time) }
        }
    }

    /// Returns a download's snapshot, completed with what only the engine knows.
    private func picture(of task: DownloadTask, at time: Instant) -> DownloadSnapshot {
        var picture = task.ask { $0.snapshot(at: time) }
        if let host = task.host?.host {
            let ceiling = transfers.hosts[host].ceiling
            if ceiling.isLowered { picture.server?.connectionCeiling = ceiling.allowed }
            if ceiling.allowed < task.download.concurrency.target {
                picture.fragmentsNote =
                    ceiling.isLowered
                    ? "the server allows \(ceiling.allowed)"
                    : "at most \(ceiling.allowed) connections to one host"
            }
        }
        if picture.state == .asking, isHeldByHost(task) { picture.state = .waiting }
        if case .checking = picture.state { picture.state = .checking(task.record.checked) }
        return picture
    }
}
