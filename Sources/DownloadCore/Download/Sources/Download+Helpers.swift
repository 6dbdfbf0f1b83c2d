/// Mirrors: they are probed first, then fetch fragments like the primary.
extension Download {
    // MARK: Opening

    /// Whether there may be mirrors, or a primary whose bytes must be compared first.
    package var hasHelpers: Bool { sources.count > 1 || isOnTrial(sources.primary) }

    /// Returns the mirrors that may be asked now, fastest first; an unmeasured one counts as fast.
    package func helpers(at now: Now) -> [Int] {
        guard hasHelpers, state == .running, plan.length != nil else { return [] }
        return sources.indices.filter { source in
            guard source != sources.primary || isOnTrial(source),
                sources[source].until <= now.instant
            else {
                return false
            }
            switch sources[source].state {
            case .untried: return true
            case .confirmed: return version.isVerified && mode.ranges == .given
            case .spare, .dropped: return false
            }
        }.sorted { (sources[$0].rate ?? .infinity) > (sources[$1].rate ?? .infinity) }
    }

    /// Opens up to `allowance` lanes, or a probe, at a mirror.
    mutating func fill(allowance: Int, helper source: Int, at now: Now) -> [Effect] {
        guard allowance > 0, helpers(at: now).contains(source) else { return [] }
        if sources[source].state == .untried { return probe(source, at: now) }
        guard (plan.length ?? 0) >= policy.smallFile || serving == 0 else { return [] }
        var effects: [Effect] = []
        var left = allowance
        while left > 0, lanes.count < concurrency.target {
            let idle = plan.nextIdle(at: now.instant, rows: concurrency.target)
            guard let number = idle ?? splitOff(for: source, &effects) else { break }
            effects += open(number, source: source, at: now)
            left -= 1
        }
        if left > 0, let number = takeOver(by: source, &effects, at: now) {
            effects += open(number, source: source, at: now)
        }
        return effects
    }

    /// Splits the fragment that would finish last, unless the source is slow.
    private mutating func splitOff(for source: Int, _ effects: inout [Effect]) -> Int? {
        guard sources.isWorthMore(source) else { return nil }
        return splitLast(&effects)
    }

    /// Takes a fragment from another source's lane.
    ///
    /// Until the source has been measured, it takes one from a source with several lanes. Later it
    /// takes one from a lane that is four times as slow.
    private mutating func takeOver(
        by source: Int, _ effects: inout [Effect], at now: Now
    ) -> Int? {
        guard lanes.count >= concurrency.target, now.instant - sources.lastTakeOver >= 1 else {
            return nil
        }
        let own = sources[source].rate
        let hasNone = !lanes.values.contains { $0.order.source == source }
        var counts: [Int: Int] = [:]
        for work in lanes.values { counts[work.order.source, default: 0] += 1 }
        let victims = plan.fragments.filter { fragment in
            guard let lane = fragment.lane, let work = lanes[lane], work.order.source != source,
                work.isAccepted
            else { return false }
            let rate = work.shownRate.bytesPerSecond ?? 0
            guard let own else {
                return hasNone && counts[work.order.source, default: 0] > 1
                    && Double(fragment.missing.count) > rate
            }
            let isOld = now.instant - work.opened > 1.5
            return isOld && own > rate * 4
                && Double(fragment.missing.count) > max(rate, 1) * 2
        }
        let average = plan.averageRate
        guard
            let victim = victims.max(by: {
                $0.secondsLeft(fallback: average) < $1.secondsLeft(fallback: average)
            }), let lane = victim.lane
        else { return nil }
        sources.lastTakeOver = now.instant
        lanes[lane] = nil
        plan[victim.number]?.work = .idle
        effects.append(.stop(lane))
        note("fragment \(victim.number): moved to \(sources.place(of: source))", at: now)
        return victim.number
    }

    // MARK: Heads

    /// Handles the response head of a mirror.
    mutating func helperHead(
        _ lane: LaneID, _ work: LaneWork, _ judgement: Judgement, _ facts: HeadFacts, at now: Now
    ) -> [Effect] {
        guard case .part(let range, _) = judgement else {
            close(lane)
            return [.stop(lane)] + refusal(of: work.order, judgement, at: now)
        }
        lanes[lane]?.promisedEnd = range.end
        noteServed(work.order)
        let end = plan[work.fragment]?.range.end ?? range.end
        lanes[lane]?.order.end = end
        return [
            .hostAccepted(url: work.order.url), .setEnd(lane, min(end, range.end)),
            .accept(lane, at: range.start, overlap: work.order.overlap),
        ]
    }

    /// Handles a source that does not send the requested bytes.
    private mutating func refusal(
        of order: LaneOrder, _ judgement: Judgement, at now: Now
    ) -> [Effect] {
        let source = order.source
        switch judgement {
        case .part, .whole:
            return spare(source, "it does not support ranges", at: now)
        case .plainOnce(let error):
            return spare(source, error.cause, at: now)
        case .empty:
            return unmask(source, "its file is empty", at: now)
        case .unrelated(let error):
            return rest(source, error, retryAfter: nil, at: now)
        case .changed(let text, _):
            return unmask(source, "different file: \(text)", at: now)
        case .busy(let error, let retryAfter):
            return [.hostRefused(url: order.url, retryAfter: retryAfter)]
                + rest(source, error, retryAfter: retryAfter, at: now)
        case .retry(let error, let retryAfter):
            return rest(source, error, retryAfter: retryAfter, at: now)
        case .fail(let error):
            guard order.redirects > 0, sources[source].resolved != nil else {
                return drop(source, error, at: now)
            }
            // The redirect target has stopped working: back to the source's own URL.
            sources[source].resolved = nil
            sources[source].sharesRedirect = false
            return rest(source, error, retryAfter: nil, at: now)
        }
    }

    mutating func spare(_ source: Int, _ why: String, at now: Now) -> [Effect] {
        sources[source].state = .spare(why)
        note("\(sources.place(of: source)) not used: \(why)", at: now)
        return source == sources.primary
            ? rest(source, DownloadError(.badResponse, why), retryAfter: nil, at: now) : []
    }

    /// Records a good response from a source.
    mutating func noteServed(_ order: LaneOrder) {
        if order.redirects > 0, sources[order.source].sharesRedirect {
            sources[order.source].resolved = Resolved(url: order.url, redirects: order.redirects)
        }
    }

    // MARK: Probes

    /// Returns the bytes for a probe: the last ones on disk, as many as an overlap check compares.
    func probeRange(of source: Int) -> ByteRange? {
        let count = max(1, min(policy.overlap, plan.length ?? 0))
        // Verified bytes are the best to compare with.
        let runs = plan.covered.ranges + pieces.right.ranges
        guard let run = runs.last(where: { $0.count >= count }) else { return nil }
        return ByteRange(run.end - count, run.end)
    }

    private mutating func probe(
        _ source: Int, redirect: Resolved? = nil, at now: Now
    ) -> [Effect] {
        guard !lanes.probes.values.contains(where: { $0.order.source == source }),
            let range = probeRange(of: source)
        else { return [] }
        let lane = lanes.makeID()
        var order = LaneOrder(
            url: redirect?.url ?? sources.url(of: source), source: source,
            redirects: redirect?.redirects ?? sources[source].resolved?.redirects ?? 0,
            range: range, end: range.end)
        order.overlap = range.count
        order.scheme = SourceURL.Scheme(of: order.url) ?? .http
        if !order.scheme.isHTTP { order.range?.end = .max }
        order.ignoresLength = mode.fileServer.isLengthWrong
        order.isAtHome = request.secretScope.covers(order.url)
        lanes.probes[lane] = Probe(order: order, opened: now.instant)
        return [.open(lane, order)]
    }

    mutating func probeHead(
        _ lane: LaneID, _ probe: Probe, _ judgement: Judgement, at now: Now
    ) -> [Effect] {
        if case .part(let range, let offer) = judgement, range.end >= probe.order.end {
            if let text = digestSearch.contradiction(offer.checksums, request) {
                lanes.probes[lane] = nil
                return [.stop(lane)] + unmask(probe.order.source, text, at: now)
            }
            lanes.probes[lane]?.isAccepted = true
            sources[probe.order.source].validator = offer.validator
            noteServed(probe.order)
            return [
                .hostAccepted(url: probe.order.url), .setEnd(lane, probe.order.end),
                .accept(lane, at: range.start, overlap: probe.order.overlap),
            ]
        }
        lanes.probes[lane] = nil
        return [.stop(lane)] + refusal(of: probe.order, judgement, at: now)
    }

    mutating func probeEnded(
        _ lane: LaneID, _ probe: Probe, _ end: LaneEnd, at now: Now
    ) -> [Effect] {
        lanes.probes[lane] = nil
        let source = probe.order.source
        switch end {
        case .complete where probe.isAccepted:
            return confirm(source, at: now)
        case .complete:
            let error = DownloadError(.cutShort, "the server ended the response too early")
            return rest(source, error, retryAfter: nil, at: now)
        case .overlapDiffers:
            return unmask(source, "its bytes differ from those on disk", at: now)
        case .startedOver:
            return spare(source, Download.startedOverText, at: now)
        case .tooLong:
            return unmask(source, Download.tooLongText(probe.order.end), at: now)
        case .failed(let error) where error.isFinal:
            return drop(source, error, at: now)
        case .failed(let error):
            return rest(source, error, retryAfter: nil, at: now)
        case .redirected(let url, _):
            let redirects = probe.order.redirects + 1
            guard redirects <= 20, let from = try? SourceURL(probe.order.url),
                let to = try? SourceURL(url), from.allowsRedirect(to: to)
            else {
                let error = DownloadError(
                    .redirect, "redirects to \(Download.shown(url)), which is not supported")
                return drop(source, error, at: now)
            }
            return self.probe(
                source, redirect: Resolved(url: url, redirects: redirects), at: now)
        }
    }

    /// Confirms that a source has the same file.
    private mutating func confirm(_ source: Int, at now: Now) -> [Effect] {
        sources[source].state = .confirmed
        sources[source].failures = 0
        note("\(sources.place(of: source)) serves the same file", at: now)
        if request.fragments == .auto {
            concurrency.raise(to: sources.count { $0.state == .confirmed })
        }
        guard source == sources.primary else { return [] }
        mode.ranges = .given
        version.isVerified = true
        plan.spread(over: spreadCount)
        return shortenLanes()
    }
}

extension DownloadError {
    /// Whether another try at the same URL is useless.
    var isFinal: Bool { [.badURL, .security, .redirect, .credentials].contains(kind) }
}
