import DownloadCore
import Glibc

/// What is remembered of a part file elsewhere.
package struct KnownPart: Hashable, Sendable {
    /// The part file's own name, which is not always that of the finished file with `.part`.
    package var partName: String
    /// What it is a part of.
    package var identity: PartIdentity
    /// The number of its disk.
    package var device: UInt64
    /// Its number on the disk.
    package var inode: UInt64
    /// The run of the machine in which it was last written.
    package var boot: BootID
    /// Whether every byte had been written when it was last heard of.
    ///
    /// Without its footer, a file of the right length is whole only then: anybody can cut a file to
    /// its length.
    package var isWhole: Bool

    /// Creates it.
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
