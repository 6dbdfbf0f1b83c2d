/// Parses and formats rates such as `500K`, `2M`, `1.5MiB` and `none`.
///
/// `K`, `M`, `G` and `T` are powers of 1024, as on the screen and in curl and Wget, and so are
/// `KiB`, `MiB` and so on. `KB`, `MB` and so on are powers of 1000 (SI). A number without a unit is
/// in bytes. The suffix `/s` is optional, case is ignored, and so are spaces and tabs.
public enum RateText {
    /// An error in the text of a rate.
    public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// A one-line description of the error and the expected form.
        public var description: String
    }

    /// Returns the bytes per second; `nil` for no limit: `0`, `none`, `off` or `unlimited`.
    ///
    /// - Throws: `Problem` if the text is not a rate, or the rate is negative, above 1 EiB or below
    ///   one byte per second.
    public static func bytesPerSecond(_ text: String) throws(Problem) -> Int64? {
        var word = text.asciiLowercased.utf8.filter { !$0.isBlank }[...]
        let shown = text.prefix(40)
        guard !word.isEmpty else { throw Problem(description: "the rate is empty; \(forms)") }
        if ["none", "off", "unlimited"].contains(word.fieldText) { return nil }
        if word.first == UInt8(ascii: "-") {
            throw Problem(description: "the rate “\(shown)” is negative; \(forms)")
        }
        if word.suffix(2).elementsEqual("/s".utf8) { word = word.dropLast(2) }
        let whole = word.prefix(while: \.isDigit)
        var rest = word[whole.endIndex...]
        var fraction: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: \.isDigit)
            rest = rest[(rest.startIndex + 1 + fraction.count)...]
        }
        guard !(whole.isEmpty && fraction.isEmpty) else {
            throw Problem(description: "“\(shown)” is not a rate; \(forms)")
        }
        guard let unit = units[rest.fieldText] else {
            let what =
                rest.contains(UInt8(ascii: "t")) && rest.contains(UInt8(ascii: "i"))
                && rest.fieldText.hasSuffix("bit")
            let hint = what ? "rates are in bytes (8 bits each)" : forms
            throw Problem(
                description: "unknown unit “\(rest.prefix(20).fieldText)” in a rate; \(hint)")
        }
        guard whole.count <= 19 else { throw tooLarge(shown) }
        var value = 0.0
        for digit in fraction.prefix(15).reversed() { value = (value + Double(digit - 0x30)) / 10 }
        value += whole.isEmpty ? 0 : Double(whole.decimal ?? .max)
        value *= unit
        guard value <= 0x1p60 else { throw tooLarge(shown) }
        if value == 0 { return nil }
        guard value >= 1 else {
            throw Problem(description: "the rate “\(shown)” is less than one byte per second")
        }
        return Int64(value.rounded())
    }

    /// Returns a rate in the form that `bytesPerSecond` parses, in the largest unit without a
    /// fraction, such as `1536K`.
    public static func text(_ bytesPerSecond: Int64?) -> String {
        guard var value = bytesPerSecond, value > 0 else { return "none" }
        var unit = ""
        for next in ["K", "M", "G", "T"] where value % 1024 == 0 {
            value /= 1024
            unit = next
        }
        return "\(value)\(unit)"
    }

    private static let forms = "use for example 500K, 2M or 1.5MiB per second, or none"

    private static func tooLarge(_ shown: Substring) -> Problem {
        Problem(description: "the rate “\(shown)” is too large; use none for no limit")
    }

    private static let units: [String: Double] = {
        var units: [String: Double] = ["": 1, "b": 1]
        for (power, letter) in ["k", "m", "g", "t"].enumerated() {
            var binary = 1024.0
            var decimal = 1000.0
            for _ in 0..<power {
                binary *= 1024
                decimal *= 1000
            }
            units[letter] = binary
            units[letter + "i"] = binary
            units[letter + "ib"] = binary
            units[letter + "b"] = decimal
        }
        return units
    }()
}
