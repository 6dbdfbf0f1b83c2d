import Glibc

/// An open file or folder; closes itself at the end of its life.
package struct Descriptor: ~Copyable {
    /// The number that the kernel knows it by; -1 once it is closed.
    package private(set) var number: Int32

    /// Takes over an open descriptor.
    package init(owning number: Int32) {
        self.number = number
    }

    /// Another descriptor of the same open file; closing the one leaves the other.
    ///
    /// - Throws: `SystemError` when there are too many.
    package func duplicate() throws(SystemError) -> Descriptor {
        let copy = fcntl(number, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw .last }
        return Descriptor(owning: copy)
    }

    /// Closes it now; what is done with it afterwards fails with `EBADF`.
    package mutating func close() {
        guard number >= 0 else { return }
        // Linux frees the number even when it reports an error: trying again could close
        // another thread's file.
        _ = Glibc.close(number)
        number = -1
    }

    deinit {
        if number >= 0 { _ = Glibc.close(number) }
    }
}
