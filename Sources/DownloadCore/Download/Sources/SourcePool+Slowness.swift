/// Primaries that are far slower than a mirror.
extension SourcePool {
    /// Records whether the primary is so slow that few of its bytes can be compared.
    ///
    /// - Parameters:
    ///   - fetch: The lanes and the missing bytes.
    ///   - isVerified: Whether a response has confirmed the file.
    ///   - probe: The number of bytes that a comparison needs.
    ///   - now: The time.
    mutating func watchPrimary(
        _ fetch: Fetch, isVerified: Bool, probe: Int64, at now: Instant
    ) {
        let isSlow =
            count > 1 && !isSingle && isVerified
            && SlowPrimary.shows(in: fetch, of: primary, probe: probe, at: now)
        slowPrimary.note(isSlow, at: now)
    }

    /// Records that the primary is left for a source that has the same few bytes.
    ///
    /// - Returns: `false` if it is not: meanwhile it may have become fast.
    mutating func leaveSlow(for source: Int) -> Bool {
        guard slowPrimary.isSlow, source != primary else { return false }
        leading.speed.foundSlow()
        return true
    }

    /// Returns the source that is to continue a stream of the primary that is far slower.
    ///
    /// - Returns: Its index; `nil` if there is none, or the stream is not slow.
    func relief(ofStream fetch: Fetch, at now: Instant) -> Int? {
        guard count > 1, !isSingle, fetch.plan.length != nil,
            let rate = SlowPrimary.rate(ofStream: fetch, of: primary, at: now)
        else { return nil }
        return indices.first {
            $0 != primary && self[$0].state == .confirmed && self[$0].until <= now
                && self[$0].speed.excels(rate)
        }
    }

    // MARK: Probes

    /// Returns the bytes for a probe: the last ones on disk, as many as a comparison needs.
    ///
    /// With a primary that has been slow for a while, they are the few that it has sent.
    ///
    /// - Parameters:
    ///   - source: The source to ask for them.
    ///   - covered: The bytes on disk.
    ///   - verified: Those that are known to be right, which are the best to compare with.
    ///   - count: The number of bytes that a comparison needs.
    ///   - now: The time.
    /// - Returns: The bytes; `nil` if none can be compared with the source's.
    func probeRange(
        of source: Int, covered: ByteRangeSet, verified: ByteRangeSet, count: Int64,
        at now: Instant
    ) -> ByteRange? {
        if isSingle { return nil }
        if case .withoutRanges = self[source].state { return nil }
        if let run = (covered.ranges + verified.ranges).last(where: { $0.count >= count }) {
            return ByteRange(run.end - count, run.end)
        }
        guard slowPrimary.isProven(at: now), source != primary,
            self[source].speed.mayRelieve(leading.speed)
        else { return nil }
        return covered.ranges.max { $0.count < $1.count }
    }
}
