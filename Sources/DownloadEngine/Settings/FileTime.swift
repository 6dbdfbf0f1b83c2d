import DownloadCore
import Glibc

/// The time of change that a finished file gets.
public enum FileTime: String, Sendable, CaseIterable {
    /// That of its last byte here.
    case download
    /// That of `Last-Modified`, where the server says one.
    case server
}
