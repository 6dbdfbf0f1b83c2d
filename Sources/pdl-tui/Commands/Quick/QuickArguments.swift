/// Arguments in their usual forms, read without the parser, whose start takes longer than a small
/// file.
///
/// Whatever has another form is left to the parser, and so is every error: it knows the messages.
struct QuickArguments {
    private var values: [String: [String]] = [:]
    private var flags: Set<String> = []
    /// The arguments that belong to no option.
    private var rest: [String] = []
    /// Whether all were taken.
    var isEmpty: Bool { values.isEmpty && flags.isEmpty && rest.isEmpty }

    /// Reads arguments; `nil` when some are not in a usual form.
    ///
    /// - Parameters:
    ///   - arguments: The arguments: `--name value`, `--name=value`, `-n value`, `--flag`, `-f`.
    ///   - isFlag: Returns whether an option, with its dashes, has no value.
    init?(_ arguments: some Sequence<String>, isFlag: (String) -> Bool) {
        var iterator = arguments.makeIterator()
        while let argument = iterator.next() {
            guard argument.utf8.first == UInt8(ascii: "-"), argument != "-" else {
                rest.append(argument)
                continue
            }
            let isLong = argument.hasPrefix("--")
            guard isLong || argument.utf8.count == 2, argument != "--" else { return nil }
            if isFlag(argument) {
                flags.insert(argument)
                continue
            }
            if isLong, let equals = argument.firstIndex(of: "=") {
                let value = argument[argument.index(after: equals)...]
                guard !value.isEmpty else { return nil }
                values[String(argument[..<equals]), default: []].append(String(value))
                continue
            }
            guard let value = iterator.next(), value == "-" || !value.hasPrefix("-") else {
                return nil
            }
            values[argument, default: []].append(value)
        }
    }

    /// Takes out the value of an option; `nil` when it is not given, or given several times.
    mutating func take(_ names: String...) -> String? {
        for name in names {
            guard let given = values[name], given.count == 1 else { continue }
            values[name] = nil
            return given[0]
        }
        return nil
    }

    /// Takes out the values of an option in their order; where two of its names are used, those of
    /// the second are left.
    mutating func takeAll(_ names: String...) -> [String] {
        for name in names { if let given = values.removeValue(forKey: name) { return given } }
        return []
    }

    /// Takes out the arguments that belong to no option.
    mutating func takeRest() -> [String] {
        defer { rest = [] }
        return rest
    }

    /// Takes out a flag, and returns whether it is given.
    mutating func takeFlag(_ names: String...) -> Bool {
        names.contains { flags.remove($0) != nil }
    }
}
