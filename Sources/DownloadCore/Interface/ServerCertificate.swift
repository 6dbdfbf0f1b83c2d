/// A server's certificate that was not accepted, as the server presents it.
public struct ServerCertificate: Hashable, Sendable, Codable {
    /// The scheme, host and port of the server.
    public var host: String
    /// The SHA-256 digest of its public key: `sha256//` and base64 (RFC 7469 section 2.4).
    public var key: String
    /// The name that it was issued to.
    public var subject: String
    /// The name of its issuer.
    public var issuer: String
    /// The host names and addresses that it is valid for.
    public var names: [String]
    /// The end of its validity, in the words of the TLS library.
    public var expires: String
    /// Whether the user trusts another key of this server.
    public var isChanged: Bool

    /// Creates a certificate of which only the key is known.
    public init(host: String, key: String) {
        self.host = host
        self.key = key
        subject = ""
        issuer = ""
        names = []
        expires = ""
        isChanged = false
    }

    /// The maximum length of a text or name in bytes; certificates can hold any.
    private static let longest = 256
    /// The maximum number of names.
    private static let mostNames = 32

    /// The certificate with its texts bounded.
    package var bounded: ServerCertificate {
        var certificate = self
        certificate.subject = subject.bounded(to: Self.longest)
        certificate.issuer = issuer.bounded(to: Self.longest)
        certificate.expires = expires.bounded(to: Self.longest)
        certificate.names = names.prefix(Self.mostNames).map { $0.bounded(to: Self.longest) }
        return certificate
    }

    /// Returns whether `text` has the form of a key's digest.
    package static func isKey(_ text: String) -> Bool {
        let prefix = "sha256//"
        guard text.hasPrefix(prefix), let digest = Base64.decode(text.dropFirst(prefix.count).utf8)
        else { return false }
        return digest.count == 32
    }
}
