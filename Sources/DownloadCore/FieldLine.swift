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

    /// The field's name in lower case: names are the same in both cases.
    private static func name(of line: String) -> String {
        line.prefix { $0 != ":" }.lowercased()
    }
}
