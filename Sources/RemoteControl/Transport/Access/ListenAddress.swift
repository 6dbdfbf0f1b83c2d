import DownloadCore

/// The address and port that the server listens on.
public struct ListenAddress: Hashable, Sendable {
    /// The address: IPv4, IPv6 without brackets, or `localhost`.
    public let host: String
    /// The port.
    public let port: Int

    /// Parses `ADDRESS:PORT`, with brackets around an IPv6 address; `nil` if it is neither an
    /// address nor `localhost`, or has no port.
    public init?(_ text: String) {
        guard let authority = Authority(text), let port = authority.port,
            authority.isAddress || authority.host == "localhost"
        else { return nil }
        host =
            authority.host.hasPrefix("[")
            ? String(authority.host.dropFirst().dropLast()) : authority.host
        self.port = port
    }

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Whether only processes of this machine can connect.
    public var isLoopback: Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
            || host.hasPrefix("::ffff:127.")
    }

    /// The address as in the settings.
    public var text: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }
}
