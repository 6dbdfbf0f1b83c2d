import Glibc

/// Renames a file without ever replacing one, by whatever means the file system offers.
///
/// - Note: The last resort is a check and then a plain rename (exFAT and FAT through FUSE offer
///   neither of the others): a file that gets the name in between is replaced.
struct ExclusiveRename {
    /// Renames; fails with `EEXIST` when the name is taken, or because it is not supported.
    var withoutReplacing: () throws(SystemError) -> Void
    /// Adds a hard link of the new name; fails with `EEXIST`, or because it is not supported.
    var link: () throws(SystemError) -> Void
    /// Removes the old name.
    var unlink: () throws(SystemError) -> Void
    /// Looks up the new name; fails with `ENOENT` when it is free.
    var check: () throws(SystemError) -> Void
    /// Renames, and replaces a file of the new name.
    var plainly: () throws(SystemError) -> Void

    /// Renames.
    ///
    /// - Throws: `EEXIST` when the name is taken.
    func callAsFunction() throws(SystemError) {
        do { return try withoutReplacing() } catch {
            guard [EINVAL, ENOSYS, EOPNOTSUPP].contains(error.code) else { throw error }
        }
        do { try link() } catch {
            guard [EINVAL, ENOSYS, EOPNOTSUPP, EPERM, EMLINK].contains(error.code) else {
                throw error
            }
            return try afterCheck()
        }
        try unlink()
    }

    private func afterCheck() throws(SystemError) {
        do { try check() } catch {
            guard error.code == ENOENT else { throw error }
            return try plainly()
        }
        throw SystemError(EEXIST)
    }
}
