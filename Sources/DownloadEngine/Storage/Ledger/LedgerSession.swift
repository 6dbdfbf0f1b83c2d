import CLinux
import Glibc

/// How processes that share a ledger tell which of them are alive.
///
/// Each holds a lock on one byte, of its own number, of a file beside the ledger. The kernel takes
/// the lock away with the process.
struct LedgerSession: ~Copyable, Sendable {
    /// The number of this process; no two processes ever have the same.
    let number: Int64
    private let file: LockFile

    /// The file of locks, before there is a number.
    struct LockFile: ~Copyable, Sendable {
        let descriptor: Descriptor

        /// Opens or makes the file.
        init(path: String) throws(SystemError) {
            let number = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard number >= 0 else { throw .last }
            self.descriptor = Descriptor(owning: number)
        }
    }

    /// Begins the session of this number.
    init(number: Int64, file: consuming LockFile) {
        self.number = number
        // Where there are no locks, every other session counts as alive: rows may stay unclaimed,
        // none is worked on twice.
        _ = pdl_lock(file.descriptor.number, number, 1)
        self.file = file
    }

    /// Whether the process of session `other` lives, as far as the kernel can tell.
    func isAlive(_ other: Int64) -> Bool {
        guard other != number, other > 0 else { return other == number }
        return pdl_is_locked(file.descriptor.number, other, 1) != 0
    }
}
