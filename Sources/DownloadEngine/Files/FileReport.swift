import DownloadCore

/// What the thread of a disk reports about a download's files.
enum FileReport: Sendable {
    /// The part file is open.
    case opened(OpenedPart)
    /// A file of its name was left alone, for this reason.
    case leftAlone(String)
    /// The part file that the ledger knows does not exist.
    case missing
    /// The part file that the ledger knows does not exist, but the finished file has this name.
    case foundFinished(String, KnownPart)
    /// The finished file of an earlier boot was verified.
    case verified(String, FinishedFile.Finding)
    /// This share of the file, from 0 to 1, was digested.
    case digested(Double)
    /// The file has its final name.
    case named(NamedFile, OpenPart)
    /// The finished file and its name are durable.
    case durable
    /// The part file stays as it is: the download is skipped.
    case unneeded
    /// The part file has lost its name.
    case lost
    /// The bytes do not match the digest: the file was renamed aside, or is to be discarded.
    case wrong(liesAside: Bool)
    /// A part file stands in the way of this small file, so it needs a part file as well.
    case inTheWay(FinishJob, Block, DownloadTask.PendingPart)
    /// The part file was moved to a folder, or why not.
    case moved(KnownPart?, to: String, DownloadError?)
    /// Whether the disk has room again and is writable.
    case canResume(Bool)
    /// The first bytes of the file, as they are on disk.
    case beginning([UInt8])

    /// A complete file under its final name.
    struct NamedFile: Sendable {
        let name: String
        /// The boot during which it got the name.
        let boot: BootID
        /// The verified checksum, if there is one.
        var digest: String?
        /// Whether it begins as a web page does.
        var isPage = false
    }

    /// An open part file, as the engine needs to know it.
    struct OpenedPart: Sendable {
        let known: KnownPart
        let isReserved: Bool
        let device: UInt64
        /// The ends of its ranges, where they must be compared before they are trusted.
        let doubts: Set<Int64>

        /// Call it on the disk's thread.
        init(_ part: PartFile) {
            known = part.known
            isReserved = part.isReserved
            // On layered file systems, a file's device number may differ from its folder's.
            device = part.folderDevice ?? known.device
            guard part.trust.needsOverlapCheck else {
                doubts = []
                return
            }
            doubts = Set(part.covered.ranges.map(\.end))
                .subtracting([part.identity.length ?? -1])
        }
    }
}
