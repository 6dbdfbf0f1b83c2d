import Testing

/// A parser of bytes from outside, with the promises that it keeps whatever the bytes are.
struct FuzzTarget: Sendable {
    /// The name on the command line, in lower case with dashes.
    let name: String
    /// Well-formed inputs, from which mutation starts.
    let seeds: [[UInt8]]
    /// The longest input that is tried, in bytes.
    let longest: Int
    /// Parses an input and returns the promise that the result breaks; `nil` if it keeps all.
    let check: @Sendable ([UInt8]) -> String?

    /// Creates a target whose seeds are texts.
    init(
        _ name: String, longest: Int = 4096, seeds: [String],
        check: @escaping @Sendable ([UInt8]) -> String?
    ) {
        self.init(name, longest: longest, bytes: seeds.map { Array($0.utf8) }, check: check)
    }

    /// Creates a target whose seeds are bytes.
    init(
        _ name: String, longest: Int = 4096, bytes seeds: [[UInt8]],
        check: @escaping @Sendable ([UInt8]) -> String?
    ) {
        self.name = name
        self.longest = longest
        self.seeds = seeds
        self.check = check
    }

    /// Every target.
    static let all = http + urls + documents + texts + storage

    /// The target of this name.
    static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

extension FuzzTarget: CustomTestStringConvertible {
    var testDescription: String { name }
}

/// Returns the first promise that does not hold.
func broken(_ promises: (name: String, holds: Bool)...) -> String? {
    promises.first { !$0.holds }?.name
}
