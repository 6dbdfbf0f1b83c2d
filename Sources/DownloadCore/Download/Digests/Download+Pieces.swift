/// Pieces whose digests are known: each is compared as soon as it is whole, so that a source that
/// lies is found out early and only what is wrong is fetched again.
extension Download {
    /// How often the wrong pieces of a whole file are fetched again.
    private static let mostRounds = 2
    /// The bytes that are compared before what follows from them is looked at.
    private static let batch: Int64 = 32 << 20

    /// The digests of the pieces, if they are those of a file of this length.
    private var pieceDigests: (digests: PieceDigests, length: Int64)? {
        guard let digests = request.pieces, let length = plan.length,
            digests.fit(fileOfLength: length)
        else { return nil }
        return (digests, length)
    }

    /// What is known of the pieces, to be shown.
    var pieceProgress: PieceProgress? {
        guard let (digests, _) = pieceDigests else { return nil }
        func count(_ ranges: ByteRangeSet) -> Int {
            Int(ranges.ranges.reduce(0) { $0 + ($1.count - 1) / digests.length + 1 })
        }
        return PieceProgress(
            count: digests.count, right: state == .done ? digests.count : count(pieces.right),
            wrong: count(pieces.wrong), length: digests.length, algorithm: digests.algorithm)
    }

    /// The part of the pieces that was compared, from 0 to 1.
    package var pieceShare: Double? {
        pieceProgress.map { Double($0.right + $0.wrong) / Double($0.count) }
    }

    /// Has pieces compared that have become whole.
    mutating func comparePieces() -> [Effect] {
        guard version.hasPart, let (digests, length) = pieceDigests,
            let next = pieces.next(
                of: digests, covered: plan.covered, fileLength: length, most: Download.batch)
        else { return [] }
        return [.checkPieces(next.pieces, order: next.order)]
    }

    /// What is left to do about the pieces of a file that is whole; `nil` when it is nothing.
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
            note("fetches \(pieces.wrong.count) wrong bytes again", at: now)
            move(to: .running)
            return dropBytes(pieces.wrong, at: now)
        }
        guard expectedDigest == nil, let example = pieces.example else { return nil }
        let wanted = digests.hex(ofPieceAt: example.range.start)
        let cause =
            "bytes \(example.range.start) to \(example.range.end - 1) are wrong again and again: their"
            + " \(digests.algorithm.name) is \(example.found), not \(wanted)"
        return [.putAside(name: finalName, DownloadError(.checksum, cause))]
    }

    mutating func piecesChecked(_ findings: PieceFindings, at now: Now) -> [Effect] {
        guard pieces.take(findings) else { return [] }
        var effects: [Effect] = []
        if !findings.wrong.isEmpty {
            let first = findings.wrong[0].range
            let others = findings.wrong.count > 1 ? " and \(findings.wrong.count - 1) more" : ""
            note(
                "the piece of the bytes \(first.start) to \(first.end - 1)\(others) is wrong",
                at: now)
            effects += expose(findings.wrong.map(\.range), at: now)
        }
        switch state {
        case .running: return effects + comparePieces()
        case .finishing: return effects + check(at: now)
        default: return effects
        }
    }

    /// Drops the sources that wrong pieces come from, each with all that nobody has vouched for; as
    /// long as there are others to ask.
    private mutating func expose(_ wrong: [ByteRange], at now: Now) -> [Effect] {
        guard state == .running || state == .finishing else { return [] }
        var effects: [Effect] = []
        for source in sources.indices where !sources[source].isDropped {
            guard wrong.contains(where: { sources[source].written.contains($0) }),
                sources.indices.contains(where: { $0 != source && !isRefuted($0) })
            else { continue }
            // Who was found to differ from bytes that are wrong may well be right.
            sources.reviveCompared()
            var worthless = sources[source].written
            for range in pieces.right.ranges { worthless.remove(range) }
            move(to: .running)
            note("drops the \(worthless.count) bytes that came from it", at: now)
            effects += dropBytes(worthless, at: now)
            effects += drop(
                source, DownloadError(.checksum, "a piece that came from it is wrong"), at: now)
        }
        return effects
    }

    /// When everybody who is left differs from bytes that no digest vouches for: these go, and who
    /// was compared with them is asked again.
    ///
    /// - Returns: `nil` when there are none, or this has been done too often.
    mutating func dropUnvouched(at now: Now) -> [Effect]? {
        guard pieceDigests != nil, pieces.rounds < Download.mostRounds,
            sources.contains(where: \.wasCompared)
        else { return nil }
        var unvouched = plan.covered
        for range in pieces.right.ranges { unvouched.remove(range) }
        guard !unvouched.isEmpty else { return nil }
        pieces.rounds += 1
        sources.reviveCompared()
        note("drops the \(unvouched.count) bytes that no digest vouches for", at: now)
        return dropBytes(unvouched, at: now) + replaceLead(at: now)
    }

    /// Whether a source will not be asked again, whoever else is found to be wrong.
    private func isRefuted(_ source: Int) -> Bool {
        sources[source].isDropped && !sources[source].wasCompared
    }
}
