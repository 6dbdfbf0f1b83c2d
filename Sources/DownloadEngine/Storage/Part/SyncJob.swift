import DownloadCore

/// Syncs what a part file covers, and then the claim to it.
///
/// Writes continue meanwhile; no second sync of the file is started.
struct SyncJob: Sendable {
    let slot: OpenPart
    let disk: Disk

    /// Begins the sync.
    ///
    /// All steps but the two waits run on the disk's thread.
    func begin() {
        // The covered ranges are in the footer and recorded in the ticket; the sync is about those.
        guard let body = slot.beginSync() else { return }
        disk.wait(for: body) { [slot, disk] failure in
            // They are durable, so the footer may claim it.
            let claim = slot.goOnSyncing(after: body, failure) { part throws(DownloadError) in
                try part.endSync(body)
            }
            guard let claim else { return }
            // The claim counts once it is durable itself.
            disk.wait(for: claim) { failure in
                _ = slot.goOnSyncing(after: claim, failure) { _ in nil }
            }
        }
    }
}
