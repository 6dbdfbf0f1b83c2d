import Glibc

/// Writes standard output and standard error of `get` without blocking on their readers.
struct GetStreams: Sendable {
    /// Paths and JSON.
    let output: DescriptorWriter
    /// Everything else.
    let errors: DescriptorWriter

    /// The unread bytes above which downloads wait for the reader.
    private static let mostBacklog = 1 << 20

    /// Creates the writers; a single one if both are the same file, which preserves the order.
    init(output: Output, errors: Output) {
        self.errors = DescriptorWriter(errors.descriptor)
        let isSame = Self.isSameFile(output.descriptor, errors.descriptor)
        self.output = isSame ? self.errors : DescriptorWriter(output.descriptor)
    }

    /// Waits while the backlog is too large.
    func waitForRoom() async {
        for writer in [output, errors] where writer.backlog > Self.mostBacklog {
            await writer.flush()
        }
    }

    /// Waits until everything has been written.
    func flush() async {
        await output.flush()
        await errors.flush()
    }

    /// Blocks the thread until everything has been written, for at most `seconds` per stream.
    func flush(within seconds: Double) {
        _ = output.flush(within: seconds)
        _ = errors.flush(within: seconds)
    }

    private static func isSameFile(_ a: Int32, _ b: Int32) -> Bool {
        var (first, second) = (stat(), stat())
        guard fstat(a, &first) == 0, fstat(b, &second) == 0 else { return false }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
            && first.st_rdev == second.st_rdev
    }
}
