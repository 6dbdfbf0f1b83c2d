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

    /// Pauses or resumes downloads that have not begun, `nil` for all: only their turns change.
    ///
    /// - Returns: Those that have changed; their rows are not marked for writing yet.
    func setPaused(_ isPaused: Bool, resting ids: [DownloadID]?) -> [DownloadID] {
        var changed: [DownloadID] = []
        if let ids {
            for id in ids where tasks.restingTask(id) != nil {
                guard let place = tasks.queue.place(of: id) else { continue }
                if tasks.pictures.setPaused(isPaused, at: place) { changed.append(id) }
            }
        } else {
            var first = 0
            for end in tasks.awakePlaces + [tasks.queue.count] {
                let places = tasks.pictures.setPaused(isPaused, in: first..<end)
                changed += places.lazy.map { self.tasks.queue.ids[$0] }
                first = end + 1
            }
        }
        guard !changed.isEmpty else { return [] }
        if !isPaused { tasks.queue.rewind() }
        journal.publisher.noteNews(urgent: true)
        return changed
    }

    /// Removes those of some downloads that have not begun, have no files, and are too many for
    /// their removal to be undone.
    ///
    /// - Returns: The others.
    func removeResting(_ ids: [DownloadID]) -> [DownloadID] {
        guard ids.count > RemovedDownloads.most else { return ids }
        let latest = Set(Set(ids).sorted().suffix(RemovedDownloads.most))
        return ids.filter { id in
            guard !latest.contains(id), let task = tasks.restingTask(id), task.part == nil else {
                return true
            }
            journal.unlisted(resting: id)
            tasks[id] = nil
            return false
        }
    }

    /// Returns the downloads to pause or resume that `setPaused` leaves to themselves: of all of
    /// them those that have begun, and of chosen ones also those to retry.
    func others(toPause isPaused: Bool, _ ids: [DownloadID]?) -> [DownloadID] {
        guard let ids else {
            let others = tasks.awakeInOrder.map(\.id)
            return isPaused ? others : tasks.ids(in: .paused, of: others)
        }
        return ids.filter { id in
            guard tasks.restingTask(id) != nil else { return true }
            return !isPaused && tasks.state(of: id)?.kind == .failed
        }
    }
}
