import Glibc

/// What a name stands for.
package struct FileFacts: Hashable, Sendable {
    /// The number of the disk.
    package var device: UInt64
    /// The number of the file on its disk.
    package var inode: UInt64
    /// The length in bytes.
    package var size: Int64
    /// The number of the mount that it was opened through; 0 when unknown.
    package var mount: UInt64
    /// Whether it is a file: no folder, link or device.
    package var isRegularFile: Bool
    /// Whether it is a folder.
    package var isFolder: Bool
    /// The number of names that it has; 0 once it is deleted.
    package var links: UInt64
    /// The number of the user that it belongs to.
    package var owner: UInt32
    /// The number of the group that it belongs to.
    package var group: UInt32
    /// Its permission bits, with those of set-user-ID, set-group-ID and sticky files.
    package var permissions: UInt32

    /// Whether it is the same file, under whatever name.
    package func isSameFile(as other: FileFacts) -> Bool {
        inode == other.inode && device == other.device
    }

    /// Creates facts.
    package init(
        device: UInt64, inode: UInt64, size: Int64, mount: UInt64, isRegularFile: Bool,
        isFolder: Bool, links: UInt64, owner: UInt32, group: UInt32, permissions: UInt32
    ) {
        self.device = device
        self.inode = inode
        self.size = size
        self.mount = mount
        self.isRegularFile = isRegularFile
        self.isFolder = isFolder
        self.links = links
        self.owner = owner
        self.group = group
        self.permissions = permissions
    }
}
