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

/// What became of pieces that were compared with their digests.
package struct PieceFindings: Hashable, Sendable {
    /// A piece that is not what it should be.
    package struct Wrong: Hashable, Sendable {
        /// Its bytes in the file.
        package var range: ByteRange
        /// The digest that it has, in hexadecimal digits.
        package var found: String

        /// Creates a finding.
        package init(range: ByteRange, found: String) {
            self.range = range
            self.found = found
        }
    }

    /// The number of the order that asked for it.
    package var order: Int
    /// The bytes of the pieces that are right.
    package var right = ByteRangeSet()
    /// The others, in the order of the file.
    package var wrong: [Wrong] = []

    /// Creates findings of nothing.
    package init(order: Int) {
        self.order = order
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
