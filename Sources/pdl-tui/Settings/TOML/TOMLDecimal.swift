/// The digits of a number, with underscores between them.
struct TOMLDigits {
    /// The digits as written.
    var text: Substring

    init(_ text: Substring) { self.text = text }

    /// The digits without underscores.
    var plain: String { text.filter { $0 != "_" } }

    /// The digits with at most single underscores between them.
    var grouped: String { text.split(separator: "_").joined(separator: "_") }

    /// Whether all underscores are single and between digits.
    var areGrouped: Bool {
        text.split(separator: "_", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
    }

    /// Whether a zero precedes other digits.
    var haveLeadingZero: Bool { plain.count > 1 && plain.first == "0" }

    /// The digits as an integer is written.
    var spelling: String {
        let digits = grouped.drop { $0 == "0" || $0 == "_" }
        return digits.isEmpty ? "0" : String(digits)
    }
}

/// The parts of a decimal number, which need not be valid.
struct TOMLDecimal {
    /// The signs before it.
    var sign: Substring
    /// The digits before the point.
    var whole: TOMLDigits
    /// The digits after the point; `nil` without a point.
    var fraction: TOMLDigits?
    /// The number of points.
    var points: Int
    /// The signs of the exponent.
    var exponentSign: Substring = ""
    /// The digits of the exponent; `nil` without one.
    var exponent: TOMLDigits?

    /// Splits a number; `nil` if other characters occur in it, or no digit before the exponent.
    ///
    /// - Parameters:
    ///   - sign: The signs before it.
    ///   - body: The rest of it.
    init?(_ sign: Substring, _ body: Substring) {
        func isPart(_ character: Character) -> Bool {
            character == "_" || character == "." || Self.isDigit(character)
        }
        let parts = body.split(
            maxSplits: 1, omittingEmptySubsequences: false,
            whereSeparator: { $0 == "e" || $0 == "E" })
        let mantissa = parts[0].split(
            separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts[0].allSatisfy(isPart), parts[0].contains(where: Self.isDigit) else {
            return nil
        }
        self.sign = sign
        whole = TOMLDigits(mantissa[0])
        fraction = mantissa.count > 1 ? TOMLDigits(mantissa[1]) : nil
        points = parts[0].count { $0 == "." }
        guard parts.count > 1 else { return }
        exponentSign = parts[1].prefix { $0 == "+" || $0 == "-" }
        let digits = parts[1].dropFirst(exponentSign.count)
        guard digits.allSatisfy(isPart) else { return nil }
        exponent = TOMLDigits(digits)
    }

    private static func isDigit(_ character: Character) -> Bool {
        character.isASCII && character.isWholeNumber
    }

    /// Whether it has neither a point nor an exponent.
    var isInteger: Bool { fraction == nil && exponent == nil }

    /// Whether all underscores are single and between digits.
    var areDigitsGrouped: Bool {
        whole.areGrouped && fraction?.areGrouped ?? true && exponent?.areGrouped ?? true
    }

    /// The number without underscores.
    var plain: String { text(whole.plain, fraction?.plain, exponent?.plain) }

    /// The number as TOML writes it.
    var spelling: String {
        let digits = fraction.map { $0.plain.isEmpty ? "0" : $0.grouped }
        return text(whole.spelling, digits, exponent?.grouped)
    }

    /// The number without its fraction, as TOML writes it.
    var wholeSpelling: String { sign + whole.spelling }

    private func text(_ whole: String, _ fraction: String?, _ exponent: String?) -> String {
        sign + whole + (fraction.map { "." + $0 } ?? "")
            + (exponent.map { "e" + exponentSign + $0 } ?? "")
    }
}
