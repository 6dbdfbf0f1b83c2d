/// Resolves `Location` fields (RFC 9110 section 10.2.2) as browsers do (WHATWG URL Standard, "basic
/// URL parser" with a base).
package enum RedirectTarget {
    /// Returns the absolute URL for the value of a `Location` field.
    ///
    /// A URL with an unsupported scheme is returned unresolved; `SourceURL.allowsRedirect(to:)`
    /// decides whether to follow a redirect.
    ///
    /// - Parameters:
    ///   - location: The value of the field.
    ///   - base: The URL of the request.
    /// - Returns: The URL in canonical form; `nil` if it is invalid.
    package static func resolve(_ location: some Sequence<UInt8>, from base: String) -> String? {
        guard let base = try? SourceURL(base), base.isHTTP else { return nil }
        var text = Array(location.urlText.utf8)[...]
        text.removeAll { $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        text = text.drop { $0 <= 0x20 }
        while let last = text.last, last <= 0x20 { text.removeLast() }
        text = text.prefix { $0 != UInt8(ascii: "#") }
        // Percent-encoding protects the text from `URLWrapping`; hosts are decoded again later.
        text = Array(percentEncoded(slashed(text)).utf8)[...]
        let word = SourceURL.schemeWord(text)
        if let first = word.first, first.isLetter,
            text[word.endIndex...].first == UInt8(ascii: ":")
        {
            let name = word.fieldText.asciiLowercased
            let rest = text[(word.endIndex + 1)...]
            guard let scheme = SourceURL.Scheme(rawValue: name), scheme.isHTTP else {
                return text.fieldText
            }
            guard scheme == base.scheme else {
                return absolute(scheme, rest, from: base)
            }
            // `http:/x` and `http:x` are relative to an http base, as old pages expect.
            text = rest
        }
        if text.starts(with: "//".utf8) { return absolute(base.scheme, text, from: base) }
        let path: String
        switch text.first {
        case nil: path = base.pathAndQuery
        case slash: path = text.fieldText
        case question: path = base.path + text.fieldText
        default:
            let end = base.path.utf8.lastIndex(of: slash) ?? base.path.startIndex
            path = base.path[...end] + text.fieldText
        }
        return (try? SourceURL(base.beginning + path))?.text
    }

    /// Resolves a URL with its own host; any number of slashes before it counts as two.
    ///
    /// A redirect to the same server without user info keeps the credentials of the base URL.
    private static func absolute(
        _ scheme: SourceURL.Scheme, _ rest: ArraySlice<UInt8>, from base: SourceURL
    ) -> String? {
        let rest = rest.drop { $0 == slash }.fieldText
        guard let target = try? SourceURL("\(scheme.rawValue)://" + rest) else { return nil }
        guard target.user == nil, base.user != nil, target.hostKey == base.hostKey else {
            return target.text
        }
        return (try? SourceURL(base.beginning + target.pathAndQuery))?.text
    }

    /// Replaces each `\` before the query with `/`.
    private static func slashed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let end = bytes.firstIndex(of: question) ?? bytes.endIndex
        let backslash = UInt8(ascii: "\\")
        guard bytes[..<end].contains(backslash) else { return bytes }
        return (bytes[..<end].map { $0 == backslash ? slash : $0 } + bytes[end...])[...]
    }
}

extension SourceURL {
    /// The path and the query.
    fileprivate var pathAndQuery: String { path + (query.map { "?" + $0 } ?? "") }
}
