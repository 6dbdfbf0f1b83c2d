/// A digest that a finished file is checked against, and who says that it must have it.
public struct ExpectedDigest: Hashable, Sendable {
    /// Who says it.
    public enum Origin: Hashable, Sendable {
        /// The person.
        case person
        /// The server, in a field of its response.
        case server
        /// A file of this name.
        case file(String)
    }

    /// The digest.
    public var checksum: Checksum
    /// Who says it.
    public var origin: Origin

    /// Creates an expectation.
    public init(_ checksum: Checksum, from origin: Origin) {
        self.checksum = checksum
        self.origin = origin
    }

    /// Which digest of whose it is: `sha-256 from the server`.
    ///
    /// The name of a file in it comes from outside.
    public var words: String {
        switch origin {
        case .person: "\(checksum.algorithm.name) as given"
        case .server: "\(checksum.algorithm.name) from the server"
        case .file(let name): "\(checksum.algorithm.name) from \(name)"
        }
    }
}
