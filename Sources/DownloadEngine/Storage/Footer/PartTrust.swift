import DownloadCore

/// How far the claims of a part file's footer go.
package enum PartTrust: Hashable, Sendable {
    /// Everything that was written counts.
    case full
    /// The machine, or the disk, was started anew since: only what had been synced counts.
    case syncedOnly
    /// A record is damaged and an older one was taken: compare some bytes before going on.
    case torn
    /// The file was moved to another disk, or is a copy: only what had been synced counts, and
    /// some bytes are compared before going on.
    case moved
    /// The footer had been cut off, a rename before the end; the caller knew the file. Compare.
    case cut

    /// Whether bytes at the ends of the ranges should be fetched again and compared.
    package var needsOverlapCheck: Bool {
        switch self {
        case .full, .syncedOnly: false
        case .torn, .moved, .cut: true
        }
    }
}
