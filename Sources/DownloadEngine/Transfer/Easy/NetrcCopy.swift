import CLinux
import DownloadCore
import Glibc

/// Holds a copy of `~/.netrc` in memory without its byte order mark, which libcurl would take for a
/// part of the first word.
final class NetrcCopy {
    /// The path under which libcurl reads it while this object lives.
    var path: String { "/proc/self/fd/\(file)" }
    private let file: Int32

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    /// The largest file that is copied, in bytes.
    private static let longest = 1 << 20

    /// Copies the file; `nil` when it has no byte order mark, or cannot be copied.
    init?(of path: String) {
        let source = open(path, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { return nil }
        defer { close(source) }
        var bytes = [UInt8](repeating: 0, count: Self.mark.count)
        guard read(source, &bytes, bytes.count) == bytes.count, bytes == Self.mark else {
            return nil
        }
        let copy = pdl_memory_file("netrc")
        guard copy >= 0 else { return nil }
        file = copy
        var room = Self.longest
        bytes = [UInt8](repeating: 0, count: 1 << 14)
        while room > 0 {
            let count = read(source, &bytes, min(room, bytes.count))
            guard count > 0, write(copy, bytes, count) == count else { return }
            room -= count
        }
    }

    deinit { close(file) }
}
