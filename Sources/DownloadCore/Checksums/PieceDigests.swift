/// The digests of the equal pieces of a file, as a Metalink lists them (RFC 5854 section 4.1.3).
public struct PieceDigests: Hashable, Sendable {
    /// The bytes of a piece; the last one may have fewer.
    public let length: Int64
    /// How the digests are computed.
    public let algorithm: Checksum.Algorithm
    /// The digests' own bytes, one digest after the other.
    public let bytes: [UInt8]

    /// Creates the list; `nil` when a piece has no bytes or far too many, or the last digest is cut
    /// short.
    public init?(length: Int64, algorithm: Checksum.Algorithm, bytes: [UInt8]) {
        guard 1...Self.longest ~= length, !bytes.isEmpty, bytes.count % (algorithm.digits / 2) == 0
        else {
            return nil
        }
        self.length = length
        self.algorithm = algorithm
        self.bytes = bytes
    }

    /// The most bytes of a piece.
    private static let longest: Int64 = 1 << 40

    /// How many pieces there are.
    public var count: Int { bytes.count / (algorithm.digits / 2) }

    /// Whether a file of so many bytes has so many pieces.
    package func fit(fileOfLength total: Int64) -> Bool {
        total > 0 && (total - 1) / length + 1 == Int64(count)
    }

    /// The digest of the piece that begins at `position`, in lower-case hexadecimal digits.
    package func hex(ofPieceAt position: Int64) -> String {
        let size = algorithm.digits / 2
        let start = Int(position / length) * size
        return hexadecimal(bytes[start..<start + size])
    }

    /// The pieces that lie wholly within `range` of a file of `total` bytes, as one range.
    package func whole(in range: ByteRange, fileLength total: Int64) -> ByteRange {
        let first = (range.start + length - 1) / length * length
        let last = range.end >= total ? total : range.end / length * length
        return ByteRange(first, last)
    }

    /// The piece that begins at `position` of a file of `total` bytes.
    package func piece(at position: Int64, fileLength total: Int64) -> ByteRange {
        ByteRange(position, min(position + length, total))
    }
}

/// Bytes as lower-case hexadecimal digits.
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}
