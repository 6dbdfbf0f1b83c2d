/// The facts about a download's server that its responses revealed.
public struct ServerFacts: Hashable, Sendable, Codable {
    /// The host and port.
    public var host: String
    /// The URL after redirects, without user name and password.
    public var finalURL: String?
    /// The number of redirects that led there.
    public var redirects: Int
    /// The `Server` field.
    public var software: String?
    /// The protocol and version, for example `HTTP/1.1` or `FTP`.
    public var protocolVersion: String?
    /// The TLS version, for example `TLSv1.3`; `nil` without TLS.
    public var security: String?
    /// The digest of the public key that the user trusts for this server, as in
    /// `ServerCertificate.key`; `nil` verifies its certificate.
    public var trustedKey: String?
    /// The entity tag as sent.
    public var entityTag: String?
    /// The `Last-Modified` field as sent.
    public var lastModified: String?
    /// The `Content-Type` field as sent.
    public var mediaType: String?
    /// The maximum number of connections that the host allows; `nil` is no known ceiling.
    public var connectionCeiling: Int?
    /// The longest range in bytes that the server sends at once; `nil` is no known cap.
    public var rangeCap: Int64?

    /// Creates facts with the host only.
    public init(host: String) {
        self.host = host
        self.redirects = 0
    }
}
