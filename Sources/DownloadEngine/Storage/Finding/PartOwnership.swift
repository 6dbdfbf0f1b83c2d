import Glibc

extension FileFacts {
    /// The permission bits that let others write.
    private static let sharedBits: UInt32 = 0o022

    /// Compares owner, permissions and file type with those of a file of this process.
    ///
    /// - Parameters:
    ///   - user: The user that this process runs as.
    ///   - reference: Returns the facts of a private file that this process has just created in the
    ///     same folder. Some file systems (FAT, some network shares) show the same owner and the
    ///     same permissions for all files, so that they say nothing about this one. Called only
    ///     when owner or permissions are wrong; `nil` when no file can be created.
    /// - Returns: Why this file is not resumed; `nil` if only `user` can have written it.
    func refusal(for user: FileUser, reference: () -> FileFacts?) -> PartRefusal? {
        guard isRegularFile else { return .notRegular }
        guard links <= 1 else { return .linked }
        guard permissions & 0o6000 == 0 else { return .privileged }
        var shared = permissions & Self.sharedBits
        // The usual umask of a user with a private group leaves this bit set.
        if group == user.group { shared &= ~0o020 }
        let isForeign = owner != user.user
        guard isForeign || shared != 0 else { return nil }
        let usual = reference()
        if isForeign, usual.map({ $0.owner != owner }) ?? true { return .foreign }
        if shared & ~(usual?.permissions ?? 0) != 0 { return .writable }
        return nil
    }
}
