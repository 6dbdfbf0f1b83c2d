/// Several sources of one file: which of them leads, and what becomes of one that fails.
///
/// The lead is the source that says which file it is; the others help. Before a source may write a
/// byte, a probe compares bytes of it with those that are there.
extension Download {
    /// What a source says of the file's version.
    func validator(of source: Int) -> Validator {
        guard !version.watch.isComparing else { return .none }
        // Until a response tells, it is taken to be the lead's.
        return source == sources.owner ?? sources.primary
            ? version.identity?.validator ?? .none : sources[source].validator
    }

    /// What is expected of the response to an order.
    package func expectation(of order: LaneOrder) -> Expectation {
        guard let identity = version.identity else { return Expectation(range: order.range) }
        let file = KnownFile(
            length: identity.length, validator: validator(of: order.source),
            mediaType: identity.mediaType, name: name, received: plan.received)
        return Expectation(range: order.range, file: file, sentIfRange: order.ifRange != nil)
    }

    /// Whether bytes of a source are to be compared before it may write any.
    func isOnTrial(_ source: Int) -> Bool {
        version.identity != nil && sources.owner != nil && sources.owner != source
            && sources[source].state != .confirmed
    }

    // MARK: Failures

    /// A lane of a source with alternatives has failed: its fragment is anybody's, and the source
    /// has a rest.
    mutating func yield(
        _ lane: LaneID, _ error: DownloadError, retryAfter: Double?, at now: Now
    ) -> [Effect] {
        guard let work = lanes.remove(lane) else { return [] }
        let source = work.order.source
        if plan[work.fragment]?.missing.isEmpty == true {
            plan[work.fragment]?.work = .done
            return []
        }
        plan[work.fragment]?.work = .idle
        note("\(sources.place(of: source)): \(error.cause)", at: now)
        if work.gained >= policy.progress {
            sources[source].failures = 0
            return []
        }
        if work.order.redirects > 0 { sources[source].resolved = nil }
        return rest(source, error, retryAfter: retryAfter, at: now)
    }

    /// Lets a source rest after a try that brought next to nothing; drops it when that was the last.
    mutating func rest(
        _ source: Int, _ error: DownloadError, retryAfter: Double?, at now: Now
    ) -> [Effect] {
        sources[source].lastError = error
        let serves = lanes.serves(source)
        if !serves { sources[source].failures += 1 }
        let delay = policy.retry.delay(
            failures: max(1, sources[source].failures), retryAfter: retryAfter, chance: now.chance)
        guard let delay, sources[source].failures < policy.retry.tries else {
            return drop(source, error, at: now)
        }
        sources[source].until = now.instant + delay
        return source == sources.primary && serving == 0 ? replaceLead(at: now) : []
    }

    /// Asks a source no more; when it was the last, the download fails or asks a person.
    mutating func drop(_ source: Int, _ error: DownloadError, at now: Now) -> [Effect] {
        sources[source].state = .dropped(error)
        sources[source].lastError = error
        note("\(sources.place(of: source)) is dropped: \(error.cause)", at: now)
        let effects = stopWork(of: source)
        guard sources.hasAlternative(to: source) else {
            return effects + failWithoutSource(error, at: now)
        }
        return effects + (source == sources.primary ? replaceLead(at: now) : [])
    }

    /// A source has turned out to have other bytes: what came from it is worth nothing.
    mutating func unmask(_ source: Int, _ text: String, at now: Now) -> [Effect] {
        let wrong = sources[source].written
        sources[source].written = ByteRangeSet()
        var effects = wrong.isEmpty ? [] : dropBytes(wrong, at: now)
        if !wrong.isEmpty { note("drops the \(wrong.count) bytes that came from it", at: now) }
        effects += drop(source, DownloadError(.changed, text), at: now)
        return effects
    }

    /// Takes bytes out of what is there: they were found to be wrong.
    mutating func dropBytes(_ wrong: ByteRangeSet, at now: Now) -> [Effect] {
        guard let length = plan.length else { return [] }
        let effects = stopLanes()
        var covered = plan.covered
        for range in wrong.ranges {
            covered.remove(range)
            sources.drop(range)
        }
        if let digests = request.pieces { pieces.drop(wrong, of: digests) }
        plan = Plan(length: length, covered: covered, minimumPiece: policy.minimumPiece)
        if version.isVerified { plan.spread(over: spreadCount) }
        return effects + [.dropBytes(wrong)]
    }

    /// No source is left.
    mutating func failWithoutSource(_ error: DownloadError, at now: Now) -> [Effect] {
        if let effects = dropUnvouched(at: now) { return effects }
        let changed = sources.first { source in
            if case .dropped(let error) = source.state { error.kind == .changed } else { false }
        }
        if version.isFromDisk, plan.received > 0, sources.owner != sources.primary, let changed,
            case .dropped(let why) = changed.state
        {
            // What an earlier run has left is of none of the files that are there now.
            sources.refresh()
            version.isVerified = false
            version.isResumed = true
            return self.changed(why.cause, at: now)
        }
        let effects = stopLanes()
        let causes = sources.indices.map { index in
            "\(sources.place(of: index)): \(sources[index].lastError?.cause ?? error.cause)"
        }
        let cause = "no source is left: " + causes.joined(separator: "; ")
        fail(DownloadError(error.kind, cause, status: error.status), at: now)
        return effects + (version.hasPart ? [.syncPart] : [])
    }

    /// Ends the lanes and probes of a source.
    private mutating func stopWork(of source: Int) -> [Effect] {
        let stopped = lanes.keys.filter { lanes[$0]?.order.source == source }.sorted()
        for lane in stopped {
            close(lane)
        }
        let probed = lanes.probes.keys.filter { lanes.probes[$0]?.order.source == source }.sorted()
        for lane in probed { lanes.probes[lane] = nil }
        return (stopped + probed).map { .stop($0) }
    }

    // MARK: The lead

    /// Lets another source lead: one that is confirmed, else the one that has failed least.
    mutating func replaceLead(at now: Now) -> [Effect] {
        func rank(_ source: Int) -> (Int, Int, Double, Int) {
            let isReady = sources[source].until <= now.instant
            let state =
                switch sources[source].state {
                case .confirmed: 0
                case .untried: 1
                case .spare: 2
                case .dropped: 3
                }
            // One without ranges costs all that is there: whoever only has a rest is waited for.
            let readiness = state == 2 && version.identity != nil ? 2 : isReady ? 0 : 1
            return (readiness, state, sources[source].until.seconds, source)
        }
        let others = sources.indices.filter { !sources[$0].isDropped }
        guard let next = others.min(by: { rank($0) < rank($1) }), next != sources.primary else {
            return []
        }
        note("\(sources.place(of: next)) leads now", at: now)
        var effects: [Effect] = []
        sources.primary = next
        mode.isPlain = false
        mode.wholeInstead = 0
        backoff = Backoff()
        if sources[next].state == .confirmed, version.identity != nil {
            mode.ranges = .given
            return effects
        }
        mode.ranges = .unknown
        mode.isDecoding = false
        guard version.identity != nil else { return effects }
        // Nothing can be compared with bytes of a stream, or with next to none.
        if version.identity?.length == nil || !canBeProbed(next) {
            effects += stopLanes()
            forget()
        } else {
            version.requireConfirmation(of: plan.received)
        }
        return effects
    }

    /// Whether bytes of a source can be compared with those that are there.
    private func canBeProbed(_ source: Int) -> Bool {
        if case .spare = sources[source].state { return false }
        return probeRange(of: source) != nil
    }

    /// Puts an end to a trial of the lead that can never be held.
    ///
    /// There is nothing to compare, or it gives no ranges: another leads, or the file is begun anew.
    mutating func endTrial(at now: Now) -> [Effect] {
        guard state == .running, isOnTrial(sources.primary), lanes.isEmpty, lanes.probes.isEmpty,
            sources.leading.until <= now.instant, !canBeProbed(sources.primary)
        else { return [] }
        let effects = replaceLead(at: now)
        guard isOnTrial(sources.primary), !canBeProbed(sources.primary) else { return effects }
        note("begins anew: nothing that is there can be compared", at: now)
        forget()
        return effects
    }

    /// Bytes that were fetched again are not those that are there: if a source beside the lead is
    /// to blame, it goes with what came from it.
    ///
    /// - Returns: `nil` when nobody but the lead can be to blame.
    mutating func blame(for work: LaneWork, at now: Now) -> [Effect]? {
        let text = "its bytes are not those of the file"
        if work.order.source != sources.primary { return unmask(work.order.source, text, at: now) }
        guard let range = work.order.range else { return nil }
        let compared = ByteRange(range.start, range.start + work.order.overlap)
        let suspects = sources.indices.filter { source in
            source != sources.primary && !sources[source].written.clipped(to: compared).isEmpty
        }
        guard !suspects.isEmpty else { return nil }
        return suspects.flatMap { unmask($0, text, at: now) }
    }
}
