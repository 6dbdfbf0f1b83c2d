/// How far the pieces of a download have been compared with their digests.
public struct PieceProgress: Hashable, Sendable {
    /// How many pieces there are.
    public var count: Int
    /// How many are right.
    public var right: Int
    /// How many are wrong, and will be fetched again.
    public var wrong: Int
    /// The bytes of a piece.
    public var length: Int64
    /// How the digests are computed.
    public var algorithm: Checksum.Algorithm

    /// Creates what is shown of some pieces.
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
