/// What went wrong with a download: a kind to switch on and a cause to read.
///
/// The text of `cause` is for people and promises no format. It comes from outside in part, so
/// whoever shows it makes control characters visible first.
public struct DownloadError: Error, Hashable, Sendable {
    /// What kind of thing went wrong.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The URL cannot be used: its text or scheme is wrong.
        case badURL
        /// The host name could not be looked up.
        case unknownHost
        /// There is no way to the server: the connection was refused, or nobody answered it.
        case unreachable
        /// The server closed or reset the connection.
        case connection
        /// Nothing arrived for too long.
        case timeout
        /// The certificate or the TLS handshake was refused.
        case security
        /// The server answered with a status that is an error.
        case status
        /// The server answers that it is too busy or that we ask too much (429, 503).
        case busy
        /// The server wants a user name and password, or does not accept them.
        case credentials
        /// A URL that has given bytes before answers 403, 404 or 410: the link has expired.
        case expired
        /// The response contradicts itself or the request; none of its bytes was kept.
        case badResponse
        /// The file at the source is not the one that was begun.
        case changed
        /// The body ended before its length.
        case cutShort
        /// A redirect was not followed: too many, or to another kind of scheme.
        case redirect
        /// No room on the disk, or over quota.
        case diskFull
        /// The disk or folder refused a write for another reason.
        case disk
        /// Another process works on this file.
        case inUse
        /// A file of that name is there already.
        case nameTaken
        /// The bytes do not have the checksum that they must have, or none is found.
        case checksum
        /// A defect of this program.
        case defect
    }

    /// Whether no request has reached the server: the network or the whole server is away.
    package var isOutage: Bool { kind == .unreachable || kind == .unknownHost }

    /// The kind to switch on.
    public var kind: Kind
    /// What happened, in words: one line with no full stop at its end.
    public var cause: String
    /// The HTTP status, when the server gave one.
    public var status: Int?

    /// The longest cause, in bytes; what comes from outside may be of any length.
    package static let longestCause = 1_000

    /// Creates an error; a cause that is longer than `longestCause` is cut.
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
