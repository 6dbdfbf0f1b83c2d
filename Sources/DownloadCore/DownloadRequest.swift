/// What a person asks for: one file, and how to fetch it.
public struct DownloadRequest: Hashable, Sendable {
    /// URLs of the same bytes.
    ///
    /// The first is the one given, the others are mirrors; never empty.
    public var sources: [String]
    /// The folder the file goes to: an absolute path.
    public var directory: String
    /// The file's name; `nil` takes it from the server or the URL.
    public var name: String?
    /// How many fragments are fetched at a time.
    public var fragments: FragmentCount
    /// The digest that the finished file must have.
    public var checksum: Checksum?
    /// Where a digest comes from when `checksum` is `nil`.
    public var digestSource: DigestSource
    /// What is done when a file of that name is there already.
    public var onExists: ExistingFilePolicy
    /// What is done when the source turns out to be a Metalink.
    public var metalink: MetalinkPolicy
    /// Bytes per second for this download; `nil` is no limit.
    public var limit: Int64?
    /// The length in bytes that the file must have; `nil` when nobody has said.
    public var length: Int64?
    /// The digests of its pieces; `nil` when they are not known.
    public var pieces: PieceDigests?
    /// How the requests are made.
    public var transport: TransportOptions

    /// Creates a request for `source` into `directory`, everything else as by default.
    public init(source: String, directory: String) {
        self.sources = [source]
        self.directory = directory
        self.name = nil
        self.fragments = .auto
        self.checksum = nil
        self.digestSource = .server
        self.onExists = .rename
        self.metalink = .read
        self.limit = nil
        self.length = nil
        self.pieces = nil
        self.transport = TransportOptions()
    }

    /// The request with its URLs in the form in which they are sent.
    package var normalized: DownloadRequest {
        var request = self
        request.sources = sources.map(SourceURL.normalized)
        return request
    }
}

/// How many fragments of a download are fetched at the same time.
public enum FragmentCount: Hashable, Sendable {
    /// The engine measures how many help.
    case auto
    /// This many, 1 to 64.
    case fixed(Int)

    /// The fewest and the most that can be asked for.
    public static let allowed = 1...64
}

/// What to do when the finished file's name is taken.
public enum ExistingFilePolicy: String, Hashable, Sendable, CaseIterable {
    /// Take the next free `name (1).ext`.
    case rename
    /// Replace the file, in one step, when the new one is whole.
    case overwrite
    /// Leave the file and count the download as done without fetching.
    case skip
    /// Fail before anything is fetched.
    case fail
}

/// What to do with a Metalink (RFC 5854) that a URL leads to.
public enum MetalinkPolicy: String, Hashable, Sendable, CaseIterable {
    /// Read it, and fetch its files in its place.
    case read
    /// Keep it as a file like any other.
    case file
}

/// How requests are made: everything that is said to the server or the way to it.
///
/// Every field's default leaves libcurl's own behaviour, but for the user agent.
public struct TransportOptions: Hashable, Sendable {
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
    /// Whether user names and passwords are looked up in `~/.netrc`.
    public var usesNetrc = false
    /// A user name and password as `name:password`.
    public var credentials: String?
    /// A bearer token (RFC 6750).
    public var bearer: String?
    /// The proxy's URL; `nil` leaves the environment's, the empty string is none.
    public var proxy: String?
    /// A file of certificates to trust instead of the system's: a path.
    public var certificateAuthority: String?
    /// A client certificate in PEM form: a path.
    public var clientCertificate: String?
    /// The key of the client certificate, or the private key to log in with by SSH: a path.
    public var clientKey: String?
    /// Whether certificates and SSH host keys are not checked at all.
    public var insecure = false
    /// The fingerprint of the SSH host key to trust, `SHA256:…`; `nil` leaves it to
    /// `~/.ssh/known_hosts`.
    public var hostKey: String?
    /// Whether connections to FTP servers are encrypted.
    public var ftpSecurity: FTPSecurity = .off
    /// The address family to use: 4, 6 or either.
    public var addressFamily: AddressFamily = .any
    /// The network interface or local address to use.
    public var interface: String?
    /// Which HTTP version lanes use.
    public var httpVersion: HTTPVersion = .http1

    /// Creates the default options.
    public init() {}

    /// When FTP connections are encrypted by TLS (RFC 4217); those of `ftps` URLs always are.
    public enum FTPSecurity: String, Hashable, Sendable, CaseIterable {
        /// Never.
        case off
        /// When the server can.
        case attempt = "try"
        /// Always; a server that cannot is not used.
        case require
    }

    /// Internet protocol versions to use.
    public enum AddressFamily: String, Hashable, Sendable, CaseIterable {
        case any, ipv4, ipv6
    }

    /// HTTP versions to use: with HTTP/2, lanes of a host share one connection.
    public enum HTTPVersion: String, Hashable, Sendable, CaseIterable {
        case http1, http2
    }
}
