/// What was learnt of a download's server from its answers.
public struct ServerFacts: Hashable, Sendable, Codable {
    /// The host and port.
    public var host: String
    /// The URL after redirects, without user name and password.
    public var finalURL: String?
    /// How many redirects led there.
    public var redirects: Int
    /// The `Server` field.
    public var software: String?
    /// For example `HTTP/1.1` or `FTP`.
    public var protocolVersion: String?
    /// For example `TLSv1.3`; `nil` without TLS.
    public var security: String?
    /// The entity tag as sent.
    public var entityTag: String?
    /// The `Last-Modified` field as sent.
    public var lastModified: String?
    /// The `Content-Type` field as sent.
    public var mediaType: String?
    /// The most connections the host has been found to allow; `nil` when no ceiling was met.
    public var connectionCeiling: Int?
    /// The longest range in bytes that the server gives at once; `nil` when no cap was met.
    public var rangeCap: Int64?

    /// Creates facts that know the host only.
    public init(host: String) {
        self.host = host
        self.redirects = 0
    }
}
