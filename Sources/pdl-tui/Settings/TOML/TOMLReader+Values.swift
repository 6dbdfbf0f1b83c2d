import DownloadCore

extension TOMLReader {
    /// Reads the value that starts at the next byte.
    mutating func readValue(depth: Int) throws(Failure) -> TOMLTable.Entry {
        guard depth < Self.deepest else {
            throw failure("values nest at most \(Self.deepest) levels")
        }
        switch peek {
        case UInt8(ascii: "\""):
            return .value(
                .text(
                    accept("\"\"\"")
                        ? try readLongString(until: "\"\"\"", hasEscapes: true)
                        : try readBasicString()))
        case UInt8(ascii: "'"):
            return .value(
                .text(
                    accept("'''")
                        ? try readLongString(until: "'''", hasEscapes: false)
                        : try readLiteralString()))
        case UInt8(ascii: "["): return .value(.list(try readArray(depth: depth)))
        case UInt8(ascii: "{"): return .table(try readInlineTable(depth: depth))
        case nil, 0x0A, 0x0D, UInt8(ascii: "#"):
            throw failure("missing value")
        default: return .value(try readWord(isLast: depth == 0))
        }
    }

    private mutating func readArray(depth: Int) throws(Failure) -> [SettingValue] {
        take()
        var values: [SettingValue] = []
        while true {
            try skipBlankLines()
            if accept("]") { return values }
            guard peek != nil else { throw failure("an array must end with ]") }
            values.append(try readValue(depth: depth + 1).value)
            try skipBlankLines()
            if accept("]") { return values }
            guard accept(",") else { throw failure("expected \",\" or \"]\" in an array") }
        }
    }

    private mutating func readInlineTable(depth: Int) throws(Failure) -> TOMLTable {
        take()
        let table = TOMLTable(.inline)
        skipBlanks()
        if accept("}") { return table }
        while true {
            try readPair(into: table, of: nil, depth: depth + 1)
            skipBlanks()
            if accept("}") { return table }
            guard accept(",") else { throw failure("expected \",\" or \"}\" in a table") }
        }
    }

    // MARK: Strings

    /// Reads a one-line string in quotation marks.
    mutating func readBasicString() throws(Failure) -> String {
        take()
        var text: [UInt8] = []
        while let byte = take() {
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += Array(try readEscape().utf8)
            case 0x0A, 0x0D: throw failure("a quoted text must end on the same line")
            default:
                try check(byte)
                text.append(byte)
            }
        }
        throw failure("missing closing quote")
    }

    /// Reads a one-line string in apostrophes, which has no escapes.
    mutating func readLiteralString() throws(Failure) -> String {
        take()
        let text = rest.prefix { $0 != UInt8(ascii: "'") && $0 != 0x0A && $0 != 0x0D }
        for byte in text { try check(byte) }
        take(text.count)
        guard accept("'") else { throw failure("a quoted text must end on the same line") }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads a multi-line string after its opening delimiter.
    private mutating func readLongString(
        until end: StaticString, hasEscapes: Bool
    ) throws(Failure) -> String {
        var text: [UInt8] = []
        let quote: UInt8 = hasEscapes ? UInt8(ascii: "\"") : UInt8(ascii: "'")
        _ = try acceptLineBreak()
        while let byte = peek {
            if byte == quote, accept(end) {
                // Up to two more quotes belong to the string.
                for _ in 0..<2 where peek == quote {
                    text.append(quote)
                    take()
                }
                return String(decoding: text, as: UTF8.self)
            }
            if try acceptLineBreak() {
                text.append(0x0A)
            } else if byte == UInt8(ascii: "\\"), hasEscapes {
                take()
                if try !skipFoldedLine() { text += Array(try readEscape().utf8) }
            } else {
                try check(byte)
                text.append(byte)
                take()
            }
        }
        throw failure("missing closing \(end)")
    }

    /// Skips the whitespace and line breaks after a line-ending backslash.
    private mutating func skipFoldedLine() throws(Failure) -> Bool {
        let blanks = rest.prefix(while: \.isBlank)
        let next = rest[blanks.endIndex...].first
        guard next == 0x0A || next == 0x0D else { return false }
        take(blanks.count)
        while try acceptLineBreak() { skipBlanks() }
        return true
    }

    private mutating func readEscape() throws(Failure) -> String {
        switch take() {
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "u"): return try readScalar(digits: 4)
        case UInt8(ascii: "U"): return try readScalar(digits: 8)
        default: throw failure("unknown escape; write a backslash as \\\\, or use '…'")
        }
    }

    private mutating func readScalar(digits: Int) throws(Failure) -> String {
        let hex = rest.prefix(digits)
        guard hex.count == digits, hex.allSatisfy({ $0.hexValue != nil }),
            let scalar = Unicode.Scalar(
                hex.reduce(UInt32(0)) { $0 << 4 | UInt32($1.hexValue ?? 0) })
        else { throw failure("\\u needs 4 hexadecimal digits of a character, \\U needs 8") }
        take(digits)
        return String(Character(scalar))
    }

    private func check(_ byte: UInt8) throws(Failure) {
        guard byte >= 0x20 && byte != 0x7F || byte == 0x09 else {
            throw failure("control character in a text; write it as \\u00…")
        }
    }
}
