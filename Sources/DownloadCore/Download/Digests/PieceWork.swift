/// Tracks which pieces of a download are verified.
package struct PieceWork: Hashable, Sendable {
    /// The bytes of the pieces that match.
    package private(set) var right = ByteRangeSet()
    /// The bytes of the mismatched pieces that have not been dropped.
    package private(set) var wrong = ByteRangeSet()
    /// A mismatched piece, for the error message.
    package private(set) var example: PieceFindings.Wrong?
    /// The pieces that are being verified.
    package private(set) var asked = ByteRangeSet()
    /// The number of times that wrong pieces of a complete file were fetched again.
    package var rounds = 0
    private var orders = 0

    /// Takes the next complete, unverified pieces: up to `most` bytes, at least one piece.
    ///
    /// - Returns: Their bytes and the number of the order; `nil` when there are none, or others are
    ///   being verified.
    package mutating func next(
        of digests: PieceDigests, covered: ByteRangeSet, fileLength: Int64, most: Int64
    ) -> (pieces: ByteRangeSet, order: Int)? {
        guard asked.isEmpty else { return nil }
        var left = max(most, digests.length) / digests.length
        for range in covered.ranges {
            let whole = digests.whole(in: range, fileLength: fileLength)
            var open = ByteRangeSet([whole])
            for known in (right.ranges + wrong.ranges) { open.remove(known) }
            for range in open.ranges where left > 0 {
                let end = range.start + left * digests.length
                let taken = ByteRange(range.start, min(range.end, end))
                left -= (taken.count + digests.length - 1) / digests.length
                asked.insert(taken)
            }
        }
        guard !asked.isEmpty else { return nil }
        orders += 1
        return (asked, orders)
    }

    /// Records the result of a verification.
    ///
    /// - Returns: Whether it concerns bytes that have not been dropped since.
    package mutating func take(_ findings: PieceFindings) -> Bool {
        guard findings.order == orders, !asked.isEmpty else { return false }
        asked = ByteRangeSet()
        for range in findings.right.ranges { right.insert(range) }
        for one in findings.wrong { wrong.insert(one.range) }
        example = findings.wrong.first ?? example
        return true
    }

    /// Forgets the results for the pieces of dropped bytes.
    package mutating func drop(_ ranges: ByteRangeSet, of digests: PieceDigests) {
        asked = ByteRangeSet()
        for range in ranges.ranges {
            let first = range.start / digests.length * digests.length
            let end = (range.end + digests.length - 1) / digests.length * digests.length
            right.remove(ByteRange(first, end))
            wrong.remove(ByteRange(first, end))
        }
    }

    /// Forgets the results for all pieces, but not how often they were fetched.
    package mutating func forget() {
        asked = ByteRangeSet()
        right = ByteRangeSet()
        wrong = ByteRangeSet()
    }
}
