import DownloadCore

/// The parameters of a call, read by position; the messages are aria2's.
struct Parameters: Sendable {
    private let values: [JSONValue]

    /// Creates parameters without the token.
    init(_ values: [JSONValue]) { self.values = values }

    /// Whether there is a parameter at a position.
    func has(_ index: Int) -> Bool { index < values.count }

    private func required(_ index: Int) throws(RPCError) -> JSONValue {
        guard index < values.count else {
            throw RPCError("The parameter at \(index) is required but missing.")
        }
        return values[index]
    }

    private func wrongType(_ index: Int) -> RPCError {
        RPCError("The parameter at \(index) has wrong type.")
    }

    /// Returns a string.
    func string(_ index: Int) throws(RPCError) -> String {
        guard case .string(let text) = try required(index) else { throw wrongType(index) }
        return text
    }

    /// Returns a list.
    func list(_ index: Int) throws(RPCError) -> [JSONValue] {
        guard case .array(let elements) = try required(index) else { throw wrongType(index) }
        return elements
    }

    /// Returns the strings in a list; other elements are left out.
    func strings(_ index: Int) throws(RPCError) -> [String] {
        try list(index).compactMap { if case .string(let text) = $0 { text } else { nil } }
    }

    /// Returns the strings in a list; none when it is missing.
    func optionalStrings(_ index: Int) throws(RPCError) -> [String] {
        has(index) ? try strings(index) : []
    }

    /// Returns an object's members.
    func members(_ index: Int) throws(RPCError) -> [JSONValue.Member] {
        guard case .object(let members) = try required(index) else { throw wrongType(index) }
        return members
    }

    /// Returns an object's members; none when it is missing.
    func optionalMembers(_ index: Int) throws(RPCError) -> [JSONValue.Member] {
        has(index) ? try members(index) : []
    }

    /// Returns an integer that is not below `least`.
    func integer(_ index: Int, atLeast least: Int = .min) throws(RPCError) -> Int {
        let value: Int
        switch try required(index) {
        case .integer(let integer): value = Int(integer)
        case .largeInteger(let digits): value = digits.hasPrefix("-") ? .min : .max
        case .number(let number):
            guard let exact = Int(exactly: number) else { throw wrongType(index) }
            value = exact
        default: throw wrongType(index)
        }
        guard value >= least else {
            throw RPCError(
                "The integer parameter at \(index) has invalid value: "
                    + "the value must be greater than or equal to \(least).")
        }
        return value
    }

    /// Returns a position in the queue; `nil` when it is missing.
    func position(_ index: Int) throws(RPCError) -> Int? {
        guard has(index) else { return nil }
        let value = try integer(index)
        guard value >= 0 else { throw RPCError("Position must be greater than or equal to 0.") }
        return value
    }
}
