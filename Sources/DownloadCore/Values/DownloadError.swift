/// An error of a download: a kind for code and a cause for users.
///
/// The wording of `cause` may change at any time. Parts of it come from servers, so escape control
/// characters before displaying it.
public struct DownloadError: Error, Hashable, Sendable {
    /// The category of an error.
    public enum Kind: String, Hashable, Sendable, CaseIterable, Codable {
        /// The URL is malformed or its scheme is not supported.
        case badURL
        /// The host name could not be resolved.
        case unknownHost
        /// The server could not be reached: it refused the connection or did not respond.
        case unreachable
        /// The server closed or reset the connection.
        case connection
        /// No data arrived within the time limit.
        case timeout
        /// The TLS handshake, an SSH host key or a client certificate was rejected.
        case security
        /// The server's certificate cannot be verified, or its key is not the trusted one.
        case certificate
        /// The server responded with an error status.
        case status
        /// The server is overloaded or limits our requests (429, 503).
        case busy
        /// The server requires credentials or rejected the ones sent.
        case credentials
        /// A URL that served bytes before now responds with 403, 404 or 410: the link has expired.
        case expired
        /// The response contradicts itself or the request; its bytes were discarded.
        case badResponse
        /// The file at the source differs from the one the download started with.
        case changed
        /// The body ended before its declared length.
        case cutShort
        /// A redirect was not followed: too many redirects or an unsupported scheme.
        case redirect
        /// The disk is full or the quota is exceeded.
        case diskFull
        /// A disk operation failed for another reason.
        case disk
        /// Another process is using this file.
        case inUse
        /// A file of that name already exists.
        case nameTaken
        /// The checksum does not match, or a required checksum was not found.
        case checksum
        /// A bug in this program.
        case defect
    }

    /// Whether the server could not be reached at all: the network or the whole server is down.
    package var isOutage: Bool { kind == .unreachable || kind == .unknownHost }

    /// Whether the connection failed, not the request.
    package var concernsConnection: Bool {
        [.unreachable, .connection, .timeout, .cutShort].contains(kind)
    }

    /// Whether the host limits requests, so that fewer at a time may succeed.
    package var isLimit: Bool { kind == .busy }

    /// Whether another try at the same URL is useless.
    package var isFinal: Bool {
        [.badURL, .security, .certificate, .redirect, .credentials].contains(kind)
    }

    /// The category, for code to switch on.
    public var kind: Kind
    /// A one-line description for users, without a trailing full stop.
    public var cause: String
    /// The HTTP status, if the server sent one.
    public var status: Int?

    /// The maximum length of `cause` in bytes; text from servers can be of any length.
    package static let longestCause = 1_000

    /// Creates an error, truncating `cause` to `longestCause`.
    public init(_ kind: Kind, _ cause: String, status: Int? = nil) {
        self.kind = kind
        self.cause = cause.bounded(to: Self.longestCause)
        self.status = status
    }
}

extension DownloadError: CustomStringConvertible {
    /// The cause.
    public var description: String { cause }
}
