extension Download {
    /// Opens lanes for what is missing: at most so many, and no more than are wanted.
    ///
    /// Before a response has confirmed which file it is, one lane only. Then idle fragments come
    /// first, then bytes that nobody holds, then half of the fragment that would finish last.
    package mutating func fill(allowance: Int, at now: Now) -> [Effect] {
        guard state == .running, serving > 0 || pausedUntil <= now.instant else { return [] }
        var effects: [Effect] = []
        let most = min(wantedLanes, lanes.count + allowance)
        while lanes.count < most, let number = nextFragment(at: now, effects: &effects) {
            effects += open(number, at: now)
        }
        return effects
    }

    /// How many lanes are wanted now.
    ///
    /// After three refusals in a row, no more than are served: or one, to see whether anything is.
    /// Before the third, and when quiet time has brought it back to two, one more than are served.
    package var wantedLanes: Int {
        guard isVerified, ranges == .given else { return 1 }
        switch refusedInRow {
        case ..<2:
            // In trouble, few at a time: each that is open may be one more request for nothing.
            let left = max(1, (policy.troubleLimit - trouble) / 4)
            return trouble < 4 ? wanted : min(serving + left, wanted)
        case 2: return min(serving + 1, wanted)
        default: return max(1, min(serving, wanted))
        }
    }

    /// Whether the server refuses more than it serves.
    package var isRefused: Bool { refusedInRow >= 3 }

    /// How many lanes have a response that was accepted.
    package var serving: Int { lanes.values.count { $0.isAccepted } }

    /// How many fragments to divide the file into.
    var spreadCount: Int {
        (plan.length ?? 0) < policy.smallFile || ranges != .given ? 1 : wanted
    }

    private mutating func nextFragment(at now: Now, effects: inout [Effect]) -> Int? {
        guard plan.length != nil else {
            if plan.fragments.isEmpty { return plan.claim(at: 0, rows: wanted) }
            return plan.nextIdle(at: now.instant, rows: wanted)
        }
        if let number = plan.nextIdle(at: now.instant, rows: wanted) { return number }
        guard isVerified, trouble < 4, (plan.length ?? 0) >= policy.smallFile,
            let split = plan.splitLast(worth: 0.2, rows: wanted)
        else { return nil }
        if let old = plan[split.old], let lane = old.lane, let work = lanes[lane] {
            lanes[lane]?.order.end = old.range.end
            if let promised = work.promisedEnd {
                effects.append(.setEnd(lane, min(old.range.end, promised)))
            }
        }
        return split.new
    }

    private mutating func open(
        _ number: Int, at now: Now, redirect: Resolved? = nil
    ) -> [Effect] {
        guard let fragment = plan[number] else { return [] }
        let lane = makeLaneID()
        let order = order(for: fragment, redirect: redirect ?? resolved)
        lanes[lane] = LaneWork(
            fragment: number, order: order, opened: now.instant, lastByte: now.instant)
        lanes[lane]?.isShortcut = redirect == nil && order.redirects > 0
        plan[number]?.work = .active(lane)
        plan[number]?.tries += 1
        return [.open(lane, order)]
    }

    /// What a lane for this fragment asks for.
    private func order(for fragment: Fragment, redirect: Resolved?) -> LaneOrder {
        let source = request.sources.first ?? ""
        var order = LaneOrder(
            url: redirect?.url ?? source, source: 0, redirects: redirect?.redirects ?? 0,
            range: nil, end: fragment.range.end)
        order.isAtHome = redirect.map { Download.sharesHost($0.url, source) } ?? true
        order.decodes = isDecoding
        guard !isPlain else { return order }
        let cursor = fragment.cursor
        if cursor > 0 {
            order.ifRange = rung
            if order.ifRange == nil || isDoubtful { order.overlap = overlap(before: cursor) }
        }
        let isOpenEnded = identity == nil
        order.range = ByteRange(
            cursor - order.overlap, isOpenEnded ? .max : fragment.range.end)
        return order
    }

    /// What `If-Range` says at this rung of the ladder; `nil` when there is none left.
    var rung: String? {
        let validators = identity?.validator.ifRangeLadder ?? []
        return ladder < validators.count ? validators[ladder] : nil
    }

    /// How many bytes right before `position` are there and can be compared: no more than half of
    /// what the server gives at once, so that each response brings something new.
    private func overlap(before position: Int64) -> Int64 {
        let before = plan.covered.ranges.first { $0.start < position && position <= $0.end }
        let most = min(policy.overlap, (server?.rangeCap ?? .max) / 2)
        return before.map { min(most, position - $0.start) } ?? 0
    }

    /// Whether credentials for the one may be shown to the other: same scheme, host and port.
    private static func sharesHost(_ url: String, _ other: String) -> Bool {
        guard let a = try? SourceURL(url), let b = try? SourceURL(other) else { return false }
        return a.hostKey == b.hostKey
    }

    /// A URL as it may be shown: without user name and password.
    private static func shown(_ url: String) -> String {
        if let known = try? SourceURL(url) { return known.redacted }
        let scheme = url.prefix { $0 != ":" }
        return scheme.count < url.count ? "a \(scheme.prefix(20)) URL" : "what is no URL"
    }

    // MARK: Bytes

    /// Notes that a lane's bytes before `cursor` have arrived.
    package mutating func advance(_ lane: LaneID, to cursor: Int64, at now: Instant) {
        guard let work = lanes[lane], let before = plan[work.fragment]?.cursor else { return }
        _ = plan.advance(work.fragment, to: cursor)
        let gained = (plan[work.fragment]?.cursor ?? before) - before
        lanes[lane]?.gained += gained
        lanes[lane]?.lastByte = now
        lanes[lane]?.unsampled += gained
        if gained > 0, work.gained == 0 {
            refusedInRow = 0
            outages = 0
        }
        let step = max(1, policy.progress)
        if work.gained / step != (work.gained + gained) / step {
            trouble = 0
            hasGivenUp = false
        }
    }

    /// Notes that a lane does not read for a reason of our own, a limit or a busy disk: until two
    /// seconds later its silence and its speed say nothing about its server.
    package mutating func hold(_ lane: LaneID, at now: Instant) {
        lanes[lane]?.lastByte = now
        lanes[lane]?.lastHeld = now
    }

    mutating func reachedEnd(_ lane: LaneID, at now: Now) -> [Effect] {
        guard let work = lanes[lane], let fragment = plan[work.fragment] else { return [] }
        if !fragment.missing.isEmpty {
            if let promised = work.promisedEnd, fragment.cursor >= promised {
                // The body goes on beyond the range that it was said to be.
                return [.stop(lane)] + complete(lane, work, at: now)
            }
            return [.setEnd(lane, min(fragment.range.end, work.promisedEnd ?? .max))]
        }
        if let promised = work.promisedEnd, promised > fragment.range.end {
            let effects = freeUnanswered(at: fragment.range.end)
            if plan.grow(work.fragment), let grown = plan[work.fragment] {
                lanes[lane]?.order.end = grown.range.end
                return effects + [.setEnd(lane, min(grown.range.end, promised))]
            }
        }
        lanes[lane] = nil
        plan[work.fragment]?.work = .done
        return [.stop(lane)]
    }

    /// Ends the lane of the fragment that begins at `position` if no answer has come to it: a
    /// connection that could simply go on is worth more than one that may be refused.
    private mutating func freeUnanswered(at position: Int64) -> [Effect] {
        guard let next = plan.fragments.first(where: { $0.range.start == position }),
            next.covered.isEmpty, let lane = next.lane, lanes[lane]?.isAccepted == false
        else { return [] }
        lanes[lane] = nil
        plan[next.number]?.work = .idle
        return [.stop(lane)]
    }

    // MARK: Ends

    mutating func ended(_ lane: LaneID, _ end: LaneEnd, at now: Now) -> [Effect] {
        guard let work = lanes[lane] else { return [] }
        switch end {
        case .failed(let error) where [.badURL, .security, .redirect].contains(error.kind):
            return refused(lane, error, at: now)
        case .failed(let error):
            return broken(lane, error, at: now)
        case .overlapDiffers:
            lanes[lane] = nil
            plan[work.fragment]?.work = .idle
            return changed(
                "the bytes before the resumed position are not those that are there", at: now)
        case .redirected(let url, let status):
            return redirected(lane, work, to: url, status: status, at: now)
        case .complete:
            return complete(lane, work, at: now)
        }
    }

    private mutating func complete(_ lane: LaneID, _ work: LaneWork, at now: Now) -> [Effect] {
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
        note("\(status): redirects to \(to.redacted)", at: now)
        return open(work.fragment, at: now, redirect: Resolved(url: url, redirects: count))
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
        guard let work = lanes.removeValue(forKey: lane), var fragment = plan[work.fragment]
        else { return [] }
        note("fragment \(fragment.number): \(error.cause)", at: now)
        guard !fragment.missing.isEmpty else {
            plan[fragment.number]?.work = .done
            return []
        }
        if work.gained < policy.progress { trouble += 1 }
        if work.gained == 0 {
            refusedInRow += 1
            refusedLast = now.instant
            if work.order.redirects > 0 { resolved = nil }
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
        let delay = policy.retry.delay(
            failures: failures, retryAfter: retryAfter, chance: chance)
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
        if failures == policy.retry.tries - 1, identity == nil, error.status != nil {
            // Some servers only stumble over the range.
            isPlain = true
        }
        return []
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
        let isGone = [403, 404, 410].contains(error.status ?? 0)
        if work.isShortcut {
            // The place works no more: from the source again, and each lane for itself.
            resolved = nil
            sharesRedirect = false
            lanes[lane] = nil
            plan[work.fragment]?.work = .idle
            note("fragment \(work.fragment): \(error.cause); asks the source again", at: now)
            return []
        }
        if isGone, plan.received > 0 {
            let kept = plan.length.map { Int(plan.received * 100 / max($0, 1)) } ?? 0
            let expired = DownloadError(
                .expired,
                "the link has expired (\(error.cause)); give a new one, \(kept) % is kept",
                status: error.status)
            return broken(lane, expired, at: now)
        }
        lanes[lane] = nil
        plan[work.fragment]?.work = .failed(error)
        return []
    }
}
