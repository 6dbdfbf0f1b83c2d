/// Removes what documents, mails and terminals add around a copied URL.
enum URLWrapping {
    private static let pairs: [Unicode.Scalar: Unicode.Scalar] = [
        "<": ">", "\"": "\"", "'": "'", "`": "`", "“": "”", "‘": "’", "«": "»", "‹": "›",
        "„": "“", "‚": "‘", "⟨": "⟩",
    ]

    /// Returns the text without surrounding whitespace, invisible characters, and pairs of brackets
    /// and quotes.
    static func removed(from text: String) -> String {
        var scalars = Array(text.unicodeScalars).trimmed(while: isInvisible)
        while scalars.count >= 2, let first = scalars.first, let last = scalars.last,
            pairs[first] == last
        {
            scalars = scalars.dropFirst().dropLast().trimmed(while: isInvisible)
            // RFC 3986 appendix C: `<URL:http://…>`.
            if first == "<", scalars.starts(with: "URL:".unicodeScalars) {
                scalars = scalars.dropFirst(4).trimmed(while: isInvisible)
            }
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.properties.generalCategory == .format
    }

    /// Whether a second URL follows a line break.
    static func beginsAnother(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.split { $0 == 0x0A || $0 == 0x0D }.dropFirst().contains { line in
            let line = line.drop(while: \.isBlank)
            let word = SourceURL.schemeWord(line)
            return !word.isEmpty && line[word.endIndex...].starts(with: "://".utf8)
        }
    }
}
