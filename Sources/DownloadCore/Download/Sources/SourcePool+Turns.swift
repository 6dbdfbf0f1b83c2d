/// Sources that send something else than the file: what looks like no file, or has a wrong digest.
extension SourcePool {
    /// The longest time in seconds for which a source that backs off is worth waiting for, when
    /// another has sent what is hardly the file.
    private static let longestWait = 30.0

    /// Whether a source backs off for longer than it is worth waiting for.
    func isAway(_ source: Int, at now: Instant) -> Bool {
        self[source].until - now > Self.longestWait
    }

    /// Records that the primary's response is hardly the file, if another one is to lead.
    ///
    /// That is one that was not asked, or, when each was asked, the one whose response was the least
    /// doubtful.
    ///
    /// - Parameters:
    ///   - doubt: Why it is hardly the file.
    ///   - now: The time.
    /// - Returns: Whether there is another; if not, the response counts.
    mutating func doubtPrimary(_ doubt: SourceDoubt, at now: Instant) -> Bool {
        guard count > 1, !isSingle else { return false }
        leading.standing.doubted(doubt)
        leading.lastError = DownloadError(.badResponse, doubt.cause)
        var best: (rank: Int, source: Int)?
        for source in indices where !self[source].isDropped {
            if let doubt = self[source].standing.doubt {
                if doubt.rank < best?.rank ?? .max { best = (doubt.rank, source) }
            } else if !isAway(source, at: now) {
                return true
            }
        }
        return best?.source != primary
    }

    /// The source that sent all bytes of this run; `nil` when it may be several.
    private func onlyWriter(isFromDisk: Bool) -> Int? {
        if isSingle { return primary }
        guard !isFromDisk, case .known(let source) = identitySource,
            indices.allSatisfy({ $0 == source || self[$0].written.isEmpty })
        else { return nil }
        return source
    }

    /// Returns the source that is to send the whole file alone, because its digest is wrong.
    ///
    /// A digest that a server declares says only what that server sends: such a file can come from a
    /// source that was left for being slow.
    ///
    /// - Parameters:
    ///   - digest: The digest that the file must have.
    ///   - isFromDisk: Whether the bytes may be of an earlier run.
    /// - Returns: Its index; `nil` when each source of the user has had its turn.
    func nextSingle(_ digest: ExpectedDigest?, isFromDisk: Bool) -> Int? {
        guard let digest, count(where: { !$0.isOffered }) > 1 else { return nil }
        let wrong = onlyWriter(isFromDisk: isFromDisk)
        return indices.first {
            $0 != wrong && !self[$0].isOffered && !self[$0].standing.hadTurn
                && (!self[$0].isDropped || self[$0].wasCompared)
                && (digest.origin != .server || self[$0].speed.wasSlow)
        }
    }

    /// Has a source send the whole file alone, after this error of the others.
    mutating func beginTurn(of source: Int, after error: DownloadError, isFromDisk: Bool) {
        // Those that were compared differ from bytes that are wrong.
        reviveCompared()
        if let wrong = onlyWriter(isFromDisk: isFromDisk) {
            drop(wrong, error)
            self[wrong].standing.tookTurn()
        }
        isSingle = true
        self[source].standing.tookTurn()
    }

    /// Lets the sources share the file again.
    mutating func endTurns() {
        isSingle = false
        for source in indices { self[source].standing.renewTurn() }
    }

    /// Returns the error of a download without a source left, `error` being that of the sources
    /// without one.
    func failure(_ error: DownloadError) -> DownloadError {
        // That a file is wrong outweighs that others could not be fetched.
        let kind = contains(where: \.isWrong) ? .checksum : error.kind
        return DownloadError(kind, causes(error), status: error.status)
    }
}
