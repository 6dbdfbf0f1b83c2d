/// Recognizes web pages by their first bytes.
package enum WebPage {
    /// The number of first bytes that suffice.
    package static let enough = 128

    /// Returns whether a file begins as an HTML document does (WHATWG MIME Sniffing, section 7.1).
    package static func begins(with bytes: [UInt8]) -> Bool {
        // Most files are told by their first byte.
        guard let first = bytes.first, isSpace(first) || first == 0xEF || first == bracket else {
            return false
        }
        var rest = bytes.prefix(enough)
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        let text = rest.drop(while: isSpace).map(\.lowercased)
        return tags.contains { tag in
            guard text.starts(with: tag) else { return false }
            // The tag ends there: <heading> begins no page.
            return text.count == tag.count || text[tag.count] == UInt8(ascii: ">")
                || isSpace(text[tag.count])
        }
    }

    private static let tags = ["<!doctype html", "<html", "<head"].map { Array($0.utf8) }
    private static let bracket = UInt8(ascii: "<")

    private static func isSpace(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x09, 0x0A, 0x0C, 0x0D, 0x20: true
        default: false
        }
    }
}
