extension Download {
    // MARK: Ends

    mutating func ended(_ lane: LaneID, _ end: LaneEnd, at now: Now) -> [Effect] {
        if let probe = lanes.probes[lane] { return probeEnded(lane, probe, end, at: now) }
        guard let work = lanes[lane] else { return [] }
        switch end {
        case .failed(let error) where error.isFinal:
            return refused(lane, error, at: now)
        case .failed(let error):
            return broken(lane, error, at: now)
        case .overlapDiffers:
            close(lane)
            if let effects = blame(for: work, at: now) { return effects }
            let text = "the bytes before the resumed position are not those that are there"
            guard version.watch.mismatched(witnesses: policy.witnesses) == .changed else {
                note("\(text); asks again", at: now)
                return []
            }
            return changed(text, isDisproved: true, at: now)
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

    mutating func complete(_ lane: LaneID, _ work: LaneWork, at now: Now) -> [Effect] {
        guard let fragment = plan[work.fragment] else { return [] }
        if plan.length == nil, work.isAccepted {
            close(lane, leaving: .done)
            plan.close(at: fragment.cursor)
            version.identity?.length = fragment.cursor
            return []
        }
        if fragment.missing.isEmpty {
            close(lane, leaving: .done)
            return []
        }
        if let promised = work.promisedEnd, fragment.cursor >= promised, work.gained > 0 {
            close(lane)
            return []
        }
        return broken(
            lane, DownloadError(.cutShort, "the server ended the response too early"), at: now)
    }

    private mutating func redirected(
        _ lane: LaneID, _ work: LaneWork, to url: String, status: Int, at now: Now
    ) -> [Effect] {
        let count = work.order.redirects + 1
        guard count <= 20 else {
            return refused(lane, DownloadError(.redirect, "more than 20 redirects"), at: now)
        }
        guard let from = try? SourceURL(work.order.url), let to = try? SourceURL(url),
            from.allowsRedirect(to: to)
        else {
            return refused(
                lane,
                DownloadError(
                    .redirect, "it redirects to \(Download.shown(url)), which is not followed"),
                at: now)
        }
        lanes[lane] = nil
        // A request that brought nothing, like any other.
        backoff.countFutile()
        note("\(status): redirects to \(to.shown)", at: now)
        return open(
            work.fragment, source: work.order.source, at: now,
            redirect: Resolved(url: url, redirects: count))
    }

    /// A lane's try has failed in a way that another try may heal.
    ///
    /// While other lanes are served, the failure is this fragment's own. When nobody is served it is
    /// the whole download's: one lane at a time tries again, and when it has run out of tries, all
    /// have.
    mutating func broken(
        _ lane: LaneID, _ error: DownloadError, retryAfter: Double? = nil, refusal: Bool = false,
        at now: Now
    ) -> [Effect] {
        if let source = lanes[lane]?.order.source, sources.hasAlternative(to: source) {
            return yield(lane, error, retryAfter: retryAfter, at: now)
        }
        guard let work = lanes.remove(lane), var fragment = plan[work.fragment]
        else { return [] }
        let text = "fragment \(fragment.number): \(error.cause)"
        if !error.isOutage || log.events.last?.text != text { note(text, at: now) }
        guard !fragment.missing.isEmpty else {
            plan[fragment.number]?.work = .done
            return []
        }
        if error.kind == .timeout { distrustKept(at: now) }
        // Requests that reach nobody trouble nobody.
        if work.gained < policy.progress, !error.isOutage { backoff.countFutile() }
        if work.gained == 0 {
            let wish = min(retryAfter ?? 0, policy.retry.longestWait)
            backoff.countRefusal(wish: wish, at: now.instant)
            if work.order.redirects > 0 { sources.leading.resolved = nil }
        }
        let chance = (now.chance + Double(fragment.number) * 0.618)
            .truncatingRemainder(dividingBy: 1)
        let failures: Int
        if isStream, work.gained > 0 {
            // What has arrived is lost: a stream cannot go on in the middle.
            backoff.countStreamBreak()
            failures = backoff.streamBreaks
        } else if work.gained > 0 {
            failures = 0
        } else if serving > 0 {
            if !refusal { fragment.failures += 1 }
            failures = fragment.failures
        } else {
            if lanes.isEmpty { backoff.countOutage() }
            failures = backoff.outages
        }
        if serving > 0, let wish = retryAfter, wish > 0 {
            let seconds = min(wish, policy.retry.longestWait)
            concurrency.servedLimit.refused(serving: serving, retryAfter: seconds, at: now.instant)
        }
        // While others are served, the fragment is theirs as soon as one of them is done.
        let delay = policy.retry.delay(
            failures: failures, most: mostFailures(error),
            retryAfter: serving > 0 ? nil : retryAfter, chance: chance)
        guard let delay, backoff.futileRequests < policy.troubleLimit else {
            if isWorthOneStream(after: error) { return startOverAsStream(error.cause, at: now) }
            fragment.work = .failed(error)
            plan[fragment.number] = fragment
            if serving == 0 || backoff.futileRequests >= policy.troubleLimit { giveUp(error) }
            return []
        }
        fragment.work = .waiting(until: now.instant + delay, error)
        plan[fragment.number] = fragment
        if work.gained == 0, serving == 0 { backoff.pause(until: now.instant + delay) }
        if failures == policy.retry.tries - 1, version.identity == nil, error.status != nil,
            !refusal
        {
            // Some servers only stumble over the range; one that is busy says nothing of it.
            mode.isPlain = true
        }
        return []
    }

    /// After how many failures in a row to give up; `nil` is never.
    ///
    /// Of a server that has served it and then cannot be reached at all, a download loses nothing
    /// by waiting: most often it is the network that is away.
    func mostFailures(_ error: DownloadError) -> Int? {
        let isAway = error.isOutage && serving == 0 && version.identity != nil && !isStream
        return isAway ? policy.retry.outageTries(isWatched: policy.asks) : policy.retry.tries
    }

    /// Whether to give up ranges that contradict themselves for a stream that gets the whole file:
    /// when nobody is served any more and less than half of it is there to lose.
    private func isWorthOneStream(after error: DownloadError) -> Bool {
        guard error.kind == .badResponse, serving == 0, !mode.isPlain, version.changes < 2,
            !(version.isResumed && policy.asks), let length = plan.length
        else { return false }
        return plan.received * 2 < length
    }

    /// Whether a break loses what has arrived: the server gives no ranges.
    private var isStream: Bool {
        mode.isStream && version.identity != nil
    }

    /// Nothing but trouble: no fragment that nobody fetches is tried again by itself.
    private mutating func giveUp(_ error: DownloadError) {
        for fragment in plan.fragments {
            switch fragment.work {
            case .idle, .waiting: plan[fragment.number]?.work = .failed(error)
            case .active, .failed, .done: break
            }
        }
        backoff.giveUp()
    }

    /// A lane's try has failed in a way that no other try will heal by itself.
    mutating func refused(_ lane: LaneID, _ error: DownloadError, at now: Now) -> [Effect] {
        guard let work = lanes[lane] else { return [] }
        if work.isShortcut {
            // The place works no more: from the source again, and each lane for itself.
            sources[work.order.source].resolved = nil
            sources[work.order.source].sharesRedirect = false
            close(lane)
            note("fragment \(work.fragment): \(error.cause); asks the source again", at: now)
            return []
        }
        if sources.hasAlternative(to: work.order.source) {
            close(lane)
            let serves = lanes.values.contains {
                $0.isAccepted && $0.order.source == work.order.source
            }
            return serves
                ? rest(work.order.source, error, retryAfter: nil, at: now)
                : drop(work.order.source, error, at: now)
        }
        if let status = error.status, [403, 404, 410].contains(status), plan.received > 0 {
            let expired = StatusText.expired(
                status, received: plan.received, length: plan.length)
            return broken(lane, expired, at: now)
        }
        close(lane, leaving: .failed(error))
        return []
    }
}
