/// The digests of a file's fixed-size pieces, as listed in a Metalink (RFC 5854 section 4.1.3).
public struct PieceDigests: Hashable, Sendable {
    /// The size of a piece in bytes; the last piece may be shorter.
    public let length: Int64
    /// The hash algorithm.
    public let algorithm: Checksum.Algorithm
    /// The raw bytes of all digests, concatenated.
    public let bytes: [UInt8]

    /// Creates the list; `nil` if `length` is out of range, or `bytes` is empty or not a whole
    /// number of digests.
    public init?(length: Int64, algorithm: Checksum.Algorithm, bytes: [UInt8]) {
        guard 1...Self.longest ~= length, !bytes.isEmpty, bytes.count % (algorithm.digits / 2) == 0
        else {
            return nil
        }
        self.length = length
        self.algorithm = algorithm
        self.bytes = bytes
    }

    /// The maximum size of a piece in bytes.
    private static let longest: Int64 = 1 << 40

    /// The number of pieces.
    public var count: Int { bytes.count / (algorithm.digits / 2) }

    /// Whether a file of `total` bytes consists of `count` pieces.
    package func fit(fileOfLength total: Int64) -> Bool {
        total > 0 && (total - 1) / length + 1 == Int64(count)
    }

    /// Returns the digest of the piece at offset `position`, in lowercase hexadecimal.
    package func hex(ofPieceAt position: Int64) -> String {
        let size = algorithm.digits / 2
        let start = Int(position / length) * size
        return hexadecimal(bytes[start..<start + size])
    }

    /// Returns the range of the pieces wholly within `range`, for a file of `total` bytes.
    package func whole(in range: ByteRange, fileLength total: Int64) -> ByteRange {
        let first = (range.start + length - 1) / length * length
        let last = range.end >= total ? total : range.end / length * length
        return ByteRange(first, last)
    }

    /// Returns the range of the piece at offset `position`, for a file of `total` bytes.
    package func piece(at position: Int64, fileLength total: Int64) -> ByteRange {
        ByteRange(position, min(position + length, total))
    }

    /// The pieces that begin in `ranges` of a file of `total` bytes, in the order of the file.
    package func pieces(of ranges: ByteRangeSet, fileLength total: Int64) -> [ByteRange] {
        var pieces: [ByteRange] = []
        var rest = ranges
        while let first = rest.ranges.first {
            let piece = piece(at: first.start, fileLength: total)
            pieces.append(piece)
            rest.remove(piece)
        }
        return pieces
    }

    /// What the digests that pieces were found to have say of them.
    package func findings(
        _ found: [(piece: ByteRange, hex: String)], order: Int
    ) -> PieceFindings {
        var findings = PieceFindings(order: order)
        for (piece, hex) in found {
            if hex == self.hex(ofPieceAt: piece.start) {
                findings.right.insert(piece)
            } else {
                findings.wrong.append(PieceFindings.Wrong(range: piece, found: hex))
            }
        }
        return findings
    }
}

/// Returns the bytes in lowercase hexadecimal.
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}
