import Glibc

/// A rename that never replaces a file, by whatever the file system offers.
///
/// - Note: The last way is a check and then a plain rename (exFAT and FAT through FUSE offer neither of
///   the others): a file that gets the name in between is replaced.
struct ExclusiveRename {
    /// Renames; fails with `EEXIST` when the name is taken, or because that is not supported.
    var withoutReplacing: () throws(SystemError) -> Void
    /// Gives the file the new name as well; fails with `EEXIST`, or because that is not supported.
    var link: () throws(SystemError) -> Void
    /// Takes the old name away.
    var unlink: () throws(SystemError) -> Void
    /// Fails with `ENOENT` when nothing has the new name.
    var check: () throws(SystemError) -> Void
    /// Renames, and replaces a file that has the new name.
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
