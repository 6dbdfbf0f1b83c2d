/// Reads untrusted JSON text (RFC 8259) strictly and within bounds.
///
/// Anything that is not exactly one JSON value in valid UTF-8 is an error. So are nesting, numbers
/// of values and numbers of members beyond the limits, and a repeated member name. The time and
/// memory that a text costs are therefore proportional to its length.
package struct JSONReader {
    /// The fault in a text and its position.
    package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// The fault in words.
        package var reason: String
        /// The position of the byte at which it was detected.
        package var position: Int

        /// The fault and its position, for example `expected a value at byte 12`.
        package var description: String { "\(reason) at byte \(position)" }
    }

    /// The limits of a text.
    package struct Limits: Sendable {
        /// The maximum nesting of arrays and objects.
        package var depth = 32
        /// The maximum number of values.
        package var values = 1 << 20
        /// The maximum number of members of an object.
        package var members = 256

        /// Creates the default limits.
        package init() {}
    }

    private let bytes: [UInt8]
    private let limits: Limits
    private var position = 0
    private var values = 0

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - bytes: The text, with or without surrounding white space.
    ///   - limits: Its limits.
    /// - Returns: The value.
    /// - Throws: `Problem` at the first wrong byte.
    package static func read(
        _ bytes: [UInt8], limits: Limits = Limits()
    ) throws(Problem) -> JSONValue {
        var reader = JSONReader(bytes: bytes, limits: limits)
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.problem("expected the end") }
        return value
    }

    private init(bytes: [UInt8], limits: Limits) {
        self.bytes = bytes
        self.limits = limits
    }

    private func problem(_ reason: String) -> Problem {
        Problem(reason: reason, position: position)
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
            position += 1
        }
    }

    /// Skips white space and then `byte`; returns whether it was found.
    private mutating func skip(_ byte: UInt8) -> Bool {
        skipSpace()
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(Problem) -> JSONValue {
        skipSpace()
        values += 1
        guard values <= limits.values else { throw problem("too many values") }
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func literal(
        _ word: StaticString, _ value: JSONValue
    ) throws(Problem) -> JSONValue {
        let word = Array(word.description.utf8)
        guard bytes[position...].starts(with: word) else { throw problem("expected a value") }
        position += word.count
        return value
    }

    private mutating func array(depth: Int) throws(Problem) -> JSONValue {
        guard depth <= limits.depth else { throw problem("nested too deeply") }
        position += 1
        var elements: [JSONValue] = []
        if skip(UInt8(ascii: "]")) { return .array(elements) }
        repeat { elements.append(try value(depth: depth)) } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "]")) else { throw problem("expected , or ]") }
        return .array(elements)
    }

    private mutating func object(depth: Int) throws(Problem) -> JSONValue {
        guard depth <= limits.depth else { throw problem("nested too deeply") }
        position += 1
        var members: [JSONValue.Member] = []
        if skip(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw problem("expected a name") }
            let name = try string()
            guard members.count < limits.members else { throw problem("too many members") }
            guard !members.contains(where: { $0.name == name }) else {
                throw problem("a name occurs twice")
            }
            guard skip(UInt8(ascii: ":")) else { throw problem("expected :") }
            members.append(JSONValue.Member(name, try value(depth: depth)))
        } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "}")) else { throw problem("expected , or }") }
        return .object(members)
    }

    // MARK: Strings

    private mutating func string() throws(Problem) -> String {
        position += 1
        let start = position
        var text: [UInt8] = []
        var copied = start
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                text += bytes[copied..<position]
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw problem("text that is not UTF-8")
                }
                position += 1
                return string
            case UInt8(ascii: "\\"):
                text += bytes[copied..<position]
                text += String(try escaped()).utf8
                copied = position
            case 0..<0x20: throw problem("a control character in a string")
            default: position += 1
            }
        }
        throw problem("a string without its end")
    }

    /// Reads an escape sequence and returns its character.
    private mutating func escaped() throws(Problem) -> Character {
        position += 1
        guard let kind = next else { throw problem("a string without its end") }
        position += 1
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return Character(Unicode.Scalar(kind))
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw problem("an unknown escape sequence")
        }
        var code = try codeUnit()
        if 0xD800..<0xDC00 ~= code, next == UInt8(ascii: "\\"), position + 1 < bytes.count,
            bytes[position + 1] == UInt8(ascii: "u")
        {
            position += 2
            let low = try codeUnit()
            guard 0xDC00..<0xE000 ~= low else { throw problem("half of a surrogate pair") }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw problem("half of a surrogate pair") }
        return Character(scalar)
    }

    private mutating func codeUnit() throws(Problem) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = next?.hexValue else { throw problem("expected four digits") }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }

    // MARK: Numbers

    private mutating func number() throws(Problem) -> JSONValue {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        let whole = skipDigits()
        guard whole == 1 || whole > 1 && bytes[position - whole] != UInt8(ascii: "0") else {
            throw problem("expected a value")
        }
        var isInteger = true
        if next == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            guard skipDigits() > 0 else { throw problem("expected a digit") }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            isInteger = false
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            guard skipDigits() > 0 else { throw problem("expected a digit") }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger { return Int64(text).map(JSONValue.integer) ?? .largeInteger(text) }
        guard position - start <= 64 else { throw problem("a number that is too long") }
        guard let value = Double(text), value.isFinite else {
            throw problem("a number that is too large")
        }
        return .number(value)
    }

    /// Skips digits and returns their number.
    private mutating func skipDigits() -> Int {
        let start = position
        while next?.isDigit ?? false { position += 1 }
        return position - start
    }
}
