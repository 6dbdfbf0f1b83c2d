import DownloadCore

/// Where and when a record was written: what it says of unsynced bytes holds there only.
package struct PartPlace: Hashable, Sendable {
    /// The run of the machine.
    package var boot: BootID
    /// The number of the mount; 0 when unknown.
    ///
    /// A disk that was pulled out and put in again within
    /// one run of the machine has another one.
    package var mount: UInt64
    /// The number of the file on its disk; a copy has another one.
    package var inode: UInt64

    /// Creates a place.
    package init(boot: BootID, mount: UInt64, inode: UInt64) {
        self.boot = boot
        self.mount = mount
        self.inode = inode
    }

    /// Whether what the kernel held for a file here it still holds for it there.
    package func sharesCache(with other: PartPlace) -> Bool {
        boot.isSameRun(as: other.boot) && mount == other.mount && inode == other.inode
    }
}
