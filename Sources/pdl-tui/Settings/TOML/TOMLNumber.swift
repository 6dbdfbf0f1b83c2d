import DownloadCore

/// A word that is a number of TOML 1.0, or was meant as one.
enum TOMLNumber: Equatable {
    /// A number.
    case value(SettingValue)
    /// A malformed number: what is wrong and, where that is clear, how to write it.
    case fault(String)

    /// The greatest length of a number that a message suggests.
    private static let longest = 40

    /// Reads a word of ASCII characters; `nil` if it was not meant as a number.
    init?(_ word: String) {
        let sign = word.prefix { $0 == "+" || $0 == "-" }
        let body = word[sign.endIndex...]
        let lower = body.asciiLowercased
        if lower == "inf" || lower == "nan" {
            self = Self.special(lower, sign, isLower: body == lower)
        } else if let notation = Notation.all.first(where: { lower.hasPrefix($0.prefix) }) {
            self = Self.number(in: notation, sign, body)
        } else if let decimal = TOMLDecimal(sign, body) {
            self = Self.number(decimal)
        } else {
            return nil
        }
    }

    private static func special(_ word: String, _ sign: Substring, isLower: Bool) -> Self {
        guard sign.count <= 1 else { return tooManySigns }
        guard isLower else { return fault("\(word) is in lower case", write: [sign + word]) }
        return .value(.number(word == "nan" ? .nan : sign == "-" ? -.infinity : .infinity))
    }

    /// Creates a fault with the spellings of the number that are valid.
    private static func fault(_ reason: String, write spellings: [String]) -> Self {
        let valid = spellings.filter { spelling in
            guard spelling.utf8.count <= longest, case .value = Self(spelling) else { return false }
            return true
        }
        let hint = valid.isEmpty ? "" : "; write " + valid.joined(separator: " or ")
        return .fault(reason + hint)
    }

    private static let tooManySigns = Self.fault("it has more than one sign")

    private static func underscore(write spelling: String) -> Self {
        fault("“_” must stand between two digits", write: [spelling])
    }

    private static func outOfRange(_ sign: Substring, _ least: String, _ greatest: String) -> Self {
        .fault(
            sign == "-"
                ? "it is too small; the smallest is \(least)"
                : "it is too large; the largest is \(greatest)")
    }

    // MARK: Other radices

    private struct Notation {
        var name: String
        var radix: Int
        var prefix: String
        var example: String

        static let all = [
            Self(name: "a hexadecimal", radix: 16, prefix: "0x", example: "0x1f"),
            Self(name: "an octal", radix: 8, prefix: "0o", example: "0o17"),
            Self(name: "a binary", radix: 2, prefix: "0b", example: "0b101"),
        ]
    }

    private static func number(
        in notation: Notation, _ sign: Substring, _ body: Substring
    ) -> Self {
        let digits = TOMLDigits(body.dropFirst(2))
        let other = digits.text.first { $0 != "_" && Int(String($0), radix: notation.radix) == nil }
        if let other {
            return .fault("“\(other)” is not \(notation.name) digit; text needs quotes")
        }
        guard !digits.plain.isEmpty else {
            return .fault("digits must follow \(notation.prefix), as in \(notation.example)")
        }
        guard sign.count <= 1 else { return tooManySigns }
        guard sign.isEmpty else {
            let value = Int64(sign + digits.plain, radix: notation.radix)
            return fault(
                "\(notation.name) number has no sign",
                write: value.map { [String($0)] } ?? [])
        }
        let spelling = notation.prefix + digits.grouped
        guard body.hasPrefix(notation.prefix) else {
            return fault("\(notation.prefix) is in lower case", write: [spelling])
        }
        guard digits.areGrouped else { return underscore(write: spelling) }
        return Int64(digits.plain, radix: notation.radix).map { .value(.integer($0)) }
            ?? outOfRange(sign, "", String(Int64.max))
    }

    // MARK: Decimal numbers

    private static func number(_ decimal: TOMLDecimal) -> Self {
        guard decimal.sign.count <= 1, decimal.exponentSign.count <= 1 else { return tooManySigns }
        guard decimal.points <= 1 else {
            return .fault("it has more than one point; text needs quotes")
        }
        if let exponent = decimal.exponent {
            guard !exponent.text.contains(".") else { return .fault("its exponent has a point") }
            guard !exponent.plain.isEmpty else {
                return .fault("digits must follow the “e” of its exponent, as in 1e3")
            }
        }
        guard !decimal.whole.plain.isEmpty else {
            return fault("a digit must precede the point", write: [decimal.spelling])
        }
        if let fraction = decimal.fraction, fraction.plain.isEmpty {
            let integer = decimal.exponent == nil ? [decimal.wholeSpelling] : []
            return fault("a digit must follow the point", write: integer + [decimal.spelling])
        }
        guard decimal.areDigitsGrouped else { return underscore(write: decimal.spelling) }
        guard !decimal.whole.haveLeadingZero else {
            return fault("it has a leading zero", write: [decimal.spelling])
        }
        if decimal.isInteger {
            return Int64(decimal.plain).map { .value(.integer($0)) }
                ?? outOfRange(decimal.sign, String(Int64.min), String(Int64.max))
        }
        if let value = Double(decimal.plain), value.isFinite { return .value(.number(value)) }
        let greatest = Double.greatestFiniteMagnitude
        return outOfRange(decimal.sign, String(-greatest), String(greatest))
    }
}
