/// The fingerprint of a server's SSH host key, as `ssh` and `ssh-keygen -l` show it.
public struct HostKeyFingerprint: Hashable, Sendable {
    /// The base64 text of the SHA-256 digest, without padding.
    public let base64: String

    /// The fingerprint of a key with this SHA-256 digest.
    package init(digest: some Sequence<UInt8>) {
        base64 = Base64.encode(Array(digest), padded: false)
    }

    /// Reads `SHA256:` and 43 letters of base64, with or without padding; `nil` for all else.
    public init?(_ text: String) {
        guard text.hasPrefix("SHA256:"),
            let digest = Base64.decode(Array(text.utf8.dropFirst(7))), digest.count == 32
        else { return nil }
        self.init(digest: digest)
    }

    /// The fingerprint as it is shown and given: `SHA256:…`.
    public var text: String { "SHA256:" + base64 }

    /// The error for a key that cannot be trusted.
    ///
    /// - Parameters:
    ///   - standing: How it stands to what is known.
    ///   - host: The server's name.
    /// - Returns: An error with the fingerprint and the way out.
    package func refusal(_ standing: HostKeyStanding, host: String) -> DownloadError {
        let advice = "if \(text) is the right key, give it with --host-key"
        return switch standing {
        case .unknown:
            DownloadError(
                .security,
                "the key of \(host) is not known: \(advice), or log in once with ssh so that"
                    + " ~/.ssh/known_hosts has it")
        case .differs:
            DownloadError(
                .security,
                "the key of \(host) is not the one in ~/.ssh/known_hosts: somebody may be reading"
                    + " along, or the server was set up anew; \(advice)")
        }
    }
}
