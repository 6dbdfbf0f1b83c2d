/// The progress of verifying a download's pieces against their digests.
public struct PieceProgress: Hashable, Sendable, Codable {
    /// The number of pieces.
    public var count: Int
    /// The number of pieces that match.
    public var right: Int
    /// The number of pieces that do not match and will be fetched again.
    public var wrong: Int
    /// The size of a piece in bytes.
    public var length: Int64
    /// The hash algorithm.
    public var algorithm: Checksum.Algorithm

    /// Creates a progress report.
    public init(
        count: Int, right: Int, wrong: Int, length: Int64, algorithm: Checksum.Algorithm
    ) {
        self.count = count
        self.right = right
        self.wrong = wrong
        self.length = length
        self.algorithm = algorithm
    }
}
