/// The options of requests: everything sent to the server or to a proxy before it.
///
/// The defaults are libcurl's, except for the user agent.
public struct TransportOptions: Hashable, Sendable, Codable, DefaultInitializable {
    /// Extra request header lines, `Name: value`.
    public var headers: [String] = []
    /// The `User-Agent` field; `nil` is `pdl-tui/VERSION`.
    public var userAgent: String?
    /// The `Referer` field.
    public var referer: String?
    /// A cookie file in Netscape format: a path.
    public var cookieFile: String?
    /// Cookies as in a `Cookie` header: `a=1; b=2`.
    public var cookies: String?
    /// Whether user names and passwords are read from `~/.netrc`.
    public var usesNetrc = false
    /// A user name and password as `name:password`.
    public var credentials: String?
    /// A bearer token (RFC 6750).
    public var bearer: String?
    /// The proxy's URL; `nil` uses the environment's, the empty string is none.
    public var proxy: String?
    /// A file of certificate authorities to trust instead of the system's: a path.
    public var certificateAuthority: String?
    /// A client certificate in PEM form: a path.
    public var clientCertificate: String?
    /// The key of the client certificate, or the private key for SSH: a path.
    public var clientKey: String?
    /// Whether the checks of certificates and SSH host keys are disabled.
    public var insecure = false
    /// The fingerprint of the SSH host key to trust, `SHA256:…`; `nil` uses `~/.ssh/known_hosts`.
    public var hostKey: String?
    /// Whether connections to FTP servers are encrypted.
    public var ftpSecurity: FTPSecurity = .off
    /// The address family to use: 4, 6 or either.
    public var addressFamily: AddressFamily = .any
    /// The network interface or local address to use.
    public var interface: String?
    /// The HTTP version of the lanes.
    public var httpVersion: HTTPVersion = .http1

    /// Creates the default options.
    public init() {}

    /// When FTP connections are encrypted with TLS (RFC 4217); those of `ftps` URLs always are.
    public enum FTPSecurity: String, Hashable, Sendable, CaseIterable, Codable {
        /// Never.
        case off
        /// When the server supports it.
        case attempt = "try"
        /// Always; a server without support is not used.
        case require
    }

    /// Internet protocol versions to use.
    public enum AddressFamily: String, Hashable, Sendable, CaseIterable, Codable {
        case any, ipv4, ipv6
    }

    /// HTTP versions to use: with HTTP/2, lanes of a host share one connection.
    public enum HTTPVersion: String, Hashable, Sendable, CaseIterable, Codable {
        case http1, http2
    }
}
