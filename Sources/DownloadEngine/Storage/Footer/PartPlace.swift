import DownloadCore

/// Where and when a record was written: its claims to unsynced bytes hold there only.
package struct PartPlace: Hashable, Sendable {
    /// The boot.
    package var boot: BootID
    /// The mount ID; 0 when unknown.
    ///
    /// A disk that was unplugged and plugged in again during one boot has another one.
    package var mount: UInt64
    /// The inode number; a copy has another one.
    package var inode: UInt64

    /// Creates a place.
    package init(boot: BootID, mount: UInt64, inode: UInt64) {
        self.boot = boot
        self.mount = mount
        self.inode = inode
    }

    /// Returns whether a file at the other place still has the contents of the page cache from
    /// here.
    package func sharesCache(with other: PartPlace) -> Bool {
        boot.isSameRun(as: other.boot) && mount == other.mount && inode == other.inode
    }
}
