/// Processes user-supplied field lines, `Name: value` (RFC 9110 section 5.1).
package enum FieldLine {
    /// Merges layers of field lines; a field in an earlier layer replaces it in later ones.
    ///
    /// - Parameter layers: The layers, highest precedence first.
    /// - Returns: The lines in order; repeats within a layer are kept.
    package static func merged(_ layers: [[String]]) -> [String] {
        if layers.allSatisfy(\.isEmpty) { return [] }
        var known: Set<String> = []
        var lines: [String] = []
        for layer in layers {
            lines += layer.filter { !known.contains(name(of: $0)) }
            known.formUnion(layer.map(name))
        }
        return lines
    }

    /// Returns the line in the syntax of libcurl's `CURLOPT_HTTPHEADER`.
    ///
    /// There `Name;` sends a field with an empty value, while `Name:` removes a field that libcurl
    /// sends by default.
    package static func forSending(_ line: String) -> String {
        guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")),
            line[line.index(after: colon)...].utf8.allSatisfy(\.isBlank),
            !["accept", "host", "user-agent"].contains(name(of: line))
        else { return line }
        return line[..<colon] + ";"
    }

    /// Whether the line is a login: the field `Authorization` (RFC 9110 section 11.6.2).
    package static func isLogin(_ line: String) -> Bool { name(of: line) == "authorization" }

    /// Whether the line's field is known to contain no credentials.
    ///
    /// An unknown field may be a server's own form of API key.
    package static func isHarmless(_ line: String) -> Bool {
        let name = line.prefix { $0 != ":" && $0 != ";" }.lowercased()
            .filter { $0 != " " && $0 != "\t" }
        return harmlessFields.contains(name)
    }

    private static let harmlessFields: Set<String> = [
        "accept", "accept-charset", "accept-encoding", "accept-language", "cache-control",
        "connection", "dnt", "expect", "from", "host", "if-match", "if-modified-since",
        "if-none-match", "if-range", "if-unmodified-since", "keep-alive", "origin", "pragma",
        "priority", "range", "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site",
        "sec-fetch-user", "sec-gpc", "te", "upgrade-insecure-requests", "user-agent",
    ]

    /// Returns the field name in lower case, since names are case-insensitive.
    private static func name(of line: String) -> String {
        line.prefix { $0 != ":" }.lowercased()
    }
}
