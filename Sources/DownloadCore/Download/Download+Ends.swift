extension Download {
    // MARK: Ends

    mutating func ended(_ lane: LaneID, _ end: LaneEnd, at now: Now) -> [Effect] {
        if let probe = probes[lane] { return probeEnded(lane, probe, end, at: now) }
        guard let work = lanes[lane] else { return [] }
        switch end {
        case .failed(let error) where error.isFinal:
            return refused(lane, error, at: now)
        case .failed(let error):
            return broken(lane, error, at: now)
        case .overlapDiffers:
            lanes[lane] = nil
            plan[work.fragment]?.work = .idle
            if let effects = blame(for: work, at: now) { return effects }
            let text = "the bytes before the resumed position are not those that are there"
            guard versions.mismatched(witnesses: policy.witnesses) == .changed else {
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
            lanes[lane] = nil
            plan[work.fragment]?.work = .done
            plan.close(at: fragment.cursor)
            identity?.length = fragment.cursor
            return []
        }
        if fragment.missing.isEmpty {
            lanes[lane] = nil
            plan[work.fragment]?.work = .done
            return []
        }
        if let promised = work.promisedEnd, fragment.cursor >= promised, work.gained > 0 {
            lanes[lane] = nil
            plan[work.fragment]?.work = .idle
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
        trouble += 1
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
        if let source = lanes[lane]?.order.source, hasAlternative(to: source) {
            return yield(lane, error, retryAfter: retryAfter, at: now)
        }
        guard let work = lanes.removeValue(forKey: lane), var fragment = plan[work.fragment]
        else { return [] }
        let text = "fragment \(fragment.number): \(error.cause)"
        if !error.isOutage || events.last?.text != text { note(text, at: now) }
        guard !fragment.missing.isEmpty else {
            plan[fragment.number]?.work = .done
            return []
        }
        if error.kind == .timeout { distrustKept(at: now) }
        // Requests that reach nobody trouble nobody.
        if work.gained < policy.progress, !error.isOutage { trouble += 1 }
        if work.gained == 0 {
            refusedInRow += 1
            let wish = min(retryAfter ?? 0, policy.retry.longestWait)
            nextTrial = now.instant + max(quietAfterRefusals, wish)
            if work.order.redirects > 0 { leading.resolved = nil }
        }
        let chance = (now.chance + Double(fragment.number) * 0.618)
            .truncatingRemainder(dividingBy: 1)
        let failures: Int
        if isStream, work.gained > 0 {
            // What has arrived is lost: a stream cannot go on in the middle.
            streamBreaks += 1
            failures = streamBreaks
        } else if work.gained > 0 {
            failures = 0
        } else if serving > 0 {
            if !refusal { fragment.failures += 1 }
            failures = fragment.failures
        } else {
            if lanes.isEmpty { outages += 1 }
            failures = outages
        }
        if serving > 0, let wish = retryAfter, wish > 0 {
            let seconds = min(wish, policy.retry.longestWait)
            servedLimit.refused(serving: serving, retryAfter: seconds, at: now.instant)
        }
        // While others are served, the fragment is theirs as soon as one of them is done.
        let delay = policy.retry.delay(
            failures: failures, most: mostFailures(error),
            retryAfter: serving > 0 ? nil : retryAfter, chance: chance)
        guard let delay, trouble < policy.troubleLimit else {
            if isWorthOneStream(after: error) { return startOverAsStream(error.cause, at: now) }
            fragment.work = .failed(error)
            plan[fragment.number] = fragment
            if serving == 0 || trouble >= policy.troubleLimit { giveUp(error) }
            return []
        }
        fragment.work = .waiting(until: now.instant + delay, error)
        plan[fragment.number] = fragment
        if work.gained == 0, serving == 0 { pausedUntil = max(pausedUntil, now.instant + delay) }
        if failures == policy.retry.tries - 1, identity == nil, error.status != nil, !refusal {
            // Some servers only stumble over the range; one that is busy says nothing of it.
            isPlain = true
        }
        return []
    }

    /// After how many failures in a row to give up; `nil` is never.
    ///
    /// Of a server that has served it and then cannot be reached at all, a download loses nothing
    /// by waiting: most often it is the network that is away.
    func mostFailures(_ error: DownloadError) -> Int? {
        let isAway = error.isOutage && serving == 0 && identity != nil && !isStream
        return isAway ? policy.retry.outageTries(isWatched: policy.asks) : policy.retry.tries
    }

    /// Whether to give up ranges that contradict themselves for a stream that gets the whole file:
    /// when nobody is served any more and less than half of it is there to lose.
    private func isWorthOneStream(after error: DownloadError) -> Bool {
        guard error.kind == .badResponse, serving == 0, !isPlain, changes < 2,
            !(isResumed && policy.asks), let length = plan.length
        else { return false }
        return plan.received * 2 < length
    }

    /// Whether a break loses what has arrived: the server gives no ranges.
    private var isStream: Bool {
        if case .none = ranges { identity != nil } else { false }
    }

    /// Nothing but trouble: no fragment that nobody fetches is tried again by itself.
    private mutating func giveUp(_ error: DownloadError) {
        for fragment in plan.fragments {
            switch fragment.work {
            case .idle, .waiting: plan[fragment.number]?.work = .failed(error)
            case .active, .failed, .done: break
            }
        }
        hasGivenUp = true
    }

    /// A lane's try has failed in a way that no other try will heal by itself.
    mutating func refused(_ lane: LaneID, _ error: DownloadError, at now: Now) -> [Effect] {
        guard let work = lanes[lane] else { return [] }
        if work.isShortcut {
            // The place works no more: from the source again, and each lane for itself.
            sources[work.order.source].resolved = nil
            sources[work.order.source].sharesRedirect = false
            lanes[lane] = nil
            plan[work.fragment]?.work = .idle
            note("fragment \(work.fragment): \(error.cause); asks the source again", at: now)
            return []
        }
        if hasAlternative(to: work.order.source) {
            lanes[lane] = nil
            plan[work.fragment]?.work = .idle
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
        lanes[lane] = nil
        plan[work.fragment]?.work = .failed(error)
        return []
    }
}
