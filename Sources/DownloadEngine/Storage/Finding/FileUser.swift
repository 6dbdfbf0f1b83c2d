import Glibc

/// A user of the machine, as the kernel compares it with the owner of a file.
package struct FileUser: Hashable, Sendable {
    /// The effective user's number.
    package var user: UInt32
    /// The effective group's number.
    package var group: UInt32

    /// Creates a user.
    package init(user: UInt32, group: UInt32) {
        self.user = user
        self.group = group
    }
}
