import DownloadCore

/// Budgets file descriptors.
extension Engine {
    /// The most descriptors that downloads and connections may hold by now.
    private var estimatedFiles: Int {
        active.count * OpenFiles.ofDownload + transfers.hosts.openLanes * OpenFiles.ofLane + 2
            * spareSlots
            + OpenFiles.mostIdle(limit: openFiles.limit)
    }

    /// The number of inactive downloads that may have a part file open.
    private var spareSlots: Int { max(0, min(parts.ownedCount, tasks.count) - active.count) }

    /// Returns whether there are descriptors for one more download, and reserves them if so.
    ///
    /// One download is always tried, because nothing else would free any.
    func hasFilesForDownload() -> Bool {
        let need = OpenFiles.ofDownload + OpenFiles.ofLane
        let room = openFiles.room(estimate: estimatedFiles + need, at: clock())
        guard room >= need || active.isEmpty else { return false }
        openFiles.promise(need)
        return true
    }

    /// Returns how many of `count` more connections there are descriptors for; at least one when no
    /// other connection is open.
    func lanesWithFiles(_ count: Int) -> Int {
        guard count > 0 else { return count }
        let room = openFiles.room(
            estimate: estimatedFiles + count * OpenFiles.ofLane, at: clock())
        let possible = min(
            count, max(room / OpenFiles.ofLane, transfers.hosts.openLanes == 0 ? 1 : 0))
        openFiles.promise(min(possible, 64) * OpenFiles.ofLane)
        return possible
    }
}
