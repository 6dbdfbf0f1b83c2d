import DownloadCore
import Glibc

/// The modification time of a finished file.
public enum FileTime: String, Sendable, CaseIterable {
    /// The time at which the download completed.
    case download
    /// The time in `Last-Modified`, if the server sends one.
    case server
}
