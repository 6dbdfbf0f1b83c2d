/// How much of a `Referer` field is sent.
package enum RefererPart: Hashable, Sendable {
    case whole, origin, none

    /// Returns the part of a field's value; `nil` if nothing is sent.
    ///
    /// - Parameters:
    ///   - referer: The value.
    ///   - url: The URL of the request; one without TLS does not learn of one with it.
    /// - Returns: The value to send.
    package func part(of referer: String, for url: SourceURL) -> String? {
        switch self {
        case .whole: return referer
        case .none: return nil
        case .origin:
            guard let page = try? SourceURL(referer), page.isHTTP,
                url.scheme.usesTLS || !page.scheme.usesTLS
            else { return nil }
            return page.origin
        }
    }
}
