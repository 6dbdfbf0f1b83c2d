import Glibc

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
