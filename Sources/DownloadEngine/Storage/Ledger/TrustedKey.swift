/// The public key of a server that the user trusts, or no longer trusts.
package struct TrustedKey: Hashable, Sendable {
    /// The scheme, host and port of the server.
    package let host: String
    /// The digest of the key, `sha256//` and base64; `nil` when it is no longer trusted.
    package let key: String?
    /// When the user decided, in seconds since 1970.
    package let date: Double

    /// Creates a decision of the user.
    package init(host: String, key: String?, date: Double) {
        self.host = host
        self.key = key
        self.date = date
    }
}
