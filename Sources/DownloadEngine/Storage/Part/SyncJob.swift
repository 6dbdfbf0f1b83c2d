import DownloadCore

/// Brings what a part file covers to the disk, and then the claim that it is there.
///
/// Writes go on meanwhile; while one sync is under way, another is not begun.
struct SyncJob: Sendable {
    let slot: PartSlot
    let disk: Disk

    /// Begins; on the disk's thread, as are all steps but the two waits.
    func begin() {
        // The covered ranges are in the footer, and noted: the sync is about those.
        guard let body = slot.beginSync() else { return }
        disk.wait(for: body) { [slot, disk] failure in
            // They are on the disk: the footer may claim it.
            let claim = slot.goOnSyncing(after: body, failure) { part throws(DownloadError) in
                try part.endSync(body)
            }
            guard let claim else { return }
            // The claim counts when it is on the disk, too.
            disk.wait(for: claim) { failure in
                _ = slot.goOnSyncing(after: claim, failure) { _ in nil }
            }
        }
    }
}
