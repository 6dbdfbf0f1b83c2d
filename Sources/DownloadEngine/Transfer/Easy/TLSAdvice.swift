import DownloadCore

/// Advice for http URLs whose server may require TLS.
///
/// Such a server closes the connection, sends a TLS alert, or answers 400.
enum TLSAdvice {
    /// Returns the advice for the end of a message.
    ///
    /// - Parameters:
    ///   - url: The requested URL.
    ///   - proxy: The proxy in use; it is the one that has answered an http request.
    ///   - onAnyPort: Whether the response suggests TLS even on the port that is http's.
    /// - Returns: `nil` if TLS is unlikely to be the cause.
    static func text(for url: String, _ proxy: ProxyURL?, onAnyPort: Bool = false) -> String? {
        guard proxy.map(\.scheme.isSOCKS) ?? true, let url = try? SourceURL(url),
            url.scheme == .http, onAnyPort || url.port != 80
        else { return nil }
        return "; if the server uses TLS, try https://"
    }
}
