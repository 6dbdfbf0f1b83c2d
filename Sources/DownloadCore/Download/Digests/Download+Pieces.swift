/// Verification of pieces with known digests, each as soon as it is complete.
///
/// A bad source is found early, and only the wrong bytes are fetched again.
extension Download {
    /// The maximum number of times that wrong pieces of a complete file are fetched again.
    private static let mostRounds = 2
    /// The number of bytes to verify before acting on the result.
    private static let batch: Int64 = 32 << 20

    /// The digests of the pieces, if they fit a file of this length.
    private var pieceDigests: (digests: PieceDigests, length: Int64)? {
        guard let digests = request.pieces, let length = plan.length,
            digests.fit(fileOfLength: length)
        else { return nil }
        return (digests, length)
    }

    /// The progress of the verification, for snapshots.
    var pieceProgress: PieceProgress? {
        guard let (digests, _) = pieceDigests else { return nil }
        func count(_ ranges: ByteRangeSet) -> Int {
            Int(ranges.ranges.reduce(0) { $0 + ($1.count - 1) / digests.length + 1 })
        }
        return PieceProgress(
            count: digests.count, right: state == .done ? digests.count : count(pieces.right),
            wrong: count(pieces.wrong), length: digests.length, algorithm: digests.algorithm)
    }

    /// The fraction of the pieces that was verified, from 0 to 1.
    package var pieceShare: Double? {
        pieceProgress.map { Double($0.right + $0.wrong) / Double($0.count) }
    }

    /// Has the pieces verified that have become complete.
    mutating func comparePieces() -> [Effect] {
        guard version.hasPart, let (digests, length) = pieceDigests,
            let next = pieces.next(
                of: digests, covered: plan.covered, fileLength: length, most: Download.batch)
        else { return [] }
        return [.checkPieces(next.pieces, order: next.order)]
    }

    /// Returns the remaining work on the pieces of a complete file; `nil` when there is none.
    mutating func settlePieces(at now: Now) -> [Effect]? {
        guard let (digests, _) = pieceDigests else {
            guard let length = plan.length, let error = wrongLength(length) else { return nil }
            return [.putAside(name: finalName, DownloadError(.checksum, error.cause))]
        }
        guard pieces.asked.isEmpty else { return [] }
        let rest = comparePieces()
        guard rest.isEmpty else { return rest }
        guard !pieces.wrong.isEmpty else { return nil }
        if pieces.rounds < Download.mostRounds {
            pieces.rounds += 1
            note("fetching \(pieces.wrong.count) corrupt bytes again", at: now)
            move(to: .running)
            return dropBytes(pieces.wrong, at: now)
        }
        guard expectedDigest == nil, let example = pieces.example else { return nil }
        let wanted = digests.hex(ofPieceAt: example.range.start)
        let cause =
            "bytes \(example.range.start)-\(example.range.end - 1) fail their"
            + " \(digests.algorithm.name) from every source (got \(example.found), expected"
            + " \(wanted))"
        return [.putAside(name: finalName, DownloadError(.checksum, cause))]
    }

    mutating func piecesChecked(_ findings: PieceFindings, at now: Now) -> [Effect] {
        guard pieces.take(findings) else { return [] }
        var effects: [Effect] = []
        if !findings.wrong.isEmpty {
            let first = findings.wrong[0].range
            let others =
                findings.wrong.count > 1 ? " (and \(findings.wrong.count - 1) more pieces)" : ""
            note("bytes \(first.start)-\(first.end - 1) fail their checksum\(others)", at: now)
            effects += expose(findings.wrong.map(\.range), at: now)
        }
        switch state {
        case .running: return effects + comparePieces()
        case .finishing: return effects + check(at: now)
        default: return effects
        }
    }

    /// Drops the sources of wrong pieces and all of their unverified bytes, as long as other
    /// sources are left.
    private mutating func expose(_ wrong: [ByteRange], at now: Now) -> [Effect] {
        guard state == .running || state == .finishing else { return [] }
        var effects: [Effect] = []
        for source in sources.indices where !sources[source].isDropped {
            guard wrong.contains(where: { sources[source].written.contains($0) }),
                sources.indices.contains(where: { $0 != source && !isRefuted($0) })
            else { continue }
            // A source that differs from wrong bytes may well be right.
            sources.reviveCompared()
            var worthless = sources[source].written
            for range in pieces.right.ranges { worthless.remove(range) }
            move(to: .running)
            note("discarding \(worthless.count) bytes fetched from it", at: now)
            effects += dropBytes(worthless, at: now)
            effects += drop(
                source, DownloadError(.checksum, "a piece fetched from it fails its checksum"),
                at: now)
        }
        return effects
    }

    /// Drops the unverified bytes when every remaining source differs from them.
    ///
    /// Sources that were rejected by comparison with those bytes are asked again.
    ///
    /// - Returns: `nil` when there are none, or this was done too often.
    mutating func dropUnvouched(at now: Now) -> [Effect]? {
        guard pieceDigests != nil, pieces.rounds < Download.mostRounds,
            sources.contains(where: \.wasCompared)
        else { return nil }
        var unvouched = plan.covered
        for range in pieces.right.ranges { unvouched.remove(range) }
        guard !unvouched.isEmpty else { return nil }
        pieces.rounds += 1
        sources.reviveCompared()
        note("discarding \(unvouched.count) unverified bytes", at: now)
        return dropBytes(unvouched, at: now) + replaceLead(at: now)
    }

    /// Whether a source stays dropped, whichever others turn out to be wrong.
    private func isRefuted(_ source: Int) -> Bool {
        sources[source].isDropped && !sources[source].wasCompared
    }
}
