import DownloadCore
import Glibc

/// What the kernel answered to a call that failed.
package struct SystemError: Error, Hashable, Sendable {
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

    /// The error as a download shows it: `task` says what was being done, for example
    /// `cannot write a.iso.part`.
    package func downloadError(_ task: String) -> DownloadError {
        switch code {
        case ENOSPC: DownloadError(.diskFull, "\(task): no room on the disk")
        case EDQUOT: DownloadError(.diskFull, "\(task): over the disk quota")
        case EFBIG: DownloadError(.disk, "\(task): the file system takes no file of this size")
        case EROFS: DownloadError(.disk, "\(task): the disk is read-only")
        case EACCES, EPERM: DownloadError(.disk, "\(task): not permitted")
        case ENAMETOOLONG: DownloadError(.disk, "\(task): the name is too long")
        case EIO, ENXIO, ENODEV:
            DownloadError(.disk, "\(task): the disk fails or is gone (\(words))")
        default: DownloadError(.disk, "\(task): \(words)")
        }
    }
}
