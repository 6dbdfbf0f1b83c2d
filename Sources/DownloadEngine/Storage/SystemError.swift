import DownloadCore
import Glibc

/// The error of a failed system call.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The error number, for example `ENOSPC`.
    package var code: Int32

    /// Creates the error with this number.
    package init(_ code: Int32) {
        self.code = code
    }

    /// The `errno` of the call just made on this thread.
    package static var last: SystemError { SystemError(errno) }

    /// The system's text for it, for example `No space left on device`.
    package var words: String {
        var text: [CChar] = Array(repeating: 0, count: 160)
        // The POSIX form of strerror_r, which always fills the given buffer.
        guard strerror_r(code, &text, text.count) == 0 else { return "error \(code)" }
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same text, for messages.
    package var description: String { words }

    /// Whether it means that no such file exists.
    package var isMissingFile: Bool { code == ENOENT || code == ENOTDIR }

    /// Returns the error that a download shows.
    ///
    /// The `task` says what was being done, for example `cannot write a.iso.part`. The reason comes
    /// first, because rows are short.
    package func downloadError(_ task: String) -> DownloadError {
        switch code {
        case ENOSPC: DownloadError(.diskFull, "disk full: \(task)")
        case EDQUOT: DownloadError(.diskFull, "disk quota exceeded: \(task)")
        case EFBIG: DownloadError(.disk, "file too large for the file system: \(task)")
        case EROFS: DownloadError(.disk, "read-only file system: \(task)")
        case EACCES, EPERM: DownloadError(.disk, "permission denied: \(task)")
        case EMFILE, ENFILE: DownloadError(.disk, "\(DownloadError.tooManyFiles): \(task)")
        case ENAMETOOLONG: DownloadError(.disk, "file name too long: \(task)")
        case EIO, ENXIO, ENODEV:
            DownloadError(.disk, "disk failed or removed (\(words)): \(task)")
        default: DownloadError(.disk, "\(words): \(task)")
        }
    }
}

extension DownloadError {
    fileprivate static let tooManyFiles = "too many open files"

    /// Whether only descriptors were missing, so that the next try may succeed.
    public var isShortage: Bool { kind == .disk && cause.hasPrefix(Self.tooManyFiles) }
}
