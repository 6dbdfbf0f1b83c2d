/// A JSON object on one line (RFC 8259), with its members in the order of addition.
///
/// Non-ASCII characters that a terminal could interpret are escaped like ASCII controls, so that a
/// line is safe to display.
struct JSONLine {
    private var text = "{"

    /// The object, followed by a line break.
    var line: String { text + "}\n" }

    /// Adds a string.
    mutating func add(_ name: String, _ value: String) { member(name, jsonText(value)) }

    /// Adds an integer.
    mutating func add(_ name: String, _ value: Int64) { member(name, String(value)) }

    /// Adds a number, rounded to thousandths; infinities and NaN become `null`.
    mutating func add(_ name: String, _ value: Double) {
        guard value.isFinite, abs(value) < 1e15 else { return member(name, "null") }
        let thousandths = Int64((value * 1000).rounded())
        let (whole, rest) = thousandths.magnitude.quotientAndRemainder(dividingBy: 1000)
        let digits = String(rest + 1000).dropFirst()
        member(name, (thousandths < 0 ? "-" : "") + "\(whole)" + (rest == 0 ? "" : ".\(digits)"))
    }

    /// Adds a Boolean.
    mutating func add(_ name: String, _ value: Bool) { member(name, value ? "true" : "false") }

    /// Adds an object.
    mutating func add(_ name: String, _ value: JSONLine) { member(name, value.text + "}") }

    private mutating func member(_ name: String, _ value: String) {
        if text.utf8.count > 1 { text += "," }
        text += jsonText(name) + ":" + value
    }
}
