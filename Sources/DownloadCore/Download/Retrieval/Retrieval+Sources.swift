/// The sources of one file: the trials of mirrors, and how failures of sources are handled.
extension Retrieval {
    // MARK: Responses

    /// Handles the response head of a mirror.
    mutating func mirrorHead(
        _ lane: LaneID, _ work: LaneWork, _ judgement: Judgement, at now: Now
    ) -> [Effect] {
        guard case .part(let range, _) = judgement else {
            fetch.close(lane)
            return [.stop(lane)] + refused(work.order, judgement, at: now)
        }
        fetch.lanes[lane]?.promisedEnd = range.end
        sources.served(work.order)
        let end = fetch.alignEnd(of: lane) ?? range.end
        return [
            .hostAccepted(url: work.order.url), .setEnd(lane, min(end, range.end)),
            .accept(lane, at: range.start, overlap: work.order.overlap),
        ]
    }

    /// Handles a source that does not send the requested bytes.
    private mutating func refused(
        _ order: LaneOrder, _ judgement: Judgement, at now: Now
    ) -> [Effect] {
        let isRedirected = order.redirects > 0 && sources[order.source].resolved != nil
        return apply(SourceVerdict(judgement, isRedirected: isRedirected), to: order, at: now)
    }

    /// Acts on what a request has shown about its source.
    mutating func apply(
        _ verdict: SourceVerdict, to order: LaneOrder, at now: Now
    ) -> [Effect] {
        let source = order.source
        switch verdict {
        case .confirmed:
            let isFull = order.overlap >= policy.probeBytes(of: plan.length)
            return isFull ? confirm(source) : relieve(with: source)
        case .withoutRanges(let why):
            sources[source].state = .withoutRanges(why)
            note("\(sources.place(of: source)) not used: \(why)")
            guard source == sources.primary else { return [] }
            return backOff(source, DownloadError(.badResponse, why), at: now)
        case .failed(let error, let retryAfter):
            return backOff(source, error, retryAfter: retryAfter, at: now)
        case .busy(let error, let retryAfter):
            return [.hostRefused(url: order.url, retryAfter: retryAfter)]
                + backOff(source, error, retryAfter: retryAfter, at: now)
        case .lostRedirect(let error):
            sources[source].distrustRedirect()
            return backOff(source, error, at: now)
        case .useless(let error):
            return drop(source, error, at: now)
        case .wrong(let text):
            return reject(source, text, at: now)
        case .redirected(let target):
            return probe(source, at: target, now: now)
        }
    }

    // MARK: Probes

    /// Returns the bytes for a probe.
    private func probeRange(of source: Int, at now: Instant) -> ByteRange? {
        sources.probeRange(
            of: source, covered: plan.covered, verified: pieces.right,
            count: policy.probeBytes(of: plan.length), at: now)
    }

    /// Whether bytes of a source can be compared with those on disk.
    private func canBeProbed(_ source: Int, at now: Instant) -> Bool {
        probeRange(of: source, at: now) != nil
    }

    mutating func probe(_ source: Int, at target: ResolvedURL? = nil, now: Now) -> [Effect] {
        guard !lanes.isProbing(source), let range = probeRange(of: source, at: now.instant)
        else { return [] }
        var order = LaneOrder(
            to: target ?? sources.target(of: source), source: source, end: range.end, mode,
            request.secretScope)
        order.probe(range)
        return [.open(fetch.lanes.open(order, at: now.instant), order)]
    }

    mutating func probeHead(
        _ lane: LaneID, _ probe: Probe, _ judgement: Judgement, at now: Now
    ) -> [Effect] {
        guard case .part(let range, let offer) = judgement, range.end >= probe.order.end else {
            fetch.lanes.probes[lane] = nil
            return [.stop(lane)] + refused(probe.order, judgement, at: now)
        }
        if let text = digestSearch.contradiction(offer.checksums, request) {
            fetch.lanes.probes[lane] = nil
            return [.stop(lane)] + reject(probe.order.source, text, at: now)
        }
        fetch.lanes.probes[lane]?.isAccepted = true
        sources[probe.order.source].validator = offer.validator
        sources.served(probe.order)
        return [
            .hostAccepted(url: probe.order.url), .setEnd(lane, probe.order.end),
            .accept(lane, at: range.start, overlap: probe.order.overlap),
        ]
    }

    mutating func probeEnded(_ lane: LaneID, _ end: LaneEnd, at now: Now) -> [Effect] {
        guard let probe = fetch.lanes.probes.removeValue(forKey: lane) else { return [] }
        let verdict = SourceVerdict(end, of: probe)
        if verdict == .confirmed { sources.measure(probe, at: now.instant) }
        return apply(verdict, to: probe.order, at: now)
    }

    /// Confirms that a source has the same file.
    private mutating func confirm(_ source: Int) -> [Effect] {
        sources[source].state = .confirmed
        sources[source].failures = 0
        note("\(sources.place(of: source)) serves the same file")
        if request.fragments == .auto {
            fetch.concurrency.raise(to: sources.count { $0.state == .confirmed })
        }
        guard source == sources.primary else { return [] }
        mode.ranges = .given
        version.confirm()
        spread()
        return fetch.shortenLanes()
    }

    // MARK: Failures

    /// Handles a failed lane of a source with alternatives: its fragment is open to any source, and
    /// the source backs off.
    mutating func failOver(
        _ lane: LaneID, _ error: DownloadError, retryAfter: Double?, at now: Now
    ) -> [Effect] {
        guard let work = lanes[lane] else { return [] }
        let source = work.order.source
        let isComplete = plan[work.fragment]?.missing.isEmpty == true
        fetch.close(lane, leaving: isComplete ? .done : .idle)
        if isComplete { return [] }
        note("\(sources.place(of: source)): \(error.cause)")
        // A break loses what a stream has brought.
        if work.gained >= policy.minimumProgress, !mode.isStream {
            sources[source].failures = 0
            return []
        }
        if work.order.redirects > 0 { sources[source].resolved = nil }
        return backOff(source, error, retryAfter: retryAfter, at: now)
    }

    /// Backs off from a source after a futile try; drops it after the last one.
    mutating func backOff(
        _ source: Int, _ error: DownloadError, retryAfter: Double? = nil, at now: Now
    ) -> [Effect] {
        let mayRetry = sources.backOff(
            source, error, retryAfter: retryAfter, serves: lanes.serves(source), policy.retry,
            at: now)
        guard mayRetry else { return drop(source, error, at: now) }
        return source == sources.primary && serving == 0 ? replacePrimary(at: now) : []
    }

    /// Drops a source; when it was the last, the download fails or asks the user.
    mutating func drop(_ source: Int, _ error: DownloadError, at now: Now) -> [Effect] {
        sources.drop(source, error)
        note("\(sources.place(of: source)) rejected: \(error.cause)")
        let effects = fetch.stopAll(of: source)
        guard sources.hasAlternative(to: source) else {
            return effects + failWithoutSource(error, at: now)
        }
        return effects + (source == sources.primary ? replacePrimary(at: now) : [])
    }

    /// Rejects a source that serves different bytes: drops everything fetched from it.
    private mutating func reject(_ source: Int, _ text: String, at now: Now) -> [Effect] {
        let wrong = sources[source].written
        sources[source].written = ByteRangeSet()
        var effects = wrong.isEmpty ? [] : dropBytes(wrong)
        if !wrong.isEmpty { note("discarding \(wrong.count) bytes fetched from it") }
        effects += drop(source, DownloadError(.changed, text), at: now)
        return effects
    }

    /// Handles refetched bytes that differ from those on disk.
    ///
    /// If a mirror may be responsible, it is rejected together with its bytes.
    ///
    /// - Returns: `nil` when only the primary can be responsible.
    mutating func rejectSuspects(for order: LaneOrder, at now: Now) -> [Effect]? {
        let text = "its bytes differ from those on disk"
        if order.source != sources.primary { return reject(order.source, text, at: now) }
        let suspects = order.compared.map { sources.suspects(in: $0) } ?? []
        return suspects.isEmpty ? nil : suspects.flatMap { reject($0, text, at: now) }
    }

    /// Drops the unverified bytes when every remaining source differs from them.
    ///
    /// Sources that were rejected by comparison with those bytes are asked again.
    ///
    /// - Returns: `nil` when there are none, or this was done too often.
    private mutating func dropUnvouched(at now: Now) -> [Effect]? {
        guard request.pieceDigests(plan.length) != nil, sources.contains(where: \.wasCompared)
        else { return nil }
        let unvouched = pieces.unverified(plan.covered)
        guard !unvouched.isEmpty, pieces.startRound() else { return nil }
        sources.reviveCompared()
        note("discarding \(unvouched.count) unverified bytes")
        return dropBytes(unvouched) + replacePrimary(at: now)
    }

    /// Fails the download because no source is left.
    mutating func failWithoutSource(_ error: DownloadError, at now: Now) -> [Effect] {
        if let effects = dropUnvouched(at: now) ?? nextTurn(after: error) { return effects }
        if version.isFromDisk, plan.received > 0,
            sources.identitySource != .known(sources.primary), let change = sources.changeError
        {
            // The bytes of an earlier run belong to none of the current files.
            sources.refresh()
            version.requireConfirmation(of: plan.received)
            return changed(change.cause)
        }
        let effects = fetch.stopAll()
        fail(sources.failure(error))
        return effects + (version.hasPart ? [.syncPart] : [])
    }

    // MARK: The primary

    /// Makes another source the primary: one that may be asked now, preferably confirmed.
    mutating func replacePrimary(at now: Now) -> [Effect] {
        let hasIdentity = version.identity != nil
        guard let next = sources.betterPrimary(hasBytes: hasIdentity, at: now.instant) else {
            return []
        }
        lead(with: next)
        let isConfirmed = sources[next].state == .confirmed && hasIdentity
        mode.begin(atConfirmed: isConfirmed)
        guard hasIdentity, !isConfirmed else { return [] }
        // Nothing can be compared with the bytes of a stream, or with almost none.
        guard version.identity?.length != nil, canBeProbed(next, at: now.instant) else {
            let effects = fetch.stopAll()
            forget()
            return effects
        }
        version.requireConfirmation(of: plan.received)
        return []
    }

    /// Ends a trial of the primary that cannot be carried out.
    ///
    /// There is nothing to compare, or it does not support ranges. Another source becomes the
    /// primary, or the file starts over.
    mutating func endTrial(at now: Now) -> [Effect] {
        guard !isStopped, isOnTrial(sources.primary), lanes.isEmpty, lanes.probes.isEmpty,
            sources.leading.until <= now.instant, !canBeProbed(sources.primary, at: now.instant)
        else { return [] }
        let effects = replacePrimary(at: now)
        guard isOnTrial(sources.primary), !canBeProbed(sources.primary, at: now.instant)
        else { return effects }
        note("restarting from zero: existing data cannot be verified")
        forget()
        return effects
    }

    private mutating func lead(with source: Int) {
        note("\(sources.place(of: source)) is now the main source")
        sources.lead(with: source)
        fetch.backoff = Backoff()
    }

    /// Makes a source the primary, which provides the whole file.
    private mutating func startOver(with source: Int) -> [Effect] {
        let effects = fetch.stopAll()
        // What a server has declared is verified if nothing else is.
        let declared = expectedDigest?.origin == .server ? digestSearch.declared : []
        lead(with: source)
        sources.leading.clearFailures()
        mode.begin(atConfirmed: false)
        forget(keepsDigest: true)
        digestSearch.keep(declared)
        return effects
    }

    // MARK: Slow, wrong and doubtful sources

    /// Notes whether the primary is slow, and leaves its stream for a mirror that is far faster;
    /// the bytes are kept.
    mutating func watchPrimary(at now: Now) -> [Effect] {
        sources.watchPrimary(
            fetch, isVerified: version.isVerified, probe: policy.probeBytes(of: plan.length),
            at: now.instant)
        guard mode.isStream, version.isVerified,
            let next = sources.relief(ofStream: fetch, at: now.instant)
        else { return [] }
        note("\(sources.place(of: sources.primary)) is slow")
        let effects = fetch.stopAll()
        lead(with: next)
        sources.leading.clearFailures()
        mode.begin(atConfirmed: true)
        spread()
        return effects
    }

    /// Has a mirror provide the whole file in place of a slow primary.
    ///
    /// The bytes that were compared are too few to join those of both sources.
    private mutating func relieve(with source: Int) -> [Effect] {
        let slow = sources.primary
        guard sources.leaveSlow(for: source) else { return [] }
        note("\(sources.place(of: slow)) is slow")
        return startOver(with: source)
    }

    /// Asks the other sources before a response counts that is hardly the file.
    ///
    /// - Parameters:
    ///   - doubt: Why it is hardly the file; `nil` if it may be.
    ///   - now: The present.
    /// - Returns: The effects; `nil` when there is a known file, or there are no others to ask.
    mutating func askOthersFirst(_ doubt: SourceDoubt?, at now: Now) -> [Effect]? {
        guard let doubt, version.former == nil, plan.received == 0,
            sources.doubtPrimary(doubt, at: now.instant)
        else { return nil }
        note("\(sources.place(of: sources.primary)): \(doubt.cause); asking the others first")
        let effects = fetch.stopAll()
        forget()
        return effects + replacePrimary(at: now)
    }

    /// Fetches the file from the next source alone: its digest is wrong.
    ///
    /// - Returns: The effects; `nil` when each source has had its turn.
    mutating func fetchSingly(after error: DownloadError) -> [Effect]? {
        guard let next = nextSingle else { return nil }
        note("\(error.cause); fetching again from \(sources.place(of: next)) alone")
        sources.beginTurn(of: next, after: error, isFromDisk: version.isFromDisk)
        return startOver(with: next)
    }

    /// Continues with the next source when one that is asked alone has failed.
    private mutating func nextTurn(after error: DownloadError) -> [Effect]? {
        sources.isSingle ? fetchSingly(after: error) : nil
    }
}
