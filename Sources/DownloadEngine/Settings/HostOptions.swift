import DownloadCore
import Glibc

/// The options for one host.
public struct HostOptions: Sendable, Hashable {
    /// Connections to it, 1 to 64; `nil` uses the general limit.
    public var connections: Int?
    /// Extra request header lines, `Name: value`.
    public var headers: [String] = []
    /// The `User-Agent` field; `nil` uses the general one.
    public var userAgent: String?
    /// The proxy's URL; `nil` uses the general one.
    public var proxy: String?
    /// The fingerprint of its SSH host key, `SHA256:…`; `nil` relies on `~/.ssh/known_hosts`.
    public var hostKey: String?
    /// Bytes per second for each download from it; `nil` is no limit.
    public var limit: Int64?

    /// Creates options that change nothing.
    public init() {}
}
