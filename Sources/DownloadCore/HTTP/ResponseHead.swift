/// The head of one HTTP response: its status line and its fields, as they came.
///
/// Read from raw bytes that are in the hands of a stranger: everything that RFC 9112 asks a client
/// to bear is borne (bare LF, folded lines, a missing reason), everything else is left out or
/// refused, and nothing is believed. What the fields mean is decided in `Offer` and `Judgement`.
package struct ResponseHead: Hashable, Sendable {
    /// One field line.
    package struct Field: Hashable, Sendable {
        /// The name in lower case.
        package var name: String
        /// The value without blanks at its ends; folded lines are joined by one space.
        package var value: [UInt8]
    }

    /// The version as sent, for example `HTTP/1.1` or `HTTP/2`.
    package var version: String
    /// The three digits of the status: 100 to 999.
    package var status: Int
    /// The reason phrase; often empty, always so in HTTP/2.
    package var reason: String
    /// The fields in the order they came.
    package var fields: [Field]

    /// The longest head that is read, in bytes.
    package static let longest = 256 * 1024
    /// The most fields that are read.
    package static let mostFields = 1000

    /// Creates a head from its parts; names may be in any case.
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

    /// Reads one header block: a status line and the field lines up to an empty line or the end.
    ///
    /// Lines end in CRLF or LF (RFC 9112 section 2.2); a bare CR inside a line counts as a space.
    /// A line that begins with a blank goes on the field before it (section 5.2). A line that is
    /// no field, and one whose name is no token, is left out.
    ///
    /// - Throws: `DownloadError` of kind `.badResponse` if there is no status line, or the head is
    ///   longer than `longest` or has more fields than `mostFields`.
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

    /// Whether `bytes` end with the empty line that ends a head: what lacks it was cut off.
    package static func isWhole(_ bytes: [UInt8]) -> Bool {
        guard bytes.last == 0x0A else { return false }
        let line = bytes.dropLast()
        return (line.last == 0x0D ? line.dropLast() : line).last == 0x0A
    }

    /// The next line without the CR at its end and with a space for every CR inside; `nil` at the
    /// end.
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

// MARK: - Looking fields up

extension ResponseHead {
    /// The values of all fields of this name, given in lower case, in their order.
    package func values(_ name: String) -> [[UInt8]] {
        fields.compactMap { $0.name == name ? $0.value : nil }
    }

    /// The value of the field of this name, given in lower case.
    ///
    /// A field that should come once and comes twice with different values has no value: which of
    /// them is meant cannot be known.
    package func value(_ name: String) -> [UInt8]? {
        var found: [UInt8]?
        for field in fields where field.name == name {
            guard found == nil || found == field.value else { return nil }
            found = field.value
        }
        return found
    }

    /// Like `value`, as text: UTF-8 if valid, else Latin-1.
    package func text(_ name: String) -> String? { value(name)?.fieldText }

    /// The values of all fields of this name as one list (RFC 9110 section 5.3); `nil` without any.
    package func list(_ name: String) -> [UInt8]? {
        let all = values(name)
        guard !all.isEmpty else { return nil }
        return Array(all.joined(separator: Array(", ".utf8)))
    }

    /// The members of a list of tokens, in lower case; for example of `Transfer-Encoding`.
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
    /// Whether a line begins another head of the same exchange, as after an interim response.
    ///
    /// Only what follows an empty line does: a field line may begin like a status line too.
    ///
    /// - Parameters:
    ///   - line: The line, with its end.
    ///   - head: The lines before it, back to the last status line.
    /// - Returns: Whether the lines before it are done with.
    package static func begins(
        with line: some Sequence<UInt8>, after head: [UInt8]
    ) -> Bool {
        guard line.starts(with: "HTTP/".utf8) else { return false }
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

    /// Reads `HTTP/1.1 200 OK`; any number of blanks may part the three, the reason may be missing.
    init?(_ line: ArraySlice<UInt8>) {
        let parts = line.trimmed.split(maxSplits: 2) { $0.isBlank }
        guard parts.count >= 2, parts[0].count <= 16 else { return nil }
        let version = String(decoding: parts[0], as: UTF8.self)
        guard version.asciiLowercased.hasPrefix("http/"), version.utf8.last?.isDigit == true,
            parts[1].count == 3, let status = parts[1].decimal, status >= 100
        else { return nil }
        self.version = version
        self.status = Int(status)
        self.reason = parts.count == 3 ? parts[2].trimmed.fieldText : ""
    }
}
