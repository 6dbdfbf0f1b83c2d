/// The digest that a finished file is verified against, and its origin.
public struct ExpectedDigest: Hashable, Sendable, Codable {
    /// The origin of an expected digest.
    public enum Origin: Hashable, Sendable, Codable {
        /// The user.
        case user
        /// A field of the server's response.
        case server
        /// The checksum file of this name.
        case file(String)
    }

    /// The digest.
    public var checksum: Checksum
    /// The origin of the digest.
    public var origin: Origin

    /// Creates an expected digest.
    public init(_ checksum: Checksum, from origin: Origin) {
        self.checksum = checksum
        self.origin = origin
    }

    /// A description of the algorithm and the origin, such as `sha-256 from the server`.
    ///
    /// A file name in it comes from the server.
    public var words: String {
        switch origin {
        case .user: "\(checksum.algorithm.name) as given"
        case .server: "\(checksum.algorithm.name) from the server"
        case .file(let name): "\(checksum.algorithm.name) from \(name)"
        }
    }
}
