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

    /// Returns how much of a `Referer` field a request may have.
    ///
    /// The field may contain what only the first URL's server should know, so a mirror gets none
    /// of it. A redirect of the first URL leads to a server that may want to see where the request
    /// comes from: it gets the origin, as from a browser (`strict-origin-when-cross-origin` of the
    /// Referrer Policy).
    ///
    /// - Parameters:
    ///   - other: The URL of the request.
    ///   - isRedirect: Whether a redirect of the first URL leads there.
    /// - Returns: The part.
    package func refererPart(for other: String, isRedirect: Bool) -> RefererPart {
        covers(other) ? .whole : isRedirect ? .origin : .none
    }
}

extension DownloadRequest {
    /// The origin that may receive its secrets.
    package var secretScope: SecretScope { SecretScope(of: sources.first ?? "") }
}
