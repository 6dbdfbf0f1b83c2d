/// What to do with a Metalink (RFC 5854) that a URL leads to.
public enum MetalinkPolicy: String, Hashable, Sendable, CaseIterable, Codable {
    /// Read it, and fetch its files in its place.
    case read
    /// Keep it as a file like any other.
    case file
}
