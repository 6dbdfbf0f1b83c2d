import Glibc

/// A user and group, as the kernel compares them with the owner of a file.
package struct FileUser: Hashable, Sendable {
    /// The effective user ID.
    package var user: UInt32
    /// The effective group ID.
    package var group: UInt32

    /// Creates a user.
    package init(user: UInt32, group: UInt32) {
        self.user = user
        self.group = group
    }
}
