/// Verifies the pieces of a file with known digests, each as soon as it is complete.
///
/// A bad source is found early, and only the wrong bytes are fetched again.
package struct PieceWork: Hashable, Sendable {
    /// What is left to do with the pieces of a complete file.
    package enum Remainder: Hashable, Sendable {
        /// Nothing.
        case none
        /// Wait for the pieces that are being verified.
        case wait
        /// Verify these pieces.
        case verify(Order)
        /// Fetch these wrong bytes again.
        case refetch(ByteRangeSet)
        /// Give up: a piece stays wrong.
        case wrong(DownloadError)
    }

    /// Pieces to verify.
    package struct Order: Hashable, Sendable {
        /// Their bytes.
        package var pieces: ByteRangeSet
        /// The number that the answer must carry.
        package var number: Int
    }

    /// The maximum number of times that wrong pieces of a complete file are fetched again.
    private static let mostRounds = 2
    /// The number of bytes to verify before acting on the result.
    package static let batch: Int64 = 32 << 20

    /// The bytes of the pieces that match.
    package private(set) var right = ByteRangeSet()
    /// The bytes of the mismatched pieces that have not been dropped.
    package private(set) var wrong = ByteRangeSet()
    /// A mismatched piece, for the error message.
    private var example: PieceFindings.Wrong?
    /// The pieces that are being verified.
    package private(set) var asked = ByteRangeSet()
    /// The number of times that wrong pieces of a complete file were fetched again.
    package private(set) var rounds = 0
    private var orders = 0

    /// Creates a state in which no piece is verified.
    package init() {}

    /// Takes the next complete, unverified pieces: up to `most` bytes, at least one piece.
    ///
    /// - Returns: The order; `nil` when there are none, or others are being verified.
    package mutating func next(
        of digests: PieceDigests, covered: ByteRangeSet, fileLength: Int64, most: Int64 = batch
    ) -> Order? {
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
        return Order(pieces: asked, number: orders)
    }

    /// Returns the remaining work on the pieces of a complete file.
    ///
    /// - Parameters:
    ///   - digests: The digests of the pieces.
    ///   - fileLength: The length of the file in bytes.
    ///   - hasPart: Whether the part file is open, so that its bytes can be read.
    ///   - isDecisive: Whether no digest of the whole file decides.
    /// - Returns: The work.
    package mutating func remainder(
        of digests: PieceDigests, fileLength: Int64, hasPart: Bool, isDecisive: Bool
    ) -> Remainder {
        guard asked.isEmpty else { return .wait }
        let covered = ByteRangeSet([ByteRange(0, fileLength)])
        if hasPart, let order = next(of: digests, covered: covered, fileLength: fileLength) {
            return .verify(order)
        }
        guard !wrong.isEmpty else { return .none }
        if startRound() { return .refetch(wrong) }
        guard isDecisive, let example else { return .none }
        let wanted = digests.hex(ofPieceAt: example.range.start)
        return .wrong(
            DownloadError(
                .checksum,
                "bytes \(example.range.start)-\(example.range.end - 1) fail their"
                    + " \(digests.algorithm.name) from every source (got \(example.found), expected"
                    + " \(wanted))"))
    }

    /// Counts another round of fetching bytes again.
    ///
    /// - Returns: `false` when there were too many.
    package mutating func startRound() -> Bool {
        guard rounds < Self.mostRounds else { return false }
        rounds += 1
        return true
    }

    /// Forgets how often bytes were fetched again.
    mutating func clearRounds() { rounds = 0 }

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

    /// Returns the bytes of a set that no matching piece contains.
    func unverified(_ bytes: ByteRangeSet) -> ByteRangeSet {
        var rest = bytes
        for range in right.ranges { rest.remove(range) }
        return rest
    }

    /// Returns the progress of the verification, `isDone` for a finished file.
    package func progress(of digests: PieceDigests, isDone: Bool) -> PieceProgress {
        func count(_ ranges: ByteRangeSet) -> Int {
            Int(ranges.ranges.reduce(0) { $0 + ($1.count - 1) / digests.length + 1 })
        }
        return PieceProgress(
            count: digests.count, right: isDone ? digests.count : count(right),
            wrong: count(wrong), length: digests.length, algorithm: digests.algorithm)
    }
}

extension PieceFindings {
    /// Describes the wrong pieces, for the log; `nil` when there are none.
    var complaint: String? {
        guard let first = wrong.first?.range else { return nil }
        let others = wrong.count > 1 ? " (and \(wrong.count - 1) more pieces)" : ""
        return "bytes \(first.start)-\(first.end - 1) fail their checksum\(others)"
    }
}
