import DownloadCore

/// Reads a file on any thread, independently of what happens to its part file meanwhile.
final class PartReader: Sendable {
    private let file: Descriptor
    private let system: any FileSystem
    private let partName: String
    private let standing: SyncTicket.Standing

    /// Creates a reader of an open file that is no part file.
    init(_ file: consuming Descriptor, named name: String, system: any FileSystem) {
        self.file = file
        self.system = system
        partName = name
        standing = SyncTicket.Standing()
    }

    /// - Throws: `disk` when there are too many open files.
    fileprivate init(_ part: PartFile) throws(DownloadError) {
        do { file = try part.file.duplicate() } catch {
            throw error.downloadError("cannot read \(part.partName)")
        }
        system = part.system
        partName = part.partName
        standing = part.standing
    }

    /// Returns whether this part file has withdrawn no claim since.
    ///
    /// Call it on the disk's thread.
    func isOf(_ part: PartFile) -> Bool { standing === part.standing }

    /// Fills the beginning of `buffer` with `count` bytes from `offset` on.
    ///
    /// - Throws: `disk`; also when the file ends before.
    func read(
        _ count: Int, into buffer: inout [UInt8], at offset: Int64
    ) throws(DownloadError) {
        var span = buffer.mutableSpan
        var bytes = span.mutableBytes
        let found: Int
        do { found = try system.read(into: &bytes, from: file, at: offset) } catch {
            throw error.downloadError("cannot read \(partName)")
        }
        guard found >= count else {
            throw DownloadError(.disk, "\(partName) was truncated")
        }
    }
}

extension PartFile {
    /// Returns a reader of this file, for another thread.
    ///
    /// - Throws: `disk` when there are too many open files.
    func makeReader() throws(DownloadError) -> PartReader {
        try PartReader(self)
    }
}
