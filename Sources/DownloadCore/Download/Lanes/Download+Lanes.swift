extension Download {
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
    package mutating func fill(allowance: Int, source: Int? = nil, at now: Now) -> [Effect] {
        if let source { return fill(allowance: allowance, helper: source, at: now) }
        guard state == .running, serving > 0 || backoff.pausedUntil <= now.instant,
            sources.leading.until <= now.instant, !isOnTrial(sources.primary)
        else { return [] }
        var effects: [Effect] = []
        // Few requests at once for a server that may refuse them; fewer if each is redirected.
        let most = min(
            wantedLanes, lanes.count + allowance,
            serving + (sources.leading.sharesRedirect ? 16 : 4))
        while lanes.count < most, let number = nextFragment(at: now, effects: &effects) {
            effects += open(number, source: sources.primary, at: now)
        }
        return effects
    }

    /// Returns the number of further lanes that it could use now.
    package func demand(at now: Now) -> Int {
        guard state == .running, serving > 0 || backoff.pausedUntil <= now.instant else { return 0 }
        let idle =
            plan.length == nil && plan.fragments.isEmpty
            ? 1
            : plan.fragments.count { fragment in
                switch fragment.work {
                case .idle: true
                case .waiting(let until, _): until <= now.instant
                case .active, .failed, .done: false
                }
            }
        return max(0, min(idle, wantedLanes - lanes.count))
    }

    /// Closes up to `count` connections because other downloads of the same host have none.
    ///
    /// Those without a response come first, then the slowest; never the last one, nor one that is
    /// almost done. Their fragments keep their bytes and resume on a free connection.
    mutating func giveWay(_ count: Int, at now: Now) -> [Effect] {
        let spare = plan.fragments.filter { fragment in
            guard let lane = fragment.lane, let work = lanes[lane],
                work.order.source == sources.primary
            else { return false }
            return !work.isAccepted || fragment.secondsLeft(fallback: 1) > 1
        }.sorted { weight(of: $0) < weight(of: $1) }
        let given = spare.prefix(max(0, min(count, lanes.count - 1))).compactMap(\.lane)
        for lane in given {
            close(lane)
        }
        if !given.isEmpty {
            note(
                "releasing \(given.count) of \(given.count + lanes.count) connections", at: now)
        }
        return given.map { .stop($0) }
    }

    /// The number of lanes wanted now; one before a response has confirmed the file's identity.
    package var wantedLanes: Int {
        guard version.isVerified, mode.ranges == .given, !version.watch.isComparing else {
            return 1
        }
        let most = backoff.mostLanes(
            of: concurrency.target, serving: serving, mostFutile: policy.troubleLimit)
        return min(most, concurrency.servedLimit.most ?? .max)
    }

    /// The number of lanes with an accepted response.
    package var serving: Int { lanes.serving }

    /// The number of fragments to divide the file into.
    var spreadCount: Int {
        (plan.length ?? 0) < policy.smallFile || mode.ranges != .given || version.watch.isComparing
            ? 1 : concurrency.target
    }

    private mutating func nextFragment(at now: Now, effects: inout [Effect]) -> Int? {
        guard plan.length != nil else {
            if plan.fragments.isEmpty { return plan.claim(at: 0, rows: concurrency.target) }
            return plan.nextIdle(at: now.instant, rows: concurrency.target)
        }
        if version.watch.isComparing { return plan.first(at: now.instant) }
        if let number = plan.nextIdle(at: now.instant, rows: concurrency.target) { return number }
        guard version.isVerified, !backoff.isFutile, (plan.length ?? 0) >= policy.smallFile,
            sources.isWorthMore(sources.primary)
        else { return nil }
        return splitLast(&effects)
    }

    /// Splits the fragment that would finish last, if that is worth another request.
    mutating func splitLast(_ effects: inout [Effect]) -> Int? {
        guard let split = plan.splitLast(worth: concurrency.splitWorth, rows: concurrency.target)
        else { return nil }
        if let old = plan[split.old], let lane = old.lane, let work = lanes[lane] {
            lanes[lane]?.order.end = old.range.end
            if let promised = work.promisedEnd {
                effects.append(.setEnd(lane, min(old.range.end, promised)))
            }
        }
        return split.new
    }

    mutating func open(
        _ number: Int, source: Int, at now: Now, redirect: Resolved? = nil
    ) -> [Effect] {
        guard let fragment = plan[number] else { return [] }
        let lane = lanes.makeID()
        var order = order(
            for: fragment, source: source, redirect: redirect ?? sources[source].resolved)
        order.isFresh = distrustsKept(at: now.instant)
        lanes[lane] = LaneWork(
            fragment: number, order: order, opened: now.instant, lastByte: now.instant)
        lanes[lane]?.isShortcut = redirect == nil && order.redirects > 0
        plan[number]?.work = .active(lane)
        plan[number]?.tries += 1
        return [.open(lane, order)]
    }

    /// Returns the order of a lane for this fragment.
    private func order(
        for fragment: Fragment, source: Int, redirect: Resolved?
    ) -> LaneOrder {
        var order = LaneOrder(
            url: redirect?.url ?? sources[source].url, source: source,
            redirects: redirect?.redirects ?? 0, end: fragment.range.end)
        order.isAtHome = request.secretScope.covers(order.url)
        order.decodes = mode.isDecoding
        order.ignoresLength = mode.fileServer.isLengthWrong
        order.scheme = SourceURL.Scheme(of: order.url) ?? .http
        guard !mode.isPlain else { return order }
        let cursor = fragment.cursor
        if cursor > 0 {
            order.ifRange = rung(of: source)
            let most = order.ifRange == nil || version.isDoubtful ? policy.overlap : policy.glance
            if order.ifRange == nil || version.isDoubtful || version.isFromDisk
                || source != sources.owner ?? source
            {
                order.overlap = overlap(before: cursor, atMost: most)
            }
        }
        // FTP has no end position in requests; SFTP reports the length only for open ranges.
        let isOpenEnded = version.identity == nil || !order.scheme.isHTTP
        order.range = ByteRange(
            cursor - order.overlap, isOpenEnded ? .max : fragment.range.end)
        return order
    }

    /// Returns the `If-Range` value at a source's step of the ladder; `nil` when none is left.
    func rung(of source: Int) -> String? {
        let validators = validator(of: source).ifRangeLadder
        let ladder = sources[source].ladder
        return ladder < validators.count ? validators[ladder] : nil
    }

    /// Returns the number of bytes right before `position` that exist and can be compared.
    ///
    /// It is at most half of what the server sends per response, so that each brings new bytes.
    private func overlap(before position: Int64, atMost limit: Int64) -> Int64 {
        let before = plan.covered.ranges.first { $0.start < position && position <= $0.end }
        let most = min(limit, (mode.server?.rangeCap ?? .max) / 2)
        return before.map { min(most, position - $0.start) } ?? 0
    }

    /// Returns a URL without user name and password, for display.
    static func shown(_ url: String) -> String {
        if let known = try? SourceURL(url) { return known.shown }
        let scheme = url.prefix { $0 != ":" }
        return scheme.count < url.count ? "a \(scheme.prefix(20)) URL" : "an invalid URL"
    }

    // MARK: Bytes

    /// Records that a lane's bytes before `cursor` have arrived.
    package mutating func advance(_ lane: LaneID, to cursor: Int64, at now: Instant) {
        guard let work = lanes[lane], let before = plan[work.fragment]?.cursor else { return }
        _ = plan.advance(work.fragment, to: cursor)
        let gained = (plan[work.fragment]?.cursor ?? before) - before
        if sources.count > 1, work.order.source != sources.owner || request.pieces != nil {
            sources[work.order.source].written.insert(ByteRange(before, before + gained))
        }
        lanes[lane]?.gained += gained
        if gained > 0, work.gained > 0 {
            lanes[lane]?.longestGap = max(work.longestGap, now - work.lastByte)
        }
        lanes[lane]?.lastByte = now
        lanes[lane]?.unsampled += gained
        if gained > 0, work.gained == 0 {
            backoff.served()
            version.watch.progressed()
        }
        let step = max(1, policy.progress)
        if work.gained / step != (work.gained + gained) / step {
            backoff.progressed()
            // The first burst of a server says little about its pace.
            let rate = Double(work.gained + gained) / max(now - work.opened, 1)
            lanes.pace.note(rate: rate, gap: lanes[lane]?.longestGap ?? 0, at: now)
        }
    }

    /// Records that a lane is paused locally: its silence and speed say nothing about its server.
    mutating func hold(_ lane: LaneID, at now: Instant) -> [Effect] {
        lanes[lane]?.lastByte = now
        lanes[lane]?.lastHeld = now
        return []
    }

    mutating func reachedEnd(_ lane: LaneID, at now: Now) -> [Effect] {
        if let probe = lanes.probes[lane] {
            return [.stop(lane)] + probeEnded(lane, probe, .complete, at: now)
        }
        guard let work = lanes[lane], let fragment = plan[work.fragment] else { return [] }
        if !fragment.missing.isEmpty {
            if let promised = work.promisedEnd, fragment.cursor >= promised {
                // The body continues beyond the announced range.
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
        close(lane, leaving: .done)
        return [.stop(lane)]
    }

    /// Stops the lane of the fragment at `position` if it has no response yet: a connection that
    /// can continue is worth more than one that may be refused.
    private mutating func freeUnanswered(at position: Int64) -> [Effect] {
        guard let next = plan.fragments.first(where: { $0.range.start == position }),
            next.covered.isEmpty, let lane = next.lane, lanes[lane]?.isAccepted == false
        else { return [] }
        lanes[lane] = nil
        plan[next.number]?.work = .idle
        return [.stop(lane)]
    }
}
