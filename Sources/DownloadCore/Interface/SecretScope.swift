/// For which origin the secrets of a request are: user name and password, token, cookies, private
/// header fields, client certificate.
///
/// They were given for the URL that the request names first, and so for its scheme, host and port
/// (RFC 6454): not for its mirrors, nor for what it redirects to, nor for what lies beside a mirror.
/// This is the only place that decides it.
package struct SecretScope: Hashable, Sendable {
    private let url: String

    /// The scope of what was given for a URL.
    package init(of url: String) { self.url = url }

    /// Whether the secrets may be sent to a URL.
    package func covers(_ other: String) -> Bool {
        if other == url { return true }
        guard let origin = (try? SourceURL(url))?.hostKey else { return false }
        return (try? SourceURL(other))?.hostKey == origin
    }
}

extension DownloadRequest {
    /// For which origin its secrets are.
    package var secretScope: SecretScope { SecretScope(of: sources.first ?? "") }
}
