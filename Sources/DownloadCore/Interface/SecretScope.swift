/// The origin that may receive the secrets of a request.
///
/// The secrets are user name and password, token, cookies, private header fields and client
/// certificate. They were given for the first URL of the request, and so for its scheme, host and
/// port (RFC 6454): not for its mirrors, nor for redirect targets, nor for files next to a mirror.
/// No other place decides this.
package struct SecretScope: Hashable, Sendable {
    private let url: String

    /// Creates the scope of secrets that were given for a URL.
    package init(of url: String) { self.url = url }

    /// Whether the secrets may be sent to a URL.
    package func covers(_ other: String) -> Bool {
        if other == url { return true }
        guard let origin = (try? SourceURL(url))?.hostKey else { return false }
        return (try? SourceURL(other))?.hostKey == origin
    }
}

extension DownloadRequest {
    /// The origin that may receive its secrets.
    package var secretScope: SecretScope { SecretScope(of: sources.first ?? "") }
}
