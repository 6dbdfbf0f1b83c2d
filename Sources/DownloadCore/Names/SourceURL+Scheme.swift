extension SourceURL {
    /// The supported protocols.
    public enum Scheme: String, Hashable, Sendable, CaseIterable {
        case http, https, ftp, ftps, sftp

        /// The default port.
        public var defaultPort: Int {
            switch self {
            case .http: 80
            case .https: 443
            case .ftp: 21
            case .ftps: 990
            case .sftp: 22
            }
        }

        /// All schemes, the likeliest to be meant by a mistyped one first.
        static let byLikelihood: [Self] = [.https, .http, .sftp, .ftps, .ftp]

        /// The names of all schemes, for a message.
        static var names: String {
            let names = allCases.map(\.rawValue)
            return names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
        }

        /// Reads the scheme of a URL, quickly if `SourceURL` has written it; `nil` if it is not valid.
        init?(of text: String) {
            let name = String(decoding: text.utf8.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)
            guard let scheme = Self(rawValue: name) ?? (try? SourceURL(text))?.scheme else {
                return nil
            }
            self = scheme
        }

        /// Whether this is HTTP, with or without TLS.
        public var isHTTP: Bool { self == .http || self == .https }

        /// Whether this is FTP, with or without implicit TLS.
        public var isFTP: Bool { self == .ftp || self == .ftps }

        /// Whether TLS protects the whole transfer.
        public var usesTLS: Bool { self == .https || self == .ftps }

        /// The environment variables that name its proxy, in order of precedence.
        ///
        /// A CGI script receives the request's `Proxy` field as `HTTP_PROXY`.
        var proxyVariables: [String] {
            let name = rawValue + "_proxy"
            return self == .http ? [name] : [name, name.uppercased()]
        }
    }
}
