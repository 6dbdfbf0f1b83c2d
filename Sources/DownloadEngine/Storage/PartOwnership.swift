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

/// Why a file under a part file's name is not resumed: somebody else may have put its bytes there.
///
/// A footer proves nothing: whoever can write the file can write a footer that claims any bytes.
package enum PartRefusal: Hashable, Sendable {
    /// It is a symbolic link, a folder, a pipe or a device.
    case notRegular
    /// It has another name, under which it can be changed at any time.
    case linked
    /// It belongs to another user.
    case foreign
    /// Other users may write to it.
    case writable
    /// It would run with the rights of its owner or group.
    case privileged

    /// Why the file of this name is left alone, in one line.
    package func text(_ name: String) -> String {
        switch self {
        case .notRegular: "\(name) is not a regular file; left alone"
        case .linked: "\(name) has more than one hard link; left alone"
        case .foreign: "\(name) belongs to another user; left alone"
        case .writable: "\(name) is writable by other users; left alone"
        case .privileged: "\(name) is a set-user-ID or set-group-ID file; left alone"
        }
    }
}

extension FileFacts {
    /// The permission bits that let others write.
    private static let sharedBits: UInt32 = 0o022

    /// Compares owner, permissions and kind with what a file of this process has.
    ///
    /// - Parameters:
    ///   - user: the user that this process runs as.
    ///   - reference: what a file looks like that this process has just made in the same folder for
    ///     itself alone. Some file systems (FAT, some network shares) show the same owner and the
    ///     same permissions for all files: there, these say nothing about this one. Only asked for
    ///     when owner or permissions are wrong; `nil` when no file can be made.
    /// - Returns: why this file is not to be resumed; `nil` if only `user` can have written it.
    func refusal(for user: FileUser, reference: () -> FileFacts?) -> PartRefusal? {
        guard isRegularFile else { return .notRegular }
        guard links <= 1 else { return .linked }
        guard permissions & 0o6000 == 0 else { return .privileged }
        var shared = permissions & Self.sharedBits
        // The usual file creation mask of a user who has a group of their own leaves this bit.
        if group == user.group { shared &= ~0o020 }
        let isForeign = owner != user.user
        guard isForeign || shared != 0 else { return nil }
        let usual = reference()
        if isForeign, usual.map({ $0.owner != owner }) ?? true { return .foreign }
        if shared & ~(usual?.permissions ?? 0) != 0 { return .writable }
        return nil
    }
}
