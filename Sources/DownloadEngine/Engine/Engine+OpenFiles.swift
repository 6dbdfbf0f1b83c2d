import DownloadCore

/// How many files and sockets there is room for.
extension Engine {
    /// How many descriptors downloads and connections may take by now at most.
    private var estimatedFiles: Int {
        active.count * OpenFiles.ofDownload + transfers.hosts.openLanes * OpenFiles.ofLane + 2
            * spareSlots
            + OpenFiles.mostIdle(limit: openFiles.limit)
    }

    /// The downloads that may have a part file open without being fetched.
    private var spareSlots: Int { max(0, min(parts.ownedCount, entries.count) - active.count) }

    /// Whether there are descriptors for one more download; if so, they are its own.
    ///
    /// One download is always tried: nothing else would make room.
    func hasFilesForDownload() -> Bool {
        let need = OpenFiles.ofDownload + OpenFiles.ofLane
        let room = openFiles.room(estimate: estimatedFiles + need, at: clock())
        guard room >= need || active.isEmpty else { return false }
        openFiles.promise(need)
        return true
    }

    /// How many of `count` connections more there are descriptors for; at least one for a download
    /// that has none, where nothing else is connected.
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
