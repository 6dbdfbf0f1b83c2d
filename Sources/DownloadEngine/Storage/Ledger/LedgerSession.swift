import CLinux
import Glibc

/// Tells processes that share a ledger which of them are alive.
///
/// Each holds a lock on the byte at its own number of a file beside the ledger. The kernel releases
/// the lock when the process ends.
struct LedgerSession: ~Copyable, Sendable {
    /// The number of this process; no two running processes have the same one.
    let number: Int64
    /// Whether the lock is held, by which others see that this process runs.
    let isLocked: Bool
    private let file: LockFile

    /// The file of locks, before a number is assigned.
    struct LockFile: ~Copyable, Sendable {
        let descriptor: Descriptor

        /// Opens or creates the file.
        init(path: String) throws(SystemError) {
            let number = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard number >= 0 else { throw .last }
            self.descriptor = Descriptor(owning: number)
        }

        /// Locks the byte of a session; returns whether no other process has it.
        func lock(_ number: Int64) -> Bool {
            number > 0 && pdl_lock(descriptor.number, number, 1) == 0
        }
    }

    /// Begins the session with this number, which was locked or cannot be.
    ///
    /// On a file system without locks, every other session counts as alive: rows may stay
    /// unclaimed, and no row is worked on twice.
    init(number: Int64, isLocked: Bool, file: consuming LockFile) {
        self.number = number
        self.isLocked = isLocked
        self.file = file
    }

    /// Ends the session: other processes may take over its rows.
    func end() { _ = pdl_unlock(file.descriptor.number, number, 1) }

    /// Returns whether the process of session `other` is alive, as far as the kernel can tell.
    func isAlive(_ other: Int64) -> Bool {
        guard other != number, other > 0 else { return other == number }
        return pdl_is_locked(file.descriptor.number, other, 1) != 0
    }
}
