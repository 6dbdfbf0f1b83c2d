/// The URL of a file to fetch, taken apart and put into the form in which it is sent.
///
/// There is one parser and one form: what is checked, compared, shown and counted by host is what
/// goes out. Strict where a mistake would lead to another place or to a puzzling error (scheme, host,
/// port, control characters), lenient as the WHATWG URL Standard is where URLs are pasted:
/// - blanks and invisible characters around it are dropped, and so are pairs of `<>` and quotes; tabs
///   and line breaks inside are removed;
/// - spaces, `"`, `<`, `>`, `` ` ``, `{`, `}` and every byte outside ASCII in path and query are
///   percent-encoded; what is encoded already stays as it is;
/// - `.` and `..` segments of the path are resolved, and with HTTP a `\` in the path is a `/`;
/// - the fragment (`#…`) is dropped: it is never sent;
/// - with FTP and SFTP a `?` is a letter of the path like others;
/// - scheme and host are put in lower case, international names in Punycode, IP addresses in their
///   usual spelling; a missing path is `/`, the scheme's own port is left out.
public struct SourceURL: Hashable, Sendable {
    /// The kinds of server that files are fetched from.
    public enum Scheme: String, Hashable, Sendable, CaseIterable {
        case http, https, ftp, ftps, sftp

        /// The port that is meant when none is given.
        public var defaultPort: Int {
            switch self {
            case .http: 80
            case .https: 443
            case .ftp: 21
            case .ftps: 990
            case .sftp: 22
            }
        }

        /// Whether it is HTTP, with or without TLS.
        public var isHTTP: Bool { self == .http || self == .https }

        /// Whether it is FTP, encrypted from the first byte or not.
        public var isFTP: Bool { self == .ftp || self == .ftps }
    }

    /// The scheme.
    public let scheme: Scheme
    /// The user name as it stands in the URL, percent-encoded; `nil` without one.
    public let user: String?
    /// The password as it stands in the URL, percent-encoded; `nil` without one.
    public let password: String?
    /// The host as it is looked up: ASCII in lower case, an IPv6 address with its brackets.
    public let host: String
    /// The port, given or the scheme's own: 1 to 65535.
    public let port: Int
    /// The path, percent-encoded; begins with `/`.
    public let path: String
    /// What is behind the `?`, percent-encoded; `nil` without a `?`.
    public let query: String?

    /// The longest URL that is taken, in bytes.
    public static let longest = 32 * 1024

    /// Reads a URL.
    ///
    /// - Parameter text: what was typed, pasted or received.
    /// - Throws: `DownloadError` of kind `.badURL` that says what is wrong with it.
    public init(_ text: String) throws(DownloadError) {
        let bytes = try Self.unwrapped(text)
        let (scheme, afterScheme) = try Self.takeScheme(bytes)
        let end =
            afterScheme.firstIndex { $0 == slash || $0 == question || $0 == UInt8(ascii: "#") }
            ?? afterScheme.endIndex
        let authority = try URLAuthority(afterScheme[..<end], scheme: scheme)
        self.scheme = scheme
        self.user = authority.user
        self.password = authority.password
        self.host = authority.host
        self.port = authority.port
        let rest = afterScheme[end...].prefix { $0 != UInt8(ascii: "#") }
        guard scheme.isHTTP else {
            self.path = try Self.filePath(rest, scheme: scheme, authority: authority)
            self.query = nil
            return
        }
        let path = rest.prefix { $0 != question }
        self.path = Self.webPath(path)
        self.query =
            path.endIndex < rest.endIndex ? percentEncoded(rest[path.endIndex...].dropFirst()) : nil
    }

    /// The URL as it is sent, with user name and password: not for screens and logs.
    public var text: String { beginning + path + (query.map { "?" + $0 } ?? "") }

    /// The URL without user name and password, for screens and logs.
    public var redacted: String {
        "\(scheme.rawValue)://\(hostAndPort)\(path)" + (query.map { "?" + $0 } ?? "")
    }

    /// The URL without user name and password, and without what its query says, which may give access
    /// to the file: for texts that people keep or pass on.
    public var shown: String {
        guard let query, !query.isEmpty else { return redacted }
        return String(redacted.dropLast(query.count)) + "…"
    }

    /// Everything before the path, with user name and password.
    var beginning: String {
        var userInfo = ""
        if let user { userInfo = user + (password.map { ":" + $0 } ?? "") + "@" }
        return "\(scheme.rawValue)://\(userInfo)\(hostAndPort)"
    }

    private var hostAndPort: String { port == scheme.defaultPort ? host : "\(host):\(port)" }

    /// What connections are counted by: scheme, host and port, for example `https://host:443`.
    public var hostKey: String {
        let name = host.utf8.last == UInt8(ascii: ".") ? String(host.dropLast()) : host
        return "\(scheme.rawValue)://\(name):\(port)"
    }

    /// Whether it is fetched by HTTP, with or without TLS.
    public var isHTTP: Bool { scheme.isHTTP }

    /// What the path ends in, percent-decoded; `nil` when the path ends in `/`.
    ///
    /// UTF-8 if valid, else Latin-1. It is not safe as a file name: `FileName` makes it so.
    public var lastPathSegment: String? {
        let bytes = lastPathBytes
        return bytes.isEmpty ? nil : bytes.fieldText
    }

    /// The bytes of what the path ends in, percent-decoded: the file as an FTP server knows it.
    package var lastPathBytes: [UInt8] {
        let bytes = Array(path.utf8)
        return percentDecoded(bytes[(bytes.lastIndex(of: slash).map { $0 + 1 } ?? 0)...])
    }

    /// Whether a server at this URL may send us on to `target`.
    ///
    /// From HTTP only to HTTP, with or without TLS: a web server must not make us talk to an FTP or
    /// SFTP server in its name. Other schemes know no redirects.
    public func allowsRedirect(to target: SourceURL) -> Bool { isHTTP && target.isHTTP }

    /// The text in the form in which it is sent; as it is when it is not a URL.
    package static func normalized(_ text: String) -> String {
        (try? SourceURL(text))?.text ?? text
    }
}

extension SourceURL: CustomStringConvertible {
    /// The URL without user name and password.
    public var description: String { redacted }
}

let slash = UInt8(ascii: "/")
let question = UInt8(ascii: "?")
