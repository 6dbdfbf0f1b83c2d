import DownloadCore
import Glibc

/// What the kernel answered to a call that failed.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The error number, for example `ENOSPC`.
    package var code: Int32

    /// Creates the error with this number.
    package init(_ code: Int32) {
        self.code = code
    }

    /// The error that the C library noted for the call just made on this thread.
    package static var last: SystemError { SystemError(errno) }

    /// The kernel's words for it, for example `No space left on device`.
    package var words: String {
        var text: [CChar] = Array(repeating: 0, count: 160)
        // The POSIX form of strerror_r, which always fills the buffer that it is given.
        guard strerror_r(code, &text, text.count) == 0 else { return "error \(code)" }
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same words, for messages.
    package var description: String { words }

    /// Whether it says that there is no such file.
    package var isMissingFile: Bool { code == ENOENT || code == ENOTDIR }

    /// The error as a download shows it: `task` says what was being done, for example
    /// `cannot write a.iso.part`; the reason comes first, because rows are short.
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

    /// Whether only descriptors were missing: the next try may well have them.
    public var isShortage: Bool { kind == .disk && cause.hasPrefix(Self.tooManyFiles) }
}
