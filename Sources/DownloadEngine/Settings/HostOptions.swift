import DownloadCore
import Glibc

/// What is different for one host.
public struct HostOptions: Sendable, Hashable {
    /// Connections to it, 1 to 64; `nil` is as for all.
    public var connections: Int?
    /// Extra request header lines, `Name: value`.
    public var headers: [String] = []
    /// The `User-Agent` field; `nil` is as for all.
    public var userAgent: String?
    /// The proxy's URL; `nil` is as for all.
    public var proxy: String?
    /// The fingerprint of its SSH host key, `SHA256:…`; `nil` leaves it to `~/.ssh/known_hosts`.
    public var hostKey: String?
    /// Bytes per second for each download from it; `nil` is no limit.
    public var limit: Int64?

    /// Creates options that change nothing.
    public init() {}
}
