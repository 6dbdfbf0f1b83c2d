import DownloadEngine
import Glibc
import Synchronization

/// A file system with a configurable delay for writes of file content.
final class SlowDisk: FileSystemWrapper {
    let wrapped: any FileSystem = LinuxFileSystem()
    private let delay = Atomic<UInt32>(0)
    /// The minimum size of a write that counts as content: footers are smaller.
    private static let fewestBytes = 100_000

    /// Delays each write of content by this time.
    func slow(byMicroseconds microseconds: UInt32) {
        delay.store(microseconds, ordering: .relaxed)
    }

    func write(
        _ bytes: RawSpan, to file: borrowing Descriptor, at offset: Int64
    ) throws(SystemError) -> Int {
        let delay = delay.load(ordering: .relaxed)
        if delay > 0, bytes.byteCount >= SlowDisk.fewestBytes { usleep(delay) }
        return try wrapped.write(bytes, to: file, at: offset)
    }
}
