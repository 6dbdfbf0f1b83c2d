/// Recognizes web pages by their first bytes.
package enum WebPage {
    /// The number of first bytes that suffice.
    package static let enough = 128

    /// Returns whether a file begins as an HTML document does (WHATWG MIME Sniffing, section 7.1).
    package static func begins(with bytes: some Collection<UInt8>) -> Bool {
        var rest = Array(bytes.prefix(enough))[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        rest = rest.drop { [0x09, 0x0A, 0x0C, 0x0D, 0x20].contains($0) }
        let text = String(decoding: rest, as: UTF8.self).lowercased()
        return ["<!doctype html", "<html", "<head"].contains { begin in
            guard text.hasPrefix(begin) else { return false }
            // The tag ends there: <heading> begins no page.
            return text.dropFirst(begin.count).first.map { " >\n\t\r".contains($0) } ?? true
        }
    }
}
