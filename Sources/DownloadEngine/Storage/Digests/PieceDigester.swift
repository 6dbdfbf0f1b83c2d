import DownloadCore

/// Digests pieces of a file one after the other, a stretch at a time.
struct PieceDigester: Sendable {
    /// Fills the beginning of a buffer with this number of bytes from an offset on.
    typealias Read = (Int, inout [UInt8], Int64) throws(DownloadError) -> Void

    /// The bytes per read.
    private static let bytesAtOnce: Int64 = 256 << 10

    /// The digests so far, in hexadecimal.
    private(set) var found: [(piece: ByteRange, hex: String)] = []
    /// The number of bytes digested so far.
    private(set) var count: Int64 = 0
    private let pieces: [ByteRange]
    private let algorithm: Checksum.Algorithm
    private var digest: BodyDigest
    private var buffer: [UInt8]

    /// Prepares to digest these pieces, in this order.
    init(_ pieces: [ByteRange], _ algorithm: Checksum.Algorithm) {
        self.pieces = pieces
        self.algorithm = algorithm
        digest = BodyDigest(algorithm)
        let longest = pieces.map(\.count).max() ?? 0
        buffer = Array(repeating: 0, count: Int(min(longest, Self.bytesAtOnce)))
    }

    /// Whether all pieces are digested.
    var isDone: Bool { found.count == pieces.count }

    /// Digests the next bytes, about as many as `stretch`.
    mutating func advance(by stretch: Int64, _ read: Read) throws(DownloadError) {
        let last = count + stretch
        var digest = digest
        defer { self.digest = digest }
        while !isDone, count < last || pieces[found.count].isEmpty {
            let piece = pieces[found.count]
            let position = piece.start + digest.position
            let wanted = Int(min(Int64(buffer.count), piece.end - position))
            try read(wanted, &buffer, position)
            digest.update(buffer.span.bytes.extracting(first: wanted))
            count += Int64(wanted)
            guard digest.position >= piece.count else { continue }
            found.append((piece, digest.hex))
            digest = BodyDigest(algorithm)
        }
    }
}
