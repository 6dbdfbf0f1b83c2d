/// A validated proxy URL in a canonical form for libcurl.
///
/// An invalid proxy is an error and never ignored, since its traffic would then bypass the proxy.
/// - Surrounding whitespace is removed; the default scheme is `http`.
/// - The user name and password end at the last `@`; characters not allowed there are
///   percent-encoded.
/// - The default port is 443 for `https` and 1080 for all others, as in curl.
public struct ProxyURL: Hashable, Sendable {
    /// The proxy protocols.
    public enum Scheme: String, Hashable, Sendable, CaseIterable {
        case http, https, socks4, socks4a, socks5, socks5h

        /// The default port.
        var defaultPort: Int { usesTLS ? 443 : 1080 }
        /// Whether the connection to the proxy itself uses TLS.
        public var usesTLS: Bool { self == .https }
        /// Whether this is a SOCKS proxy of any version.
        public var isSOCKS: Bool { self != .http && self != .https }
    }

    /// The scheme.
    public let scheme: Scheme
    /// The user name, percent-encoded; `nil` if absent.
    public let user: String?
    /// The password, percent-encoded; `nil` if absent.
    public let password: String?
    /// The host in lower case; an IPv6 address is in brackets.
    public let host: String
    /// The port.
    public let port: Int
    /// The path of the Unix socket, percent-encoded, for a SOCKS proxy at `localhost`; otherwise
    /// empty.
    public let socketPath: String
    /// The most bytes in the path of a Unix socket on Linux.
    static let longestSocketPath = 107

    /// Words rejected as a host, since they are meant to disable the proxy.
    private static let refusedWords: Set<String> = ["none", "off", "no", "false", "direct"]

    /// Parses a proxy URL.
    ///
    /// - Throws: `DownloadError` of kind `.badURL`; its text never contains credentials.
    public init(_ text: String) throws(DownloadError) {
        let bytes = try Self.address(text)
        let (scheme, rest) = try Self.takeScheme(bytes)
        // A slash in a password must be percent-encoded.
        let isSlash: (UInt8) -> Bool = {
            $0 == slash || $0 == question || $0 == UInt8(ascii: "#")
        }
        let end = rest.firstIndex(where: isSlash) ?? rest.endIndex
        let place = rest[..<end]
        let path = rest[end...]
        guard !path.contains(UInt8(ascii: "@")) else {
            throw Self.error("percent-encode “/”, “?” and “#” in its user name and password")
        }
        let at = place.lastIndex(of: UInt8(ascii: "@"))
        guard at.map({ URLAuthority.hasEncodedControl(place[..<$0]) }) != true else {
            throw Self.error("its user name or password contains an encoded control character")
        }
        let authority: URLAuthority
        do throws(DownloadError) {
            authority = try URLAuthority(place, scheme: .http)
        } catch {
            let reason = error.cause.split(separator: ":", maxSplits: 1).last.map { $0.dropFirst() }
            throw Self.error(
                at != nil ? "its host or port is malformed" : String(reason ?? "it is malformed"))
        }
        let word = String(decoding: bytes.map(\.lowercased), as: UTF8.self)
        guard Scheme(rawValue: word) == nil, !Self.refusedWords.contains(word) else {
            throw Self.error("“\(word)” is not a host; for no proxy leave it empty (\"\")")
        }
        self.scheme = scheme
        self.user = authority.user
        self.password = authority.password
        self.host = authority.host
        self.port = Self.hasPort(place) ? authority.port : scheme.defaultPort
        let isSocket = scheme.isSOCKS && authority.host == "localhost" && path.count > 1
        guard path.isEmpty || path.elementsEqual([slash]) || isSocket && path.first == slash else {
            throw Self.error("only a port may follow its host")
        }
        self.socketPath = isSocket ? try Self.socketPath(path) : ""
    }

    /// The URL for libcurl, including credentials; must not be displayed or logged.
    public var text: String {
        var userInfo = ""
        if let user { userInfo = user + (password.map { ":" + $0 } ?? "") + "@" }
        return "\(scheme.rawValue)://\(userInfo)\(host):\(port)\(socketPath)"
    }

    /// The URL without credentials.
    public var redacted: String { "\(scheme.rawValue)://\(host):\(port)\(socketPath)" }

    /// The host and port, or the path of the Unix socket, for messages.
    public var place: String { socketPath.isEmpty ? "\(host):\(port)" : "localhost\(socketPath)" }

    private static func error(_ reason: String) -> DownloadError {
        DownloadError(.badURL, "invalid proxy URL: \(reason)")
    }

    /// Returns the path of a Unix socket in the form that libcurl reads.
    private static func socketPath(_ path: ArraySlice<UInt8>) throws(DownloadError) -> String {
        guard !path.contains(where: { $0 == question || $0 == UInt8(ascii: "#") }) else {
            throw error("percent-encode “?” and “#” in the path of its Unix socket")
        }
        guard !URLAuthority.hasEncodedControl(path) else {
            throw error("the path of its Unix socket contains an encoded control character")
        }
        guard percentDecoded(path).count <= longestSocketPath else {
            throw error(
                "the path of its Unix socket is longer than \(longestSocketPath) bytes")
        }
        return percentEncoded(path)
    }

    private static func address(_ text: String) throws(DownloadError) -> ArraySlice<UInt8> {
        guard text.utf8.count <= SourceURL.longest else { throw error("it is too long") }
        let bytes = Array(text.utf8).trimmed
        guard !bytes.isEmpty else { throw error("it is empty") }
        guard bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw error("it contains a space or control character")
        }
        return bytes
    }

    private static func takeScheme(
        _ bytes: ArraySlice<UInt8>
    ) throws(DownloadError) -> (Scheme, ArraySlice<UInt8>) {
        let word = bytes.prefix { $0.isLetter || $0.isDigit || "+-.".utf8.contains($0) }
        guard bytes[word.endIndex...].starts(with: "://".utf8) else { return (.http, bytes) }
        let name = String(decoding: word.map(\.lowercased), as: UTF8.self)
        guard let scheme = Scheme(rawValue: name) else {
            throw error(
                "the scheme “\(name.prefix(20))” is not supported; use "
                    + "http, https, socks4, socks4a, socks5 or socks5h")
        }
        return (scheme, bytes[word.endIndex...].dropFirst(3))
    }

    /// Whether the authority contains a port, after any user info and IPv6 brackets.
    private static func hasPort(_ place: ArraySlice<UInt8>) -> Bool {
        var rest = place
        if let at = rest.lastIndex(of: UInt8(ascii: "@")) { rest = rest[(at + 1)...] }
        if let close = rest.lastIndex(of: UInt8(ascii: "]")) { rest = rest[(close + 1)...] }
        guard let colon = rest.firstIndex(of: UInt8(ascii: ":")) else { return false }
        return colon + 1 < rest.endIndex
    }
}
