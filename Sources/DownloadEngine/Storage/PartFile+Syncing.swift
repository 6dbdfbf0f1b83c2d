import DownloadCore

/// One half of a sync that is done away from the disk's thread.
///
/// Holds the open file for itself, so that the part file may be closed meanwhile.
package final class SyncTicket: Sendable {
    /// Stands for the claims of a part file as long as none is withdrawn.
    package final class Standing: Sendable {}

    /// What was covered when the sync began, and so is on the disk after it; `nil` in the half that
    /// brings the claim itself to the disk.
    let ranges: ByteRangeSet?
    let standing: Standing
    private let partName: String
    private let file: Descriptor
    private let system: any FileSystem

    init(of part: PartFile, ranges: ByteRangeSet?) throws(DownloadError) {
        self.ranges = ranges
        standing = part.standing
        partName = part.partName
        system = part.system
        do { file = try part.file.duplicate() } catch {
            throw error.downloadError("cannot write \(part.partName)")
        }
    }

    /// Waits until the disk has everything that was written before; on any thread.
    ///
    /// - Throws: `diskFull` or `disk`.
    package func wait() throws(DownloadError) {
        do { try system.syncData(file) } catch {
            throw error.downloadError("cannot write \(partName)")
        }
    }
}

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
