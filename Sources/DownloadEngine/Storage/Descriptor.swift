import Glibc

/// Owns an open file or folder, and closes it at the end of its life.
package struct Descriptor: ~Copyable {
    /// The file descriptor; -1 once it is closed.
    package private(set) var number: Int32

    /// Takes ownership of an open descriptor.
    package init(owning number: Int32) {
        self.number = number
    }

    /// Returns another descriptor of the same open file, which stays open when this one is closed.
    ///
    /// - Throws: `SystemError` when there are too many.
    package func duplicate() throws(SystemError) -> Descriptor {
        let copy = fcntl(number, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw .last }
        return Descriptor(owning: copy)
    }

    /// Closes it now; later calls on it fail with `EBADF`.
    package mutating func close() {
        guard number >= 0 else { return }
        // Linux frees the descriptor even when it reports an error: another try could close another
        // thread's file.
        _ = Glibc.close(number)
        number = -1
    }

    deinit {
        if number >= 0 { _ = Glibc.close(number) }
    }
}
