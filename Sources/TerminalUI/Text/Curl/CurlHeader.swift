import DownloadCore

/// A header field of a curl command: the value of `-H`.
struct CurlHeader {
    /// What becomes of a field.
    enum Use {
        /// It is sent.
        case taken
        /// It is left out: browsers send it with every request, and it does not change the file.
        case ignored
        /// It is left out with a notice, since the download may differ without it.
        case omitted
    }

    /// The name as written.
    let name: String
    /// The value, without leading whitespace.
    let value: String
    /// Whether the field is sent although it is empty: `Name;`, while `Name:` removes a field.
    let isSentEmpty: Bool

    /// Parses a field; `nil` if curl sends nothing for it.
    init?(_ line: String) {
        let separator = line.firstIndex { $0 == ":" || $0 == ";" }
        guard let separator, separator != line.startIndex else { return nil }
        name = String(line[..<separator])
        value = String(line[line.index(after: separator)...].drop { $0 == " " || $0 == "\t" })
        isSentEmpty = line[separator] == ";"
        if isSentEmpty, !value.isEmpty { return nil }
    }

    private static let ignored: Set<String> = [
        "accept-encoding", "connection", "te", "if-none-match", "if-modified-since", "if-range",
    ]

    /// What becomes of the field: pdl-tui sets some itself for each fragment.
    var use: Use {
        let word = name.lowercased()
        if Self.ignored.contains(word) { return .ignored }
        guard TransportRule.reservedFields.contains(word) else { return .taken }
        return value.isEmpty || word == "range" && value == "bytes=0-" ? .ignored : .omitted
    }
}
