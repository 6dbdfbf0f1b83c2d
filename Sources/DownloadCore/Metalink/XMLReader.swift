/// A pull parser for the subset of XML 1.0 that data documents use.
///
/// It supports elements, attributes, text, CDATA, comments, the five predefined entities and
/// character references. A document type declaration is an error, which rules out attacks by custom
/// entities.
package struct XMLReader {
    /// One parsed item.
    package enum Piece: Hashable, Sendable {
        /// A start tag, with names stripped of prefixes. An empty element is followed by its end
        /// tag.
        case start(String, [String: String])
        /// An end tag.
        case end(String)
        /// Text between tags, possibly split over several items.
        case text(String)
    }

    /// The maximum nesting depth of elements.
    private static let deepest = 32
    private var rest: ArraySlice<UInt8>
    private var open: [String] = []
    private var isEmptyElement = false
    private var hasRoot = false

    /// Creates a parser for a UTF-8 document.
    package init(_ bytes: [UInt8]) {
        rest = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    }

    /// Returns the next item; `nil` at the end of the document.
    ///
    /// - Throws: `DownloadError` of kind `.badResponse` if the document is not well formed.
    package mutating func next() throws(DownloadError) -> Piece? {
        if isEmptyElement, let name = open.popLast() {
            isEmptyElement = false
            return .end(name)
        }
        while let first = rest.first {
            guard first == UInt8(ascii: "<") else {
                let text = rest.prefix { $0 != UInt8(ascii: "<") }
                rest = rest[text.endIndex...]
                if !open.isEmpty { return .text(try Self.unescaped(text)) }
                guard text.allSatisfy({ $0 <= 0x20 }) else {
                    throw Self.wrong("text outside the root element")
                }
                continue
            }
            if rest.starts(with: "<!--".utf8) {
                _ = try take(after: "<!--", upTo: "-->")
            } else if rest.starts(with: "<![CDATA[".utf8) {
                let text = try take(after: "<![CDATA[", upTo: "]]>")
                guard !open.isEmpty else { throw Self.wrong("text outside the root element") }
                return .text(text.fieldText)
            } else if rest.starts(with: "<?".utf8) {
                _ = try take(after: "<?", upTo: "?>")
            } else if rest.starts(with: "<!".utf8) {
                throw Self.wrong("document type declarations are not supported")
            } else if rest.starts(with: "</".utf8) {
                let name = Self.local(try take(after: "</", upTo: ">").trimmed { $0 <= 0x20 })
                guard open.popLast() == name else { throw Self.wrong("</\(name.prefix(40))>") }
                return .end(name)
            } else {
                return try start()
            }
        }
        guard open.isEmpty, hasRoot else { throw Self.wrong("unexpected end") }
        return nil
    }

    private mutating func start() throws(DownloadError) -> Piece {
        rest.removeFirst()
        let name = Self.local(word())
        guard !name.isEmpty, open.count < Self.deepest, !(open.isEmpty && hasRoot) else {
            throw Self.wrong("<\(name.prefix(40))>")
        }
        hasRoot = true
        var attributes: [String: String] = [:]
        while true {
            skipSpace()
            guard let byte = rest.popFirst() else { throw Self.wrong("unexpected end") }
            if byte == UInt8(ascii: ">") { break }
            if byte == UInt8(ascii: "/") {
                guard rest.popFirst() == UInt8(ascii: ">") else { throw Self.wrong("<\(name)/") }
                isEmptyElement = true
                break
            }
            let key = Self.local([byte] + Array(word()))
            skipSpace()
            guard rest.popFirst() == UInt8(ascii: "=") else { throw Self.wrong("<\(name) \(key)") }
            skipSpace()
            guard let quote = rest.popFirst(), quote == 0x22 || quote == 0x27,
                let end = rest.firstIndex(of: quote)
            else { throw Self.wrong("<\(name) \(key)=") }
            attributes[key] = try Self.unescaped(rest[..<end])
            rest = rest[(end + 1)...]
        }
        open.append(name)
        return .start(name, attributes)
    }

    private mutating func word() -> ArraySlice<UInt8> {
        let word = rest.prefix { $0 > 0x20 && !"=/><\"'".utf8.contains($0) }
        rest = rest[word.endIndex...]
        return word
    }

    private mutating func skipSpace() {
        rest = rest.drop { $0 <= 0x20 }
    }

    private mutating func take(
        after begin: String, upTo end: String
    ) throws(DownloadError) -> ArraySlice<UInt8> {
        rest = rest.dropFirst(begin.utf8.count)
        guard let range = rest.firstRange(of: Array(end.utf8)) else {
            throw Self.wrong("\(begin) without \(end)")
        }
        let taken = rest[..<range.lowerBound]
        rest = rest[range.upperBound...]
        return taken
    }

    /// Returns a name without its prefix.
    private static func local(_ name: some Collection<UInt8>) -> String {
        let name = Array(name)
        let start = name.lastIndex(of: UInt8(ascii: ":")).map { $0 + 1 } ?? 0
        return name[start...].fieldText
    }

    private static func unescaped(_ bytes: ArraySlice<UInt8>) throws(DownloadError) -> String {
        guard bytes.contains(UInt8(ascii: "&")) else { return bytes.fieldText }
        var text: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "&") else {
                text.append(byte)
                continue
            }
            guard let end = rest.firstIndex(of: UInt8(ascii: ";")), end - rest.startIndex <= 10,
                let scalar = scalar(rest[..<end].fieldText)
            else { throw wrong("unknown entity") }
            text += Array(String(scalar).utf8)
            rest = rest[(end + 1)...]
        }
        return text.fieldText
    }

    private static func scalar(_ entity: String) -> Unicode.Scalar? {
        switch entity {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default: break
        }
        guard entity.hasPrefix("#") else { return nil }
        let digits = entity.dropFirst()
        let value =
            digits.first == "x"
            ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits, radix: 10)
        return value.flatMap { $0 == 0 ? nil : Unicode.Scalar($0) }
    }

    private static func wrong(_ what: String) -> DownloadError {
        DownloadError(.badResponse, "not valid XML: \(what)")
    }
}
