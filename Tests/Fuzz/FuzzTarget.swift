import Testing

/// A parser of untrusted bytes, with invariants that hold for any input.
struct FuzzTarget: Sendable {
    /// The name on the command line, in lower case with hyphens.
    let name: String
    /// Well-formed inputs, from which mutation starts.
    let seeds: [[UInt8]]
    /// The maximum input length in bytes.
    let longest: Int
    /// Parses an input and returns the violated invariant; `nil` if all hold.
    let check: @Sendable ([UInt8]) -> String?

    /// Creates a target with text seeds.
    init(
        _ name: String, longest: Int = 4096, seeds: [String],
        check: @escaping @Sendable ([UInt8]) -> String?
    ) {
        self.init(name, longest: longest, bytes: seeds.map { Array($0.utf8) }, check: check)
    }

    /// Creates a target with binary seeds.
    init(
        _ name: String, longest: Int = 4096, bytes seeds: [[UInt8]],
        check: @escaping @Sendable ([UInt8]) -> String?
    ) {
        self.name = name
        self.longest = longest
        self.seeds = seeds
        self.check = check
    }

    /// All targets.
    static let all = [
        http, urls, documents, texts, storage, remote, calls, remoteControl,
    ].flatMap { $0 }

    /// Returns the target of this name.
    static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

extension FuzzTarget: CustomTestStringConvertible {
    var testDescription: String { name }
}

/// Returns the first invariant that does not hold.
func broken(_ promises: (name: String, holds: Bool)...) -> String? {
    promises.first { !$0.holds }?.name
}
