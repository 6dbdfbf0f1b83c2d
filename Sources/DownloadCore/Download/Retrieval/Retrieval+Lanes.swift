/// Lanes: where they begin, what arrives, and how they end.
extension Retrieval {
    /// Opens lanes for the missing bytes, up to `allowance` and up to the wanted number.
    ///
    /// Before a response has confirmed the file's identity, it opens one lane only. Idle fragments
    /// come first, then bytes without a fragment, then half of the fragment that would finish last.
    ///
    /// - Parameters:
    ///   - allowance: The maximum number of lanes to open.
    ///   - source: The source to ask, one of `helpers`; `nil` is the primary.
    ///   - now: The present.
    /// - Returns: The effects to perform.
    mutating func fill(allowance: Int, source: Int? = nil, at now: Now) -> [Effect] {
        if let source { return fill(allowance: allowance, mirror: source, at: now) }
        guard !fetch.isPaused(at: now.instant),
            sources.leading.until <= now.instant, !isOnTrial(sources.primary)
        else { return [] }
        var effects: [Effect] = []
        // Few requests at once for a server that may refuse them; fewer if each is redirected.
        let most = min(
            wantedLanes, lanes.count + allowance,
            serving + (sources.leading.sharesRedirect ? 16 : 4))
        guard lanes.count < most else { return [] }
        let canSplit =
            version.isVerified && !fetch.backoff.isFutile
            && (plan.length ?? 0) >= policy.smallFile && sources.isWorthMore(sources.primary)
        while lanes.count < most,
            let number = fetch.next(
                isComparing: version.watch.isComparing, canSplit: canSplit, at: now.instant,
                &effects)
        {
            effects += open(number, source: sources.primary, at: now)
        }
        return effects
    }

    /// Opens up to `allowance` lanes, or a probe, at a mirror.
    private mutating func fill(allowance: Int, mirror source: Int, at now: Now) -> [Effect] {
        guard allowance > 0, usableMirrors(at: now).contains(source) else { return [] }
        if sources[source].state == .untried { return probe(source, now: now) }
        let mayJoin = (plan.length ?? 0) >= policy.smallFile || serving == 0
        var effects: [Effect] = []
        var left = allowance
        let canSplit = sources.isWorthMore(source)
        while mayJoin, left > 0, lanes.count < fetch.concurrency.target,
            let number = fetch.next(canSplit: canSplit, at: now.instant, &effects)
        {
            effects += open(number, source: source, at: now)
            left -= 1
        }
        if left > 0, now.instant - sources.lastTakeOver >= 1,
            let taken = fetch.takeOver(
                by: source, rate: sources[source].rate,
                probedRate: sources[source].speed.probedRate, at: now.instant)
        {
            sources.lastTakeOver = now.instant
            effects.append(.stop(taken.lane))
            note("fragment \(taken.fragment): moved to \(sources.place(of: source))")
            effects += open(taken.fragment, source: source, at: now)
        }
        return effects
    }

    private mutating func open(
        _ number: Int, source: Int, at now: Now, redirect: ResolvedURL? = nil
    ) -> [Effect] {
        guard let fragment = plan[number] else { return [] }
        var order = LaneOrder(
            to: redirect ?? sources.target(of: source), source: source, end: fragment.range.end,
            mode, request.secretScope)
        order.decodes = mode.isDecoding
        order.isFresh = distrustsKept(at: now.instant)
        if !mode.isPlain {
            if fragment.cursor > 0 { order.ifRange = rung(of: source) }
            order.request(
                from: fragment.cursor, covered: plan.covered, version,
                isOwner: sources.mayHaveProvidedIdentity(source), rangeCap: mode.server?.rangeCap,
                connectionCap: mode.connectionCap.bytes, policy)
        }
        let isShortcut = redirect == nil && order.redirects > 0
        let lane = fetch.open(order, for: number, isShortcut: isShortcut, at: now.instant)
        return [.open(lane, order)]
    }

    /// Records that a lane's bytes before `cursor` have arrived.
    mutating func advance(_ lane: LaneID, to cursor: Int64, at now: Instant) {
        let step = max(1, policy.minimumProgress)
        guard let arrival = fetch.advance(lane, to: cursor, step: step, at: now) else { return }
        sources.received(arrival.bytes, from: arrival.source, hasPieces: request.pieces != nil)
        if arrival.isFirst { version.watch.progressed() }
    }

    // MARK: Supervision

    /// Takes a sample of every lane's speed.
    ///
    /// - Parameters:
    ///   - isRunning: Whether more lanes may be opened.
    ///   - now: The time.
    /// - Returns: The effects when more lanes seem worth a try.
    mutating func sample(isRunning: Bool, at now: Instant) -> [Effect] {
        let bytes = fetch.sample(at: now)
        sources.measure(lanes)
        return isRunning && isTuning ? fetch.tune(bytes: bytes, at: now) : []
    }

    /// Replaces lanes that are silent for too long, or much slower than others or than before.
    ///
    /// A lane whose siblings all receive bytes is replaced before the general timeout: a new
    /// connection costs one round trip. So is the last one left, if the others were fast. Each
    /// replacement for a fragment doubles the patience with the next, so a server that is slow on
    /// purpose is not flooded.
    mutating func supervise(at now: Now) -> [Effect] {
        var effects: [Effect] = []
        fetch.lift(at: now.instant)
        for lane in lanes.overdueProbes(at: now.instant, after: policy.stallSeconds)
        where lanes.probes[lane] != nil {
            let error = DownloadError(.timeout, "no response for \(Int(policy.stallSeconds)) s")
            effects += [.stop(lane)] + probeEnded(lane, .failed(error), at: now)
        }
        let detector = StallDetector(lanes, at: now.instant)
        for lane in lanes.keys.sorted() {
            guard let work = lanes[lane], let fragment = plan[work.fragment],
                let verdict = detector.verdict(
                    on: work, fragment, fetch, stallSeconds: policy.stallSeconds,
                    knowsPace: version.isVerified && mode.ranges == .given)
            else { continue }
            effects.append(.stop(lane))
            if case .silent(let seconds) = verdict {
                effects += broken(lane, work.silence(seconds), at: now)
                continue
            }
            let reference = verdict == .late ? "other fragments" : "before"
            note("fragment \(fragment.number): slower than \(reference), reconnecting")
            fetch.plan[work.fragment]?.renewals += 1
            distrustKept(at: now)
            if work.isAccepted || verdict == .lateByPace {
                fetch.close(lane)
            } else {
                let error = DownloadError(
                    .timeout, "no response while other connections are served")
                effects += broken(lane, error, at: now)
            }
        }
        return effects + watchPrimary(at: now) + endTrial(at: now) + comparePieces()
    }

    /// Avoids kept-alive connections for a while: some may be dead.
    private mutating func distrustKept(at now: Now) {
        fetch.lanes.distrustKept(until: now.instant + 3 * policy.stallSeconds)
    }

    // MARK: Ends

    mutating func reachedEnd(_ lane: LaneID, at now: Now) -> [Effect] {
        if lanes.probes[lane] != nil {
            return [.stop(lane)] + probeEnded(lane, .complete, at: now)
        }
        guard let work = lanes[lane], let fragment = plan[work.fragment] else { return [] }
        return fetch.reachedEnd(lane, work, fragment)
            ?? [.stop(lane)] + complete(lane, work, at: now)
    }

    mutating func ended(_ lane: LaneID, _ end: LaneEnd, at now: Now) -> [Effect] {
        if lanes.probes[lane] != nil { return probeEnded(lane, end, at: now) }
        guard let work = lanes[lane] else { return [] }
        switch end {
        case .failed(let error) where error.isFinal:
            return refused(lane, error, at: now)
        case .failed(let error):
            return broken(lane, error, at: now)
        case .overlapDiffers:
            fetch.close(lane)
            if let effects = rejectSuspects(for: work.order, at: now) { return effects }
            let text = "the bytes before the resume position differ from those on disk"
            guard version.watch.mismatched(witnesses: policy.witnesses) == .changed else {
                note("\(text); asking again")
                return []
            }
            return changed(text, isDisproved: true)
        case .startedOver:
            return startedOver(lane, work, at: now)
        case .tooLong:
            return tooLong(lane, work, at: now)
        case .redirected(let url, let status):
            return redirected(lane, work, to: url, status: status, at: now)
        case .complete:
            return complete(lane, work, at: now)
        }
    }

    private mutating func complete(_ lane: LaneID, _ work: LaneWork, at now: Now) -> [Effect] {
        guard let fragment = plan[work.fragment] else { return [] }
        if plan.length == nil, work.isAccepted {
            let doubt: SourceDoubt? = fragment.cursor == 0 ? .empty : nil
            if let effects = askOthersFirst(doubt, at: now) { return effects }
            fetch.endStream(lane, at: fragment.cursor)
            version.identity?.length = fragment.cursor
            return []
        }
        let isPromiseKept = work.promisedEnd.map { fragment.cursor >= $0 && work.gained > 0 }
        guard fragment.missing.isEmpty || isPromiseKept == true else {
            let error = DownloadError(.cutShort, "the server ended the response too early")
            return broken(lane, error, at: now)
        }
        sources.measure(ended: work, at: now.instant)
        mode.connectionCap.lasted()
        fetch.close(lane, leaving: fragment.missing.isEmpty ? .done : .idle)
        return []
    }

    private mutating func redirected(
        _ lane: LaneID, _ work: LaneWork, to url: String, status: Int, at now: Now
    ) -> [Effect] {
        let target: ResolvedURL
        do throws(DownloadError) {
            target = try work.order.redirected(to: url)
        } catch {
            return refused(lane, error, at: now)
        }
        fetch.close(lane)
        // It transferred nothing, so it counts as futile.
        fetch.backoff.countFutile()
        note("\(status): redirects to \(SourceURL.shown(url))")
        return open(work.fragment, source: work.order.source, at: now, redirect: target)
    }

    /// Handles a lane that gets the file from its start, though its server agreed to an offset.
    private mutating func startedOver(
        _ lane: LaneID, _ work: LaneWork, at now: Now
    ) -> [Effect] {
        let reason = FileServerDoubts.startedOver
        let mayRetry = mode.fileServer.restarted(others: plan.covered.ranges.count > 1)
        if work.order.source == sources.primary, mayRetry {
            return broken(lane, DownloadError(.badResponse, reason), at: now)
        }
        fetch.close(lane)
        guard work.order.source == sources.primary else {
            return apply(.withoutRanges(reason), to: work.order, at: now)
        }
        note(reason)
        if let first = fetch.laneThatCanFinish {
            mode.ranges = .none(reason)
            return consolidate(into: first)
        }
        if version.isResumed, policy.asks {
            return ask(.changed("\(reason); the existing bytes cannot be used"))
        }
        return startOverAsStream(reason)
    }

    /// Handles a lane that gets more bytes than the announced length of the file.
    ///
    /// Either the length is wrong, or the bytes are not the requested ones. The whole file in one
    /// transfer, up to the end of its connection, is right in both cases.
    private mutating func tooLong(_ lane: LaneID, _ work: LaneWork, at now: Now) -> [Effect] {
        let reason = FileServerDoubts.tooLong(plan.length ?? work.order.end)
        guard work.order.source == sources.primary else {
            fetch.close(lane)
            return apply(.wrong(reason), to: work.order, at: now)
        }
        if request.length != nil || request.pieces != nil {
            fetch.close(lane, leaving: .failed(DownloadError(.changed, reason)))
            return []
        }
        mode.fileServer.isLengthWrong = true
        return startOverAsStream(reason)
    }

    // MARK: Failures

    /// Handles a failed try that another try may heal.
    mutating func broken(
        _ lane: LaneID, _ error: DownloadError, retryAfter: Double? = nil,
        isRefusal: Bool = false, at now: Now
    ) -> [Effect] {
        mode.connectionCap.broke(lanes[lane], policy)
        if let source = lanes[lane]?.order.source, sources.hasAlternative(to: source) {
            return failOver(lane, error, retryAfter: retryAfter, at: now)
        }
        guard let work = fetch.lanes.remove(lane), plan[work.fragment] != nil else { return [] }
        note("fragment \(work.fragment): \(error.cause)", error)
        let failure = failure(error, retryAfter: retryAfter, isRefusal: isRefusal)
        let outcome = fetch.failed(failure, work, policy, at: now)
        guard outcome != .complete else { return [] }
        if error.kind == .timeout { distrustKept(at: now) }
        if work.gained == 0, work.order.redirects > 0 { sources.leading.resolved = nil }
        switch outcome {
        case .complete: break
        case .waiting(let failures):
            if failures == policy.retry.tries - 1, !failure.isIdentified, error.status != nil,
                !isRefusal
            {
                // Some servers fail on the range alone; a refusal by a busy one is no sign of that.
                mode.omitRange()
            }
        case .exhausted:
            if isWorthOneStream(after: error) { return startOverAsStream(error.cause) }
            fetch.fail(work.fragment, error, mostFutile: policy.maxFutileRequests)
        }
        return []
    }

    /// Whether to give up on contradictory ranges and fetch the whole file as one stream.
    ///
    /// That is worth it when no lane is served and less than half of the file would be lost.
    private func isWorthOneStream(after error: DownloadError) -> Bool {
        guard error.kind == .badResponse, serving == 0, !mode.isPlain, version.changes < 2,
            !(version.isResumed && policy.asks), let length = plan.length
        else { return false }
        return plan.received * 2 < length
    }

    /// Handles a failed try that retrying alone will not heal.
    mutating func refused(_ lane: LaneID, _ error: DownloadError, at now: Now) -> [Effect] {
        guard let work = lanes[lane] else { return [] }
        let source = work.order.source
        if work.isShortcut {
            sources[source].distrustRedirect()
            fetch.close(lane)
            note("fragment \(work.fragment): \(error.cause); asking the source again")
            return []
        }
        if sources.hasAlternative(to: source) {
            fetch.close(lane)
            return lanes.serves(source)
                ? backOff(source, error, at: now) : drop(source, error, at: now)
        }
        if plan.received > 0, let error = fetch.perhapsOneNodes(error) {
            return broken(lane, error, at: now)
        }
        fetch.close(lane, leaving: .failed(error))
        return []
    }
}
