/// The fingerprint of a server's SSH host key, in the format of `ssh` and `ssh-keygen -l`.
public struct HostKeyFingerprint: Hashable, Sendable {
    /// The SHA-256 digest in base64, without padding.
    public let base64: String

    /// Creates the fingerprint of a key from the key's SHA-256 digest.
    package init(digest: some Sequence<UInt8>) {
        base64 = Base64.encode(Array(digest), padded: false)
    }

    /// Parses `SHA256:` and 43 base64 digits, with or without padding; `nil` if the text is
    /// invalid.
    public init?(_ text: String) {
        guard text.hasPrefix("SHA256:"),
            let digest = Base64.decode(Array(text.utf8.dropFirst(7))), digest.count == 32
        else { return nil }
        self.init(digest: digest)
    }

    /// The fingerprint in its textual form: `SHA256:…`.
    public var text: String { "SHA256:" + base64 }

    /// Returns the error for an untrusted key.
    ///
    /// - Parameters:
    ///   - standing: Why the key is not trusted.
    ///   - host: The host name of the server.
    /// - Returns: An error with the fingerprint and a way to resolve it.
    package func refusal(_ standing: HostKeyStanding, host: String) -> DownloadError {
        let advice = "if \(text) is the right key, pass it with --host-key"
        return switch standing {
        case .unknown:
            DownloadError(
                .security,
                "unknown host key of \(host): \(advice), or log in once with ssh to add it to"
                    + " ~/.ssh/known_hosts")
        case .differs:
            DownloadError(
                .security,
                "the host key of \(host) differs from ~/.ssh/known_hosts: the connection may be"
                    + " intercepted, or the server was reinstalled; \(advice)")
        }
    }
}
