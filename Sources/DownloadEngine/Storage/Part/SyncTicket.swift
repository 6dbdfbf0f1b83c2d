import DownloadCore

/// The half of a sync that runs away from the disk's thread.
///
/// It holds the open file itself, so that the part file may be closed meanwhile.
package final class SyncTicket: Sendable {
    /// Identifies the claims of a part file until one of them is withdrawn.
    package final class Standing: Sendable {}

    /// The ranges that were covered when the sync began, and are durable after it; `nil` in the
    /// half that syncs the claim itself.
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

    /// Waits until everything written before is durable; callable on any thread.
    ///
    /// - Throws: `diskFull` or `disk`.
    package func wait() throws(DownloadError) {
        do { try system.syncData(file) } catch {
            throw error.downloadError("cannot write \(partName)")
        }
    }
}
