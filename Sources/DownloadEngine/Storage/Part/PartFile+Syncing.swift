import DownloadCore

/// Syncs in three steps, of which only the short ones run on the disk's thread.
///
/// Call `beginSync`, then `wait` on another thread, then `endSync`, which writes the claim, then
/// `wait` on its result. Bytes that arrive meanwhile are written as usual and belong to the next
/// sync.
extension PartFile {
    /// Writes the covered ranges to the footer and returns what to wait for; `nil` when everything
    /// is synced.
    ///
    /// - Throws: `diskFull` or `disk`.
    package func beginSync() throws(DownloadError) -> SyncTicket? {
        guard finishedName == nil else { return nil }
        try checkpoint()
        guard synced != covered else { return nil }
        return try SyncTicket(of: self, ranges: covered)
    }

    /// Writes the claim that the synced bytes are on the disk.
    ///
    /// - Returns: What to wait for next; `nil` when the claim would no longer be true.
    /// - Throws: `diskFull` or `disk`.
    package func endSync(_ ticket: SyncTicket) throws(DownloadError) -> SyncTicket? {
        guard finishedName == nil, ticket.standing === standing, var ranges = ticket.ranges else {
            return nil
        }
        if let length = identity.length { ranges = ranges.clipped(to: ByteRange(0, length)) }
        try writeRecord(.synced, ranges)
        synced = ranges
        return try SyncTicket(of: self, ranges: nil)
    }

    /// Handles a failed sync: the kernel may have dropped what it could not write, so `covered`
    /// shrinks to `synced`.
    package func failSync(_ ticket: SyncTicket) {
        guard finishedName == nil, ticket.standing === standing else { return }
        withdrawUnsynced()
    }

    /// Withdraws every claim to bytes that are not known to be synced.
    func withdrawUnsynced() {
        standing = SyncTicket.Standing()
        covered = synced
        footer.isCurrent = false
        try? checkpoint()
        footer.isCurrent = false
        try? checkpoint()
    }
}
