/// The URL of a file to fetch, taken apart and put into a form that can be sent as it is.
///
/// Strict where a mistake would lead to another place or to a puzzling error (scheme, host, port,
/// control characters), kind where browsers are, because URLs are pasted:
/// - blanks around it are dropped, and so is one pair of `<>` or quotes;
/// - spaces, `"`, `<`, `>`, `` ` ``, `{`, `}`, `\` and everything outside ASCII in path and query are
///   percent-encoded, as browsers do; what is encoded already stays as it is;
/// - the fragment (`#…`) is dropped: it is never sent;
/// - with FTP and SFTP a `?` is a letter of the path like others;
/// - scheme and host are put in lower case, a missing path is `/`, a port that is the scheme's own is
///   left out.
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
    /// The host in lower case, an IPv6 address with its brackets; names outside ASCII as given.
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
    /// - Parameter text: what a person typed or pasted.
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
        self.path = path.isEmpty ? "/" : percentEncoded(path)
        self.query =
            path.endIndex < rest.endIndex ? percentEncoded(rest[path.endIndex...].dropFirst()) : nil
    }

    /// The URL as it is sent, with user name and password: not for screens and logs.
    public var text: String {
        var userInfo = ""
        if let user { userInfo = user + (password.map { ":" + $0 } ?? "") + "@" }
        return "\(scheme.rawValue)://\(userInfo)\(place)"
    }

    /// The URL without user name and password, for screens and logs.
    public var redacted: String { "\(scheme.rawValue)://\(place)" }

    private var place: String {
        let port = port == scheme.defaultPort ? "" : ":\(port)"
        return host + port + path + (query.map { "?" + $0 } ?? "")
    }

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
}

extension SourceURL: CustomStringConvertible {
    /// The URL without user name and password.
    public var description: String { redacted }
}

let slash = UInt8(ascii: "/")
let question = UInt8(ascii: "?")

// MARK: - Reading

extension SourceURL {
    /// The bytes of `text` without what pasting leaves around it; none of them a control character.
    private static func unwrapped(_ text: String) throws(DownloadError) -> ArraySlice<UInt8> {
        guard text.utf8.count <= longest else {
            throw DownloadError(.badURL, "the URL is longer than \(longest) bytes")
        }
        func isBlank(_ byte: UInt8) -> Bool { byte.isBlank || byte == 0x0A || byte == 0x0D }
        func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }
        var bytes = Array(text.utf8)[...].drop(while: isBlank)
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        if bytes.count >= 2, let first = bytes.first, let last = bytes.last {
            switch (first, last) {
            case (UInt8(ascii: "<"), UInt8(ascii: ">")), (UInt8(ascii: "\""), UInt8(ascii: "\"")),
                (UInt8(ascii: "'"), UInt8(ascii: "'")):
                bytes = bytes.dropFirst().dropLast()
            default: break
            }
        }
        guard !bytes.isEmpty else { throw DownloadError(.badURL, "the URL is empty") }
        guard let control = bytes.first(where: isControl) else { return bytes }
        if bytes.contains(where: { $0 == 0x0A || $0 == 0x0D }) {
            throw DownloadError(.badURL, "the URL has a line break in it; give one URL a line")
        }
        throw DownloadError(.badURL, "the URL has a control character in it (code \(control))")
    }

    /// The scheme, and what follows its `://`.
    private static func takeScheme(
        _ bytes: ArraySlice<UInt8>
    ) throws(DownloadError) -> (Scheme, ArraySlice<UInt8>) {
        // Nearly all are one of these; what is behind the rest tells people what is wrong.
        if bytes.starts(with: "https://".utf8) { return (.https, bytes.dropFirst(8)) }
        if bytes.starts(with: "http://".utf8) { return (.http, bytes.dropFirst(7)) }
        let word = bytes.prefix {
            $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-")
                || $0 == UInt8(ascii: ".")
        }
        let after = bytes[word.endIndex...]
        let name = word.fieldText.asciiLowercased
        let isHost =
            word.contains(UInt8(ascii: ".")) && !after.starts(with: "://".utf8)
            || looksLikePort(after.dropFirst()) || name == "localhost"
        guard let first = word.first, after.first == UInt8(ascii: ":"), first.isLetter, !isHost
        else {
            var meant: String?
            if isHost {
                meant = "https://" + shortened(bytes)
            } else if after.starts(with: "//".utf8), let scheme = likeliest(name) {
                meant = scheme.rawValue + "://" + shortened(after.drop { $0 == slash })
            }
            let hint = meant.map { "; do you mean \($0)?" } ?? " such as https:// at its front"
            throw DownloadError(.badURL, "“\(shortened(bytes))” has no scheme" + hint)
        }
        let rest = after.dropFirst()
        guard let scheme = Scheme(rawValue: name) else {
            let meant = rest.first == slash ? likeliest(name) : nil
            let hint =
                meant.map {
                    "do you mean \($0.rawValue)://\(shortened(rest.drop { $0 == slash }))?"
                } ?? "http, https, ftp, ftps and sftp are"
            throw DownloadError(
                .badURL, "the scheme \(name.prefix(20)) is not one that can be fetched; " + hint)
        }
        guard rest.starts(with: "//".utf8) else {
            throw DownloadError(
                .badURL,
                "“\(shortened(bytes))” lacks the two slashes after \(name):; "
                    + "do you mean \(name)://\(shortened(rest.drop { $0 == slash }))?")
        }
        return (scheme, rest.dropFirst(2))
    }

    /// The scheme that a word with at most one slip of the keyboard was meant to be; nothing at all
    /// is https.
    private static func likeliest(_ word: String) -> Scheme? {
        guard !word.isEmpty else { return .https }
        let letters = Array(word)
        let schemes = [Scheme.https, .http, .sftp, .ftps, .ftp]
        return schemes.first { $0.rawValue == word }
            ?? schemes.first { hasOneSlip(letters, Array($0.rawValue)) }
    }

    /// Whether one letter too many, too few or another one, or two that changed places, make the
    /// difference.
    private static func hasOneSlip(_ a: [Character], _ b: [Character]) -> Bool {
        let start = zip(a, b).prefix { $0 == $1 }.count
        let (x, y) = (a[start...], b[start...])
        if x.count == y.count {
            let isSwap = x.count >= 2 && x.prefix(2).reversed().elementsEqual(y.prefix(2))
            return x.dropFirst() == y.dropFirst() || isSwap && x.dropFirst(2) == y.dropFirst(2)
        }
        return x.dropFirst() == y || x == y.dropFirst()
    }

    /// Whether what follows a first `:` is a port, so that what is before it is a host.
    private static func looksLikePort(_ bytes: ArraySlice<UInt8>) -> Bool {
        let digits = bytes.prefix(while: \.isDigit)
        guard !digits.isEmpty else { return false }
        let next = bytes[digits.endIndex...].first
        return next == nil || next == slash || next == question
    }

    /// A URL's text cut for an error message; without user info, since that may hold a password.
    private static func shortened(_ bytes: ArraySlice<UInt8>) -> String {
        var bytes = bytes
        let place = bytes.prefix { $0 != question }
        if let at = place.lastIndex(of: UInt8(ascii: "@")) { bytes = bytes[(at + 1)...] }
        let text = bytes.fieldText
        return text.count <= 80 ? text : text.prefix(79) + "…"
    }
}

/// `bytes` with everything percent-encoded that browsers encode in paths and queries, and `more`.
func percentEncoded(_ bytes: ArraySlice<UInt8>, _ more: String = "") -> String {
    func isEncoded(_ byte: UInt8) -> Bool {
        isAlwaysEncoded(byte) || (!more.isEmpty && more.utf8.contains(byte))
    }
    guard bytes.contains(where: isEncoded) else { return String(decoding: bytes, as: UTF8.self) }
    let hex = Array("0123456789ABCDEF".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    for byte in bytes {
        if isEncoded(byte) {
            text += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
        } else {
            text.append(byte)
        }
    }
    return String(decoding: text, as: UTF8.self)
}

private func isAlwaysEncoded(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x80..., UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "`"),
        UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\\"), UInt8(ascii: " "):
        true
    default: false
    }
}
