/// A JSON object on one line (RFC 8259), its members in the order they were added.
///
/// Characters outside ASCII that a terminal could take for a command are escaped like the ASCII
/// controls, so that a line can be looked at as it is.
struct JSONLine {
    private var text = "{"

    /// The object with a line break behind it.
    var line: String { text + "}\n" }

    /// Adds a text.
    mutating func add(_ name: String, _ value: String) { member(name, jsonText(value)) }

    /// Adds a whole number.
    mutating func add(_ name: String, _ value: Int64) { member(name, String(value)) }

    /// Adds a number, rounded to thousandths; JSON knows no infinity, which becomes `null`.
    mutating func add(_ name: String, _ value: Double) {
        guard value.isFinite, abs(value) < 1e15 else { return member(name, "null") }
        let thousandths = Int64((value * 1000).rounded())
        let (whole, rest) = thousandths.magnitude.quotientAndRemainder(dividingBy: 1000)
        let digits = String(rest + 1000).dropFirst()
        member(name, (thousandths < 0 ? "-" : "") + "\(whole)" + (rest == 0 ? "" : ".\(digits)"))
    }

    /// Adds a truth value.
    mutating func add(_ name: String, _ value: Bool) { member(name, value ? "true" : "false") }

    /// Adds an object.
    mutating func add(_ name: String, _ value: JSONLine) { member(name, value.text + "}") }

    private mutating func member(_ name: String, _ value: String) {
        if text.utf8.count > 1 { text += "," }
        text += jsonText(name) + ":" + value
    }
}
