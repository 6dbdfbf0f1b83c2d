/// How a server's SSH host key stands to what is known of it.
package enum HostKeyStanding: Hashable, Sendable {
    /// No key of this host is known.
    case unknown
    /// Another key of this host is known.
    case differs
}

/// The fingerprint of a server's SSH host key, as `ssh` and `ssh-keygen -l` show it.
public struct HostKeyFingerprint: Hashable, Sendable {
    /// The base64 text of the SHA-256 digest, without padding.
    public let base64: String

    /// The fingerprint of a key with this SHA-256 digest.
    package init(digest: some Sequence<UInt8>) {
        base64 = base64Encoded(Array(digest))
    }

    /// Reads `SHA256:` and 43 letters of base64, with or without padding; `nil` for all else.
    public init?(_ text: String) {
        guard text.hasPrefix("SHA256:"),
            let digest = base64Decoded(Array(text.utf8.dropFirst(7))), digest.count == 32
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

/// The base64 text of `bytes` (RFC 4648 section 4), without padding.
private func base64Encoded(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in bytes {
        bits = bits << 8 | UInt32(byte)
        count += 8
        while count >= 6 {
            count -= 6
            text.append(digits[Int(bits >> UInt32(count) & 63)])
        }
    }
    if count > 0 { text.append(digits[Int(bits << UInt32(6 - count) & 63)]) }
    return String(decoding: text, as: UTF8.self)
}
