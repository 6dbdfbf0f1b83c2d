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
            let text = "the bytes before the resume position differ from those on disk"
            guard version.watch.mismatched(witnesses: policy.witnesses) == .changed else {
                note("\(text); asking again", at: now)
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
                    .redirect, "redirects to \(Download.shown(url)), which is not supported"),
                at: now)
        }
        lanes[lane] = nil
        // It transferred nothing, so it counts as futile.
        backoff.countFutile()
        note("\(status): redirects to \(to.shown)", at: now)
        return open(
            work.fragment, source: work.order.source, at: now,
            redirect: Resolved(url: url, redirects: count))
    }

    /// Handles a failed try that another try may heal.
    ///
    /// While other lanes are served, the failure belongs to this fragment, else to the whole
    /// download: one lane at a time retries, and when its tries are used up, so are all others'.
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
        // Requests that reach no server put no load on one.
        if work.gained < policy.progress, !error.isOutage { backoff.countFutile() }
        if work.gained == 0 {
            let wish = min(retryAfter ?? 0, policy.retry.longestWait)
            backoff.countRefusal(wish: wish, at: now.instant)
            concurrency.refused()
            if work.order.redirects > 0 { sources.leading.resolved = nil }
        }
        let chance = (now.chance + Double(fragment.number) * 0.618)
            .truncatingRemainder(dividingBy: 1)
        let failures: Int
        if isStream, work.gained > 0 {
            // The received bytes are lost: a stream cannot resume.
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
        // While others are served, the next lane to finish takes over this fragment.
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
            // Some servers fail on the range alone; a refusal by a busy one is no sign of that.
            mode.isPlain = true
        }
        return []
    }

    /// Returns the number of consecutive failures after which to give up; `nil` is never.
    ///
    /// Once a server has served the file, waiting for it costs nothing when it is unreachable: most
    /// often the network is down.
    func mostFailures(_ error: DownloadError) -> Int? {
        let isAway = error.isOutage && serving == 0 && version.identity != nil && !isStream
        return isAway ? policy.retry.outageTries(isWatched: policy.asks) : policy.retry.tries
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

    /// Whether a break loses the received bytes: the server does not support ranges.
    private var isStream: Bool {
        mode.isStream && version.identity != nil
    }

    /// Fails all fragments without a lane, so that none of them is retried automatically.
    private mutating func giveUp(_ error: DownloadError) {
        for fragment in plan.fragments {
            switch fragment.work {
            case .idle, .waiting: plan[fragment.number]?.work = .failed(error)
            case .active, .failed, .done: break
            }
        }
        backoff.giveUp()
    }

    /// Handles a failed try that retrying alone will not heal.
    mutating func refused(_ lane: LaneID, _ error: DownloadError, at now: Now) -> [Effect] {
        guard let work = lanes[lane] else { return [] }
        if work.isShortcut {
            // The redirect target has stopped working: back to the source, each lane for itself.
            sources[work.order.source].resolved = nil
            sources[work.order.source].sharesRedirect = false
            close(lane)
            note("fragment \(work.fragment): \(error.cause); asking the source again", at: now)
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
