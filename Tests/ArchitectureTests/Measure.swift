/// One number that says how well the sources keep to the architecture.
struct Measure {
    /// What is counted.
    var name: String
    /// How many there are.
    var value: Int
    /// The number that the architecture asks for.
    var aim: Int
    /// The number above which the test fails: the aim, or, on the way to it, what was reached.
    var limit: Int
    /// Where the most of them are, for the message.
    var examples = ""

    init(_ name: String, _ value: Int, aim: Int, reached: Int? = nil, examples: String = "") {
        self.name = name
        self.value = value
        self.aim = aim
        limit = max(aim, reached ?? aim)
        self.examples = examples
    }

    /// One line of the table.
    var line: String {
        let number = String(value)
        let padding = String(repeating: " ", count: max(1, 6 - number.count))
        return "\(padding)\(number)  (aim \(aim))  \(name)"
            + (examples.isEmpty ? "" : ": \(examples)")
    }
}
