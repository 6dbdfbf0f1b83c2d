import Glibc

/// The metadata of a file.
package struct FileFacts: Hashable, Sendable {
    /// The device number.
    package var device: UInt64
    /// The inode number.
    package var inode: UInt64
    /// The length in bytes.
    package var size: Int64
    /// The ID of the mount that it was opened through; 0 when unknown.
    package var mount: UInt64
    /// Whether it is a regular file: no folder, link or device.
    package var isRegularFile: Bool
    /// Whether it is a folder.
    package var isFolder: Bool
    /// Whether it is a symbolic link.
    package var isLink: Bool
    /// The number of hard links; 0 once it is deleted.
    package var links: UInt64
    /// The user ID of its owner.
    package var owner: UInt32
    /// The group ID of its group.
    package var group: UInt32
    /// The permission bits, including set-user-ID, set-group-ID and sticky.
    package var permissions: UInt32

    /// Returns whether it is the same file, whatever its names.
    package func isSameFile(as other: FileFacts) -> Bool {
        inode == other.inode && device == other.device
    }

    /// What it is if no download may replace it, in words; `nil` for a file or a link.
    package var obstacle: String? {
        if isRegularFile || isLink { return nil }
        return isFolder ? "a folder" : "not a regular file"
    }

    /// Creates facts.
    package init(
        device: UInt64, inode: UInt64, size: Int64, mount: UInt64, isRegularFile: Bool,
        isFolder: Bool, isLink: Bool = false, links: UInt64, owner: UInt32, group: UInt32,
        permissions: UInt32
    ) {
        self.device = device
        self.inode = inode
        self.size = size
        self.mount = mount
        self.isRegularFile = isRegularFile
        self.isFolder = isFolder
        self.isLink = isLink
        self.links = links
        self.owner = owner
        self.group = group
        self.permissions = permissions
    }
}
