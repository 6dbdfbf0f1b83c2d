/// How many lanes are open, and where another one begins.
extension Fetch {
    /// The seconds that a source's lane may prove itself before another source takes it over.
    private static let trialSeconds = 1.5

    // MARK: Limits

    /// Returns the number of lanes wanted now, `isDivisible` when the file may have several.
    func wantedLanes(isDivisible: Bool, mostFutile: Int) -> Int {
        guard isDivisible else { return 1 }
        let most = backoff.mostLanes(
            of: concurrency.target, serving: serving, mostFutile: mostFutile)
        return min(most, concurrency.servedLimit.most ?? .max)
    }

    /// Whether retries are paused because nothing is served.
    func isPaused(at now: Instant) -> Bool { serving == 0 && backoff.pausedUntil > now }

    /// Returns the number of further lanes that it could use now, up to `most` lanes.
    func demand(most: Int, at now: Instant) -> Int {
        let idle =
            plan.length == nil && plan.fragments.isEmpty
            ? 1 : plan.fragments.count { $0.isReady(at: now) }
        return max(0, min(idle, most - lanes.count))
    }

    // MARK: Opening

    /// Returns the next fragment for a lane; `nil` when none is worth one.
    ///
    /// - Parameters:
    ///   - isComparing: Whether bytes are compared, so that the first missing one comes next.
    ///   - canSplit: Whether a fragment may be split for another lane.
    ///   - now: The time.
    ///   - effects: Receives the effects of a split.
    /// - Returns: The number of the fragment.
    mutating func next(
        isComparing: Bool = false, canSplit: Bool, at now: Instant,
        _ effects: inout [Download.Effect]
    ) -> Int? {
        let rows = concurrency.target
        guard plan.length != nil else {
            return plan.fragments.isEmpty
                ? plan.claim(at: 0, rows: rows) : plan.nextIdle(at: now, rows: rows)
        }
        if isComparing { return plan.first(at: now) }
        if let number = plan.nextIdle(at: now, rows: rows) { return number }
        return canSplit ? splitLast(&effects) : nil
    }

    /// Splits the fragment that would finish last, if that is worth another request.
    private mutating func splitLast(_ effects: inout [Download.Effect]) -> Int? {
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

    /// Divides the missing bytes among the wanted lanes, or leaves them to one.
    mutating func spread(isDivisible: Bool, smallFile: Int64) {
        let isSmall = (plan.length ?? 0) < smallFile
        plan.spread(over: isDivisible && !isSmall ? concurrency.target : 1)
    }

    /// Shortens lanes to the ends of their fragments.
    mutating func shortenLanes() -> [Download.Effect] {
        lanes.keys.sorted().compactMap { lane in
            guard let work = lanes[lane], let end = plan[work.fragment]?.range.end,
                end != work.order.end
            else { return nil }
            lanes[lane]?.order.end = end
            return work.isAccepted ? .setEnd(lane, min(end, work.promisedEnd ?? end)) : nil
        }
    }

    // MARK: Closing

    /// The cost of closing a fragment: nothing, a request, or a stream of this speed.
    private func cost(of fragment: Fragment) -> Double {
        guard let lane = fragment.lane else { return -2 }
        guard lanes[lane]?.isAccepted == true else { return -1 }
        return fragment.rate ?? 0
    }

    /// Closes fragments until at most `count` are open: first those without a lane, then those
    /// whose response has not begun, then the slowest.
    package mutating func shrink(to count: Int) -> [Download.Effect] {
        var effects: [Download.Effect] = []
        while true {
            let open = plan.fragments.filter { $0.isOpen && !$0.missing.isEmpty }
            guard open.count > count, let least = open.min(by: { cost(of: $0) < cost(of: $1) })
            else { break }
            if let lane = least.lane {
                close(lane)
                effects.append(.stop(lane))
            }
            plan.retire(least.number)
        }
        plan.trim(rows: count)
        return effects
    }

    /// Closes up to `count` lanes of a source for other downloads of the same host.
    ///
    /// Those without a response come first, then the slowest; never the last one, nor one that is
    /// almost done. Their fragments keep their bytes and resume on a free connection.
    ///
    /// - Returns: The closed lanes.
    package mutating func release(_ count: Int, of source: Int) -> [LaneID] {
        let spare = plan.fragments.filter { fragment in
            guard let lane = fragment.lane, let work = lanes[lane], work.order.source == source
            else { return false }
            return !work.isAccepted || fragment.secondsLeft(fallback: 1) > 1
        }.sorted { cost(of: $0) < cost(of: $1) }
        let released = spare.prefix(max(0, min(count, lanes.count - 1))).compactMap(\.lane)
        for lane in released { close(lane) }
        return released
    }

    /// Closes the lane of another source that `source` can serve better.
    ///
    /// It is one that is four times as slow. Until the source has been measured, it may also be one
    /// of a source with several lanes.
    ///
    /// - Parameters:
    ///   - source: The source that takes over.
    ///   - rate: The speed of one of its lanes in bytes per second; `nil` before it is measured.
    ///   - probedRate: The speed that it has at the least; `nil` when it is unknown.
    ///   - now: The time.
    /// - Returns: The lane and the number of its fragment.
    package mutating func takeOver(
        by source: Int, rate: Double?, probedRate: Double? = nil, at now: Instant
    ) -> (lane: LaneID, fragment: Int)? {
        let mayShare = rate == nil && lanes.count >= concurrency.target
        var counts: [Int: Int] = [:]
        for work in lanes.values { counts[work.order.source, default: 0] += 1 }
        let victims = plan.fragments.filter { fragment in
            guard let lane = fragment.lane, let work = lanes[lane], work.order.source != source,
                work.isAccepted
            else { return false }
            let slow = work.shownRate.bytesPerSecond ?? 0
            if mayShare, counts[source] == nil, counts[work.order.source, default: 0] > 1,
                Double(fragment.missing.count) > slow
            {
                return true
            }
            guard let rate = rate ?? probedRate else { return false }
            return now - max(work.opened, work.lastHeld) > Fetch.trialSeconds
                && rate > slow * SourceSpeed.advantage
                && Double(fragment.missing.count) > max(slow, 1) * 2
        }
        let average = plan.averageRate
        guard
            let victim = victims.max(by: {
                $0.secondsLeft(fallback: average) < $1.secondsLeft(fallback: average)
            }), let lane = victim.lane
        else { return nil }
        close(lane)
        return (lane, victim.number)
    }

    // MARK: Measuring

    /// Takes a sample of every lane's speed.
    ///
    /// - Returns: The number of bytes since the last sample.
    mutating func sample(at now: Instant) -> Int64 {
        let bytes = lanes.unsampled
        lanes.shownRate.add(bytes: bytes, at: now)
        lanes.forEach { work in
            work.sample(at: now)
            plan[work.fragment]?.rate = work.rate.bytesPerSecond
        }
        for fragment in plan.fragments where fragment.lane == nil && fragment.rate != nil {
            plan[fragment.number]?.rate = nil
        }
        return bytes
    }

    /// Adds a sample to the measurement of how many lanes help.
    ///
    /// - Returns: The effects when more lanes seem worth a try.
    mutating func tune(bytes: Int64, at now: Instant) -> [Download.Effect] {
        let missing = (plan.length ?? 0) - plan.received
        let isMore = concurrency.sample(bytes: bytes, of: lanes, missing: missing, at: now)
        guard isMore else { return [] }
        plan.spread(over: concurrency.target)
        return shortenLanes()
    }

    /// Records the time of a response, `rangeCap` the most bytes that the server sends in one.
    mutating func answered(after seconds: Double, rangeCap: Int64?, at now: Instant) {
        let ranges = plan.length.flatMap { length in rangeCap.map { length / $0 } }
        concurrency.answered(
            after: seconds, ranges: ranges, serving: serving, earlier: lanes.unsampled, at: now)
    }
}
