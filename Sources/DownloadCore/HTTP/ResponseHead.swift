/// The status line and the fields of one HTTP response, as received.
///
/// Parsed from untrusted bytes. Deviations that RFC 9112 asks clients to tolerate are accepted: a
/// bare LF, obsolete line folding, a missing reason phrase. Anything else is skipped or rejected.
/// `Offer` and `Judgement` interpret the fields.
package struct ResponseHead: Hashable, Sendable {
    /// One field line.
    package struct Field: Hashable, Sendable {
        /// The field name in lower case.
        package var name: String
        /// The value without surrounding whitespace; folded lines are joined by a single space.
        package var value: [UInt8]
    }

    /// The version as sent, such as `HTTP/1.1` or `HTTP/2`.
    package var version: String
    /// The status code, from 100 to 999.
    package var status: Int
    /// The reason phrase; often empty, and always in HTTP/2.
    package var reason: String
    /// The fields in the order received.
    package var fields: [Field]

    /// The maximum length of a head in bytes.
    package static let longest = 256 * 1024
    /// The maximum number of fields.
    package static let mostFields = 1000

    /// Creates a head from its parts; field names may be in any case.
    package init(
        version: String = "HTTP/1.1", status: Int, reason: String = "",
        fields: [(String, String)] = []
    ) {
        self.version = version
        self.status = status
        self.reason = reason
        self.fields = fields.map {
            Field(name: $0.0.asciiLowercased, value: Array(Array($0.1.utf8).trimmed))
        }
    }

    /// Parses a status line and the field lines up to an empty line or the end.
    ///
    /// Lines end in CRLF or LF (RFC 9112 section 2.2); a bare CR within a line counts as a space. A
    /// line that starts with whitespace continues the previous field (section 5.2). Lines that are
    /// not fields, or whose name is not a token, are skipped.
    ///
    /// - Throws: `DownloadError` of kind `.badResponse` if the status line is missing, the head is
    ///   longer than `longest`, or it has more fields than `mostFields`.
    package init(_ bytes: [UInt8]) throws(DownloadError) {
        guard bytes.count <= Self.longest else {
            throw DownloadError(
                .badResponse, "the response's header is longer than \(Self.longest) bytes")
        }
        var rest = bytes[...]
        guard let first = Self.takeLine(&rest), let status = StatusLine(first) else {
            throw DownloadError(
                .badResponse, "the response does not begin with an HTTP status line")
        }
        self.version = status.version
        self.status = status.status
        self.reason = status.reason
        self.fields = []
        self.fields.reserveCapacity(16)
        var foldsOnto: Int?
        while let line = Self.takeLine(&rest), let lead = line.first {
            if lead.isBlank {
                if let index = foldsOnto { Self.fold(line, onto: &fields[index].value) }
                continue
            }
            foldsOnto = nil
            guard let field = Self.field(line) else { continue }
            guard fields.count < Self.mostFields else {
                throw DownloadError(
                    .badResponse, "the response has more than \(Self.mostFields) header fields")
            }
            fields.append(field)
            foldsOnto = fields.count - 1
        }
    }

    /// Whether `bytes` end with the empty line that ends a head; otherwise they are truncated.
    package static func isWhole(_ bytes: [UInt8]) -> Bool {
        guard bytes.last == 0x0A else { return false }
        let line = bytes.dropLast()
        return (line.last == 0x0D ? line.dropLast() : line).last == 0x0A
    }

    /// Removes the first line and returns it without its line end, with any bare CR replaced by a
    /// space; `nil` at the end.
    private static func takeLine(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard !rest.isEmpty else { return nil }
        let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
        var line = rest[..<end]
        rest = end < rest.endIndex ? rest[(end + 1)...] : []
        if line.last == 0x0D { line = line.dropLast() }
        guard line.contains(0x0D) else { return line }
        return line.map { $0 == 0x0D ? 0x20 : $0 }[...]
    }

    private static func fold(_ line: ArraySlice<UInt8>, onto value: inout [UInt8]) {
        let more = line.trimmed
        guard !more.isEmpty else { return }
        if !value.isEmpty { value.append(0x20) }
        value.append(contentsOf: more)
    }

    private static func field(_ line: ArraySlice<UInt8>) -> Field? {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let name = line[..<colon].trimmed
        guard !name.isEmpty, name.allSatisfy(\.isTokenByte) else { return nil }
        return Field(
            name: String(decoding: name.map(\.lowercased), as: UTF8.self),
            value: Array(line[(colon + 1)...].trimmed))
    }
}

// MARK: - Field lookup

extension ResponseHead {
    /// Returns the values of all fields named `name`, in order; `name` is in lower case.
    package func values(_ name: String) -> [[UInt8]] {
        fields.compactMap { $0.name == name ? $0.value : nil }
    }

    /// Returns the value of the singleton field `name`, given in lower case.
    ///
    /// The result is `nil` if the field occurs with different values, since either could be the
    /// intended one.
    package func value(_ name: String) -> [UInt8]? {
        var found: [UInt8]?
        for field in fields where field.name == name {
            guard found == nil || found == field.value else { return nil }
            found = field.value
        }
        return found
    }

    /// Returns `value` decoded as UTF-8 if valid, else as ISO-8859-1.
    package func text(_ name: String) -> String? { value(name)?.fieldText }

    /// Returns the values of all fields named `name`, joined as one list (RFC 9110 section 5.3);
    /// `nil` if there are none.
    package func list(_ name: String) -> [UInt8]? {
        let all = values(name)
        guard !all.isEmpty else { return nil }
        return Array(all.joined(separator: Array(", ".utf8)))
    }

    /// Returns the members of a list of tokens such as `Transfer-Encoding`, in lower case.
    package func tokens(_ name: String) -> [String] {
        guard let list = list(name) else { return [] }
        return list.split(separator: UInt8(ascii: ",")).compactMap {
            let member = $0.trimmed.map(\.lowercased)
            return member.isEmpty ? nil : member.fieldText
        }
    }
}

// MARK: - The status line

extension ResponseHead {
    /// Whether a line starts a new head in the same exchange, as after an interim response.
    ///
    /// It must follow an empty line, because a field line may look like a status line as well.
    ///
    /// - Parameters:
    ///   - line: The line, including its line end.
    ///   - head: The preceding lines, back to the last status line.
    /// - Returns: Whether the preceding head is complete.
    package static func begins(with line: Span<UInt8>, after head: [UInt8]) -> Bool {
        guard line.count >= 5 else { return false }
        for (index, byte) in "HTTP/".utf8.enumerated() where line[index] != byte { return false }
        let end = head.suffix(3)
        return head.isEmpty || end.suffix(2).elementsEqual([0x0A, 0x0A])
            || end.elementsEqual([0x0A, 0x0D, 0x0A])
    }
}

/// The parts of a status line (RFC 9112 section 4).
private struct StatusLine {
    var version: String
    var status: Int
    var reason: String

    /// Parses `HTTP/1.1 200 OK`, with any amount of whitespace and an optional reason phrase.
    init?(_ line: ArraySlice<UInt8>) {
        let line = line.trimmed
        let version = line.prefix { !$0.isBlank }
        let rest = line[version.endIndex...].drop(while: \.isBlank)
        let code = rest.prefix { !$0.isBlank }
        guard version.count <= 16, version.last?.isDigit == true,
            version.prefix(5).map(\.lowercased) == Array("http/".utf8),
            code.count == 3, let status = code.decimal, status >= 100
        else { return nil }
        self.version = String(decoding: version, as: UTF8.self)
        self.status = Int(status)
        self.reason = rest[code.endIndex...].trimmed.fieldText
    }
}
