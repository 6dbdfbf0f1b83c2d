/// Lines of a header, `Name: value` (RFC 9110 section 5.1), as people write them.
package enum FieldLine {
    /// The lines of all layers, without those whose field a layer before has too.
    ///
    /// - Parameter layers: The lines that go before first.
    /// - Returns: The lines in their order; a field that stands twice in one layer stays so.
    package static func merged(_ layers: [[String]]) -> [String] {
        var known: Set<String> = []
        var lines: [String] = []
        for layer in layers {
            lines += layer.filter { !known.contains(name(of: $0)) }
            known.formUnion(layer.map(name))
        }
        return lines
    }

    /// The line as libcurl sends it: a field without a value is written with a semicolon there, and
    /// with a colon it takes away a field that libcurl sends by itself.
    package static func forSending(_ line: String) -> String {
        guard let colon = line.firstIndex(of: ":"),
            line[line.index(after: colon)...].utf8.allSatisfy(\.isBlank),
            !["accept", "host", "user-agent"].contains(name(of: line))
        else { return line }
        return line[..<colon] + ";"
    }

    /// Whether a header line names a field that gives no access to anything.
    ///
    /// Fields that are not known may be a server's own kind of key.
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

    /// The field's name in lower case: names are the same in both cases.
    private static func name(of line: String) -> String {
        line.prefix { $0 != ":" }.lowercased()
    }
}
