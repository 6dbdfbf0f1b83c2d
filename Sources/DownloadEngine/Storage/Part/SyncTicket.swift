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
