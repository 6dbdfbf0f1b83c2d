import DownloadCore

/// A file as pieces of equal length, as the keys `bitfield`, `numPieces` and `pieceLength` show it.
struct Pieces: Hashable, Sendable {
    /// aria2's default length of a piece in bytes.
    static let usualLength: Int64 = 1 << 20
    /// The maximum number of pieces: the bitfield of a longer file has longer pieces.
    static let most: Int64 = 1 << 16

    /// The length of the file in bytes.
    let total: Int64
    /// The length of a piece in bytes.
    let length: Int64

    /// Creates the pieces of a file; an unknown length has none.
    init(total: Int64?) {
        self.total = max(0, total ?? 0)
        var length = Self.usualLength
        while self.total / length >= Self.most { length *= 2 }
        self.length = length
    }

    /// The number of pieces.
    var count: Int64 { total / length + (total % length > 0 ? 1 : 0) }

    /// Returns the bitfield of the bytes that have arrived, in hexadecimal.
    ///
    /// The highest bit of the first digit is the first piece.
    func bitfield(_ covered: ByteRangeSet) -> String {
        var bytes = [UInt8](repeating: 0, count: Int((count + 7) / 8))
        for range in covered.ranges {
            // The pieces that lie within the range completely.
            let first = range.start / length + (range.start % length > 0 ? 1 : 0)
            let last = range.end >= total ? count : range.end / length
            guard first < last else { continue }
            for piece in first..<last { bytes[Int(piece / 8)] |= 0x80 >> UInt8(piece % 8) }
        }
        return bytes.lazy.map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count < 2 ? "0" + digits : digits
        }.joined()
    }
}
