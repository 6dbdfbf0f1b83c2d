/// The sources of one file: which of them is the primary, and how failures are handled.
///
/// The primary determines the file's identity; the others are mirrors. Before a mirror may write a
/// byte, a probe compares some of its bytes with those on disk.
extension Download {
    /// Returns a source's validator of the file.
    func validator(of source: Int) -> Validator {
        guard !version.watch.isComparing else { return .none }
        // Until a response tells, it is assumed to be the primary's.
        return source == sources.owner ?? sources.primary
            ? version.identity?.validator ?? .none : sources[source].validator
    }

    /// Returns the expectation for the response to an order.
    package func expectation(of order: LaneOrder) -> Expectation {
        guard let identity = version.identity else { return Expectation(range: order.range) }
        let file = KnownFile(
            length: identity.length, validator: validator(of: order.source),
            mediaType: identity.mediaType, name: name, received: plan.received)
        return Expectation(range: order.range, file: file, sentIfRange: order.ifRange != nil)
    }

    /// Whether bytes of a source must be compared before it may write any.
    func isOnTrial(_ source: Int) -> Bool {
        version.identity != nil && sources.owner != nil && sources.owner != source
            && sources[source].state != .confirmed
    }

    // MARK: Failures

    /// Handles a failed lane of a source with alternatives: its fragment is open to any source, and
    /// the source backs off.
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

    /// Backs off from a source after a futile try; drops it after the last one.
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

    /// Drops a source; when it was the last, the download fails or asks the user.
    mutating func drop(_ source: Int, _ error: DownloadError, at now: Now) -> [Effect] {
        sources[source].state = .dropped(error)
        sources[source].lastError = error
        note("\(sources.place(of: source)) rejected: \(error.cause)", at: now)
        let effects = stopWork(of: source)
        guard sources.hasAlternative(to: source) else {
            return effects + failWithoutSource(error, at: now)
        }
        return effects + (source == sources.primary ? replaceLead(at: now) : [])
    }

    /// Rejects a source that serves different bytes: drops everything fetched from it.
    mutating func unmask(_ source: Int, _ text: String, at now: Now) -> [Effect] {
        let wrong = sources[source].written
        sources[source].written = ByteRangeSet()
        var effects = wrong.isEmpty ? [] : dropBytes(wrong, at: now)
        if !wrong.isEmpty { note("discarding \(wrong.count) bytes fetched from it", at: now) }
        effects += drop(source, DownloadError(.changed, text), at: now)
        return effects
    }

    /// Drops bytes that were found to be wrong.
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

    /// Fails the download because no source is left.
    mutating func failWithoutSource(_ error: DownloadError, at now: Now) -> [Effect] {
        if let effects = dropUnvouched(at: now) { return effects }
        let changed = sources.first { source in
            if case .dropped(let error) = source.state { error.kind == .changed } else { false }
        }
        if version.isFromDisk, plan.received > 0, sources.owner != sources.primary, let changed,
            case .dropped(let why) = changed.state
        {
            // The bytes of an earlier run belong to none of the current files.
            sources.refresh()
            version.isVerified = false
            version.isResumed = true
            return self.changed(why.cause, at: now)
        }
        let effects = stopLanes()
        let causes = sources.indices.map { index in
            "\(sources.place(of: index)): \(sources[index].lastError?.cause ?? error.cause)"
        }
        let cause = "all sources failed: " + causes.joined(separator: "; ")
        fail(DownloadError(error.kind, cause, status: error.status), at: now)
        return effects + (version.hasPart ? [.syncPart] : [])
    }

    /// Stops the lanes and probes of a source.
    private mutating func stopWork(of source: Int) -> [Effect] {
        let stopped = lanes.keys.filter { lanes[$0]?.order.source == source }.sorted()
        for lane in stopped {
            close(lane)
        }
        let probed = lanes.probes.keys.filter { lanes.probes[$0]?.order.source == source }.sorted()
        for lane in probed { lanes.probes[lane] = nil }
        return (stopped + probed).map { .stop($0) }
    }

    // MARK: The primary

    /// Makes another source the primary: one that may be asked now, preferably confirmed.
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
            // One without ranges costs all received bytes: better to wait for one that backs off.
            let readiness = state == 2 && version.identity != nil ? 2 : isReady ? 0 : 1
            return (readiness, state, sources[source].until.seconds, source)
        }
        let others = sources.indices.filter { !sources[$0].isDropped }
        guard let next = others.min(by: { rank($0) < rank($1) }), next != sources.primary else {
            return []
        }
        note("\(sources.place(of: next)) is now the main source", at: now)
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
        // Nothing can be compared with the bytes of a stream, or with almost none.
        if version.identity?.length == nil || !canBeProbed(next) {
            effects += stopLanes()
            forget()
        } else {
            version.requireConfirmation(of: plan.received)
        }
        return effects
    }

    /// Whether bytes of a source can be compared with those on disk.
    private func canBeProbed(_ source: Int) -> Bool {
        if case .spare = sources[source].state { return false }
        return probeRange(of: source) != nil
    }

    /// Ends a trial of the primary that cannot be carried out.
    ///
    /// There is nothing to compare, or it does not support ranges. Another source becomes the
    /// primary, or the file starts over.
    mutating func endTrial(at now: Now) -> [Effect] {
        guard state == .running, isOnTrial(sources.primary), lanes.isEmpty, lanes.probes.isEmpty,
            sources.leading.until <= now.instant, !canBeProbed(sources.primary)
        else { return [] }
        let effects = replaceLead(at: now)
        guard isOnTrial(sources.primary), !canBeProbed(sources.primary) else { return effects }
        note("restarting from zero: existing data cannot be verified", at: now)
        forget()
        return effects
    }

    /// Handles refetched bytes that differ from those on disk.
    ///
    /// If a mirror may be responsible, it is rejected together with its bytes.
    ///
    /// - Returns: `nil` when only the primary can be responsible.
    mutating func blame(for work: LaneWork, at now: Now) -> [Effect]? {
        let text = "its bytes differ from those on disk"
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
