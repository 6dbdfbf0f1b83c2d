import DownloadCore

/// A sync in three steps, of which only the short ones are the disk's thread's.
///
/// `beginSync`, then `wait` on another thread, then `endSync`, which writes the claim, then `wait`
/// on what it returns. Bytes that arrive meanwhile are written as usual; the next sync is theirs.
extension PartFile {
    /// Writes the covered ranges to the footer and says what there is to wait for; `nil` when all of
    /// it is on the disk.
    ///
    /// - Throws: `diskFull` or `disk`.
    package func beginSync() throws(DownloadError) -> SyncTicket? {
        guard finishedName == nil else { return nil }
        try checkpoint()
        guard synced != covered else { return nil }
        return try SyncTicket(of: self, ranges: covered)
    }

    /// Writes the claim that what was waited for is on the disk.
    ///
    /// - Returns: What to wait for next; `nil` when the claim would not be true any more.
    /// - Throws: `diskFull` or `disk`.
    package func endSync(_ ticket: SyncTicket) throws(DownloadError) -> SyncTicket? {
        guard finishedName == nil, ticket.standing === standing, var ranges = ticket.ranges else {
            return nil
        }
        if let length = identity.length { ranges = ranges.clipped(to: ByteRange(0, length)) }
        try writeRecord(.synced, ranges: ranges, slot: 5 - newestSynced)
        newestSynced = 5 - newestSynced
        synced = ranges
        return try SyncTicket(of: self, ranges: nil)
    }

    /// Notes that waiting has failed: the kernel may have dropped what it could not write, so
    /// `covered` shrinks to `synced`.
    package func failSync(_ ticket: SyncTicket) {
        guard finishedName == nil, ticket.standing === standing else { return }
        withdrawUnsynced()
    }

    /// Withdraws every claim of bytes that are not known to be on the disk.
    func withdrawUnsynced() {
        standing = SyncTicket.Standing()
        covered = synced
        isCheckpointed = false
        try? checkpoint()
        isCheckpointed = false
        try? checkpoint()
    }
}
