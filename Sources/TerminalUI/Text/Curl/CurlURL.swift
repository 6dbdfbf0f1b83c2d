import DownloadCore

/// URLs as curl reads them.
enum CurlURL {
    private static let delimiters = Array("{}[]".utf8)
    private static let addressBytes = Array("0123456789abcdefABCDEF:.".utf8)

    /// Returns the URL that a text stands for; `nil` when it contains a pattern.
    ///
    /// Patterns such as `{a,b}` and `[1-9]` stand for several URLs. As for curl, `[]`, an IPv6
    /// address in brackets, and a brace or bracket after a backslash are literal.
    static func literal(_ text: String) -> String? {
        guard text.utf8.contains(where: delimiters.contains) else { return text }
        var rest = Array(text.utf8)[...]
        var literal: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\\"):
                guard let next = rest.first, delimiters.contains(next) else {
                    literal.append(byte)
                    continue
                }
                literal.append(next)
                rest.removeFirst()
            case UInt8(ascii: "["):
                let content = rest.prefix { $0 != UInt8(ascii: "]") }
                guard content.endIndex < rest.endIndex, isLiteral(content) else { return nil }
                literal.append(byte)
                literal += rest[...content.endIndex]
                rest = rest[(content.endIndex + 1)...]
            case UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"): return nil
            default: literal.append(byte)
            }
        }
        return String(decoding: literal, as: UTF8.self)
    }

    /// Whether brackets with this content are no pattern.
    private static func isLiteral(_ content: ArraySlice<UInt8>) -> Bool {
        if content.isEmpty { return true }
        let address = content.prefix { $0 != UInt8(ascii: "%") }
        return address.count { $0 == UInt8(ascii: ":") } > 1
            && address.allSatisfy(addressBytes.contains)
            && !content.contains(where: delimiters.contains)
    }

    /// Returns a URL with a scheme; without one it is HTTP, as for curl.
    static func withScheme(_ url: String) -> String {
        let rest = url.drop { $0.isLetter || $0.isNumber || "+-.".contains($0) }
        if rest.hasPrefix("://") { return url }
        return (url.lowercased().hasPrefix("ftp.") ? "ftp://" : "http://") + url
    }

    /// Returns a URL with a further part in its query.
    static func url(_ url: String, with query: String) -> String {
        let fragment = url.firstIndex(of: "#") ?? url.endIndex
        let place = url[..<fragment]
        let separator = place.contains("?") ? (place.last == "?" ? "" : "&") : "?"
        return place + separator + query + url[fragment...]
    }

    /// Whether the value of a Host field is the server of a URL, as in commands of browsers.
    static func isServer(_ host: String, of url: String) -> Bool {
        guard !host.contains(where: { "/?#@\\".contains($0) }),
            let source = try? SourceURL(url),
            let other = try? SourceURL("\(source.scheme.rawValue)://\(host)")
        else { return false }
        return other.hostKey == source.hostKey
    }
}
