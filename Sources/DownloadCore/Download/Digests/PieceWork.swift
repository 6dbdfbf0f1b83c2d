/// What is known of a download's pieces.
package struct PieceWork: Hashable, Sendable {
    /// The bytes of the pieces that are right.
    package private(set) var right = ByteRangeSet()
    /// The bytes of the pieces that are wrong and still there.
    package private(set) var wrong = ByteRangeSet()
    /// One of them, to be named.
    package private(set) var example: PieceFindings.Wrong?
    /// The pieces that are being compared.
    package private(set) var asked = ByteRangeSet()
    /// How often wrong pieces of a whole file have been fetched again.
    package var rounds = 0
    private var orders = 0

    /// Takes the next pieces to compare: whole ones that nobody has compared, `most` bytes or one.
    ///
    /// - Returns: Their bytes and the number of the order; `nil` when there are none, or others are
    ///   being compared.
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

    /// Takes in what a comparison has shown.
    ///
    /// - Returns: Whether it is about bytes that are still there.
    package mutating func take(_ findings: PieceFindings) -> Bool {
        guard findings.order == orders, !asked.isEmpty else { return false }
        asked = ByteRangeSet()
        for range in findings.right.ranges { right.insert(range) }
        for one in findings.wrong { wrong.insert(one.range) }
        example = findings.wrong.first ?? example
        return true
    }

    /// Bytes are not there any more: nothing is known of the pieces that they are of.
    package mutating func drop(_ ranges: ByteRangeSet, of digests: PieceDigests) {
        asked = ByteRangeSet()
        for range in ranges.ranges {
            let first = range.start / digests.length * digests.length
            let end = (range.end + digests.length - 1) / digests.length * digests.length
            right.remove(ByteRange(first, end))
            wrong.remove(ByteRange(first, end))
        }
    }

    /// Knows nothing of any piece again; how often they were fetched is kept.
    package mutating func forget() {
        asked = ByteRangeSet()
        right = ByteRangeSet()
        wrong = ByteRangeSet()
    }
}
