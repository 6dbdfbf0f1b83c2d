import DownloadCore

/// How far the claims of a part file's footer are trusted.
package enum PartTrust: Hashable, Sendable {
    /// Everything that was written counts.
    case full
    /// The machine was rebooted or the disk remounted since: only what had been synced counts.
    case syncedOnly
    /// A record is damaged and an older one was used: some bytes are compared before resuming.
    case torn
    /// The file was moved to another disk, or is a copy: only what had been synced counts, and some
    /// bytes are compared before resuming.
    case moved
    /// The footer had been cut off, one step before the rename; the caller knew the file.
    ///
    /// Some bytes are compared.
    case cut

    /// Whether bytes at the ends of the ranges must be fetched again and compared.
    package var needsOverlapCheck: Bool {
        switch self {
        case .full, .syncedOnly: false
        case .torn, .moved, .cut: true
        }
    }
}
