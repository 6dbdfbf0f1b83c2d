import DownloadCore
import Glibc

/// The facts by which a part file is recognized, stored outside of it.
package struct KnownPart: Hashable, Sendable {
    /// The part file's own name, which is not always that of the finished file with `.part`.
    package var partName: String
    /// The identity of the file that it is a part of.
    package var identity: PartIdentity
    /// The device number of its file system.
    package var device: UInt64
    /// Its inode number.
    package var inode: UInt64
    /// The boot during which it was last written.
    package var boot: BootID
    /// Whether every byte had been written when it was last recorded.
    ///
    /// Without its footer, a file of the right length counts as complete only then: any program can
    /// truncate a file to that length.
    package var isWhole: Bool

    /// Creates the facts.
    package init(
        partName: String, identity: PartIdentity, device: UInt64, inode: UInt64, boot: BootID,
        isWhole: Bool = false
    ) {
        self.partName = partName
        self.identity = identity
        self.device = device
        self.inode = inode
        self.boot = boot
        self.isWhole = isWhole
    }
}
