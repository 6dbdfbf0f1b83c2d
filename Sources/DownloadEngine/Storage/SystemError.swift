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
        case ENOSPC: DownloadError(.diskFull, "no room on the disk: \(task)")
        case EDQUOT: DownloadError(.diskFull, "over the disk quota: \(task)")
        case EFBIG: DownloadError(.disk, "the file system takes no file of this size: \(task)")
        case EROFS: DownloadError(.disk, "the disk is read-only: \(task)")
        case EACCES, EPERM: DownloadError(.disk, "not permitted: \(task)")
        case EMFILE, ENFILE: DownloadError(.disk, "\(DownloadError.tooManyFiles): \(task)")
        case ENAMETOOLONG: DownloadError(.disk, "the name is too long: \(task)")
        case EIO, ENXIO, ENODEV:
            DownloadError(.disk, "the disk fails or is gone (\(words)): \(task)")
        default: DownloadError(.disk, "\(words): \(task)")
        }
    }
}

extension DownloadError {
    fileprivate static let tooManyFiles = "too many open files"

    /// Whether only descriptors were missing, so that the next try may succeed.
    public var isShortage: Bool { kind == .disk && cause.hasPrefix(Self.tooManyFiles) }
}
