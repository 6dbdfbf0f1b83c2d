/// The URL of a file to download, parsed and normalized.
///
/// There is a single parser and a single form: the URL that is validated, compared, displayed and
/// counted per host is the one requested. The parser is strict where a mistake would lead to
/// another server or an obscure error (scheme, host, port, control characters). It is lenient like
/// the WHATWG URL Standard about pasted URLs:
/// - surrounding whitespace, invisible characters, and pairs of `<>` and quotes are removed, and so
///   are tabs and line breaks inside;
/// - spaces, `"`, `<`, `>`, `` ` ``, `{`, `}` and non-ASCII bytes in the path and query are
///   percent-encoded; existing percent-encoding is kept;
/// - `.` and `..` path segments are resolved, and in HTTP URLs a `\` in the path becomes a `/`;
/// - the fragment (`#…`) is removed, since it is never sent;
/// - in FTP and SFTP URLs, `?` is an ordinary path character;
/// - the scheme and host are lowercased, with internationalized names in Punycode and IP addresses
///   in canonical form; an empty path becomes `/`, and the default port is omitted unless the host
///   would be read as a second scheme without it.
public struct SourceURL: Hashable, Sendable {
    /// The scheme.
    public let scheme: Scheme
    /// The user name, percent-encoded; `nil` if absent.
    public let user: String?
    /// The password, percent-encoded; `nil` if absent.
    public let password: String?
    /// The host for name resolution: lowercase ASCII, or an IPv6 address in brackets.
    public let host: String
    /// The explicit or default port, from 1 to 65535.
    public let port: Int
    /// The path, percent-encoded, with a leading `/`.
    public let path: String
    /// The part after the `?`, percent-encoded; `nil` if there is no `?`.
    public let query: String?

    /// The maximum length of a URL in bytes.
    public static let longest = 32 * 1024

    /// Parses a URL.
    ///
    /// - Parameter text: Typed, pasted or received text.
    /// - Throws: `DownloadError` of kind `.badURL` with the reason.
    public init(_ text: String) throws(DownloadError) {
        if let plain = Self(plain: text) { self = plain } else { try self.init(parsing: text) }
    }

    /// Parses any URL.
    init(parsing text: String) throws(DownloadError) {
        let bytes = try Self.unwrapped(text)
        let (scheme, afterScheme) = try Self.takeScheme(bytes)
        let end =
            afterScheme.firstIndex { $0 == slash || $0 == question || $0 == UInt8(ascii: "#") }
            ?? afterScheme.endIndex
        // A password that ends the authority early must not be shown as a port.
        if afterScheme[end...].contains(UInt8(ascii: "@")),
            URLAuthority.hasInvalidPort(afterScheme[..<end])
        {
            throw DownloadError(
                .badURL,
                "invalid URL: its port is invalid; percent-encode “/”, “?” and “#” in its user name"
                    + " and password")
        }
        try Self.checkSecondScheme(afterScheme, authorityEnd: end, after: scheme)
        let authority = try URLAuthority(afterScheme[..<end], scheme: scheme)
        self.scheme = scheme
        self.user = authority.user
        self.password = authority.password
        self.host = authority.host
        self.port = authority.port
        let rest = afterScheme[end...].prefix { $0 != UInt8(ascii: "#") }
        guard scheme.isHTTP else {
            self.path = try Self.filePath(rest, scheme: scheme)
            self.query = nil
            return
        }
        let path = rest.prefix { $0 != question }
        self.path = Self.webPath(path)
        self.query =
            path.endIndex < rest.endIndex ? percentEncoded(rest[path.endIndex...].dropFirst()) : nil
    }

    /// The complete URL, including credentials; must not be displayed or logged.
    public var text: String { beginning + pathAndQuery }

    /// The URL without credentials, for display and logs.
    public var redacted: String { scheme.rawValue + "://" + hostAndPort + pathAndQuery }

    /// The scheme, host and port as a URL.
    var origin: String { scheme.rawValue + "://" + hostAndPort + "/" }

    /// The URL without credentials and query, for text that is stored or shared.
    ///
    /// A query may contain a token that gives access to the file.
    public var shown: String {
        guard let query, !query.isEmpty else { return redacted }
        return String(redacted.dropLast(query.count)) + "…"
    }

    /// The part before the path, including credentials.
    var beginning: String {
        var userInfo = ""
        if let user { userInfo = user + (password.map { ":" + $0 } ?? "") + "@" }
        return scheme.rawValue + "://" + userInfo + hostAndPort
    }

    private var hostAndPort: String {
        port == scheme.defaultPort && !needsPort ? host : host + ":" + String(port)
    }

    private var pathAndQuery: String { query.map { path + "?" + $0 } ?? path }

    /// The scheme, host and port, by which connections are counted; for example `https://host:443`.
    public var hostKey: String {
        let name = host.utf8.last == UInt8(ascii: ".") ? String(host.dropLast()) : host
        return "\(scheme.rawValue)://\(name):\(port)"
    }

    /// Whether the protocol is HTTP, with or without TLS.
    public var isHTTP: Bool { scheme.isHTTP }

    /// The last path segment, percent-decoded; `nil` if the path ends with `/`.
    ///
    /// It is decoded as UTF-8 if valid, else as ISO-8859-1. It is not safe as a file name; use
    /// `FileName`.
    public var lastPathSegment: String? {
        let bytes = lastPathBytes
        return bytes.isEmpty ? nil : bytes.fieldText
    }

    /// The percent-decoded bytes of the last path segment, which are the file's name on an FTP
    /// server.
    package var lastPathBytes: [UInt8] {
        let bytes = Array(path.utf8)
        return percentDecoded(bytes[(bytes.lastIndex(of: slash).map { $0 + 1 } ?? 0)...])
    }

    /// Whether to follow a redirect from this URL to `target`.
    ///
    /// Only HTTP URLs may redirect, and only to HTTP, with or without TLS: a web server must not
    /// make this client connect to an FTP or SFTP server. Other schemes have no redirects.
    public func allowsRedirect(to target: SourceURL) -> Bool { isHTTP && target.isHTTP }

    /// Returns the normalized URL, or `text` unchanged if it is not a URL.
    package static func normalized(_ text: String) -> String {
        (try? SourceURL(text))?.text ?? text
    }
}

extension SourceURL: CustomStringConvertible {
    /// The URL without credentials.
    public var description: String { redacted }
}

let slash = UInt8(ascii: "/")
let question = UInt8(ascii: "?")
