import DownloadCore

/// Downloads that have not begun, of which a long queue has many.
extension QueueKeeper {
    /// Adopts a ledger and its list, page by page: the next one is read meanwhile.
    ///
    /// - Returns: The number of downloads that other processes work on, which are left to them.
    func adopt(
        queueOf ledger: Ledger, at now: Download.Now, isolation: isolated (any Actor)? = #isolation
    ) async throws(LedgerError) -> Int {
        var others = 0
        var page = try await ledger.loadQueue(claiming: true, after: nil)
        journal.ledger.open(ledger)
        while let last = page.last {
            let isLast = page.count < Ledger.pageLength
            let next = Task { () async -> Result<[LedgerEntry], LedgerError> in
                if isLast { return .success([]) }
                do throws(LedgerError) {
                    return .success(try await ledger.loadQueue(claiming: true, after: last))
                } catch {
                    return .failure(error)
                }
            }
            for row in page {
                if row.isInUse { others += 1 } else { adopt(row, at: now) }
            }
            page = try await next.value.get()
        }
        return others
    }

    /// Pauses or resumes those of some downloads that have not begun: only their turns change.
    ///
    /// - Returns: Those that have changed; their rows are not marked for writing yet.
    func setPaused(_ isPaused: Bool, resting ids: [DownloadID]) -> [DownloadID] {
        var changed: [DownloadID] = []
        var next = 0
        for id in ids {
            guard let task = tasks.resting[id], task.setPaused(isPaused) else { continue }
            // Most follow one another.
            let queue = tasks.queue.ids
            let follows = next < queue.count && queue[next] == id
            guard let place = follows ? next : tasks.queue.place(of: id) else { continue }
            journal.publisher.replace(at: place, with: task.picture)
            changed.append(id)
            next = place + 1
        }
        guard !changed.isEmpty else { return [] }
        if !isPaused { tasks.queue.rewind() }
        journal.publisher.noteNews(urgent: true)
        return changed
    }

    /// Returns the downloads to pause or resume that `setPaused` leaves to themselves: of all of
    /// them those that have begun, and of chosen ones also those to retry.
    func others(toPause isPaused: Bool, _ ids: [DownloadID]?) -> [DownloadID] {
        guard let ids else {
            let others = tasks.awakeInOrder.map(\.id)
            return isPaused ? others : tasks.ids(in: .paused, of: others)
        }
        return ids.filter { id in
            guard let task = tasks.resting[id] else { return true }
            return !isPaused && task.state.kind == .failed
        }
    }
}
