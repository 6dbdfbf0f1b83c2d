import Glibc

/// Standard output and standard error of `get`, written without waiting for who reads them.
struct GetStreams: Sendable {
    /// For paths and JSON.
    let output: DescriptorWriter
    /// For everything else.
    let errors: DescriptorWriter

    /// The bytes that may wait for a reader before downloads have to.
    private static let mostBacklog = 1 << 20

    /// Creates writers; a single one where both are the same file, so that the order stays.
    init(output: Output, errors: Output) {
        self.errors = DescriptorWriter(errors.descriptor)
        let isSame = Self.isSameFile(output.descriptor, errors.descriptor)
        self.output = isSame ? self.errors : DescriptorWriter(output.descriptor)
    }

    /// Waits while too much has not been read.
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

    /// Holds up the thread until everything has been written, for so many seconds at most each.
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
