extension Download {
    /// The seconds between two samples of the lanes' speeds, during and after tuning.
    package static func samplePace(isTuning: Bool) -> Double { isTuning ? 0.005 : 0.1 }

    /// Measures speeds, replaces stalled lanes and moves on, at the pace of `samplePace`.
    package mutating func tick(at now: Now) -> [Effect] {
        sample(at: now.instant) + supervise(at: now)
    }

    /// Takes a sample of every lane's speed.
    ///
    /// - Returns: The effects when more lanes seem worth a try.
    private mutating func sample(at now: Instant) -> [Effect] {
        let bytes = lanes.unsampled
        lanes.shownRate.add(bytes: bytes, at: now)
        for lane in lanes.keys {
            guard var work = lanes[lane] else { continue }
            work.rate.add(bytes: work.unsampled, at: now)
            work.shownRate.add(bytes: work.unsampled, at: now)
            work.unsampled = 0
            plan[work.fragment]?.rate = work.rate.bytesPerSecond
            lanes[lane] = work
        }
        measureSources()
        for fragment in plan.fragments where fragment.lane == nil && fragment.rate != nil {
            plan[fragment.number]?.rate = nil
        }
        return tune(bytes: bytes, at: now)
    }

    /// Whether the number of lanes that helps is still being measured.
    package var isTuning: Bool {
        state == .running && version.isVerified && mode.ranges == .given && concurrency.isTuning
            && (plan.length ?? 0) >= policy.smallFile
    }

    /// Starts with the number of lanes that helped last time at this server, unless one was set.
    mutating func begin(withRemembered count: Int) -> [Effect] {
        guard request.fragments == .auto, !version.isVerified else { return [] }
        concurrency.remember(count, most: policy.autoMost)
        return []
    }

    /// The measured number of lanes that helps; `nil` when it was not measured.
    package var goodFragments: Int? { concurrency.found }

    /// Records the time of a response, and for the tuner its arrival and the server's range limit.
    mutating func noteAnswer(after seconds: Double, at now: Instant) {
        let cap = mode.server?.rangeCap
        let ranges = plan.length.flatMap { length in cap.map { length / $0 } }
        concurrency.answered(
            after: seconds, ranges: ranges, serving: serving, earlier: lanes.unsampled, at: now)
    }

    private mutating func tune(bytes: Int64, at now: Instant) -> [Effect] {
        guard isTuning else { return [] }
        let missing = (plan.length ?? 0) - plan.received
        let isMore = concurrency.sample(bytes: bytes, serving: serving, missing: missing, at: now)
        guard isMore else { return [] }
        plan.spread(over: concurrency.target)
        return shortenLanes()
    }

    /// Shortens lanes to the ends of their fragments.
    mutating func shortenLanes() -> [Effect] {
        lanes.keys.sorted().compactMap { lane in
            guard let work = lanes[lane], let end = plan[work.fragment]?.range.end,
                end != work.order.end
            else { return nil }
            lanes[lane]?.order.end = end
            return work.isAccepted ? .setEnd(lane, min(end, work.promisedEnd ?? end)) : nil
        }
    }

    /// Resets a lane's stall timer after a pause; it may stay silent for `seconds`, or as usual.
    mutating func excuse(
        _ lane: LaneID, for seconds: Double?, at now: Instant
    ) -> [Effect] {
        let silent = seconds.map { max(0, policy.stallSeconds - $0) } ?? 0
        lanes[lane]?.lastByte = now + -silent
        return []
    }

    /// Replaces lanes that are silent for too long, or much slower than others or than before.
    ///
    /// A lane whose siblings all receive bytes is replaced before the general timeout: a new
    /// connection costs one round trip. So is the last one left, if the others were fast. Each
    /// replacement for a fragment doubles the patience with the next, so a server that is slow on
    /// purpose is not flooded.
    private mutating func supervise(at now: Now) -> [Effect] {
        guard state == .running else { return [] }
        var effects: [Effect] = []
        // Refusals expire.
        backoff.lift(at: now.instant)
        concurrency.servedLimit.lift(at: now.instant)
        for lane in lanes.probes.keys.sorted() {
            guard let probe = lanes.probes[lane], now.instant - probe.opened > policy.stallSeconds
            else { continue }
            let error = DownloadError(.timeout, "no response for \(Int(policy.stallSeconds)) s")
            effects += [.stop(lane)] + probeEnded(lane, probe, .failed(error), at: now)
        }
        let detector = StallDetector(lanes, at: now.instant)
        for lane in lanes.keys.sorted() {
            guard let work = lanes[lane], let fragment = plan[work.fragment] else { continue }
            let silent = now.instant - work.lastByte
            let patience = Double(1 << min(fragment.renewals, 6))
            if silent > policy.stallSeconds {
                effects.append(.stop(lane))
                effects += broken(
                    lane, DownloadError(.timeout, "no data for \(Int(silent)) s"), at: now)
                continue
            }
            let isLate = detector.isLate(work, fragment, patience: patience)
            let isLateByPace =
                !isLate && version.isVerified && mode.ranges == .given
                && detector.isLateByPace(
                    work, fragment, of: lanes, quickestAnswer: concurrency.quickestAnswer,
                    patience: patience)
            if isLate || isLateByPace {
                plan[work.fragment]?.renewals += 1
                let reference = isLate ? "other fragments" : "before"
                note(
                    "fragment \(fragment.number): slower than \(reference), reconnecting", at: now)
                effects.append(.stop(lane))
                effects += renew(lane, work, isAlone: isLateByPace, at: now)
            }
        }
        return effects + endTrial(at: now) + comparePieces() + settle(at: now)
    }

    /// Avoids kept-alive connections for a while: some may be dead.
    mutating func distrustKept(at now: Now) {
        lanes.distrustKept(until: now.instant + 3 * policy.stallSeconds)
    }

    /// Whether kept-alive connections may be dead, as others of this download were.
    package func distrustsKept(at now: Instant) -> Bool { now < lanes.distrustsKeptUntil }

    /// Moves a lane's fragment to another connection at once.
    private mutating func renew(
        _ lane: LaneID, _ work: LaneWork, isAlone: Bool, at now: Now
    ) -> [Effect] {
        distrustKept(at: now)
        guard work.isAccepted || isAlone else {
            return broken(
                lane, DownloadError(.timeout, "no response while other connections are served"),
                at: now)
        }
        close(lane)
        return []
    }

    /// Records the speed per lane of each source.
    private mutating func measureSources() {
        guard sources.count > 1 else { return }
        var rates: [Int: [Double]] = [:]
        // In the order of the lanes: a sum of fractions depends on it.
        for lane in lanes.keys.sorted() {
            if let work = lanes[lane], work.isAccepted, let rate = work.shownRate.bytesPerSecond {
                rates[work.order.source, default: []].append(rate)
            }
        }
        for (source, rates) in rates {
            sources[source].rate = rates.reduce(0, +) / Double(rates.count)
        }
    }

    /// When the next waiting time ends; `nil` when nothing waits.
    package var wakeUp: Instant? {
        guard state == .running else { return nil }
        let next = plan.fragments.lazy.compactMap {
            if case .waiting(let until, _) = $0.work { until } else { nil }
        }.min()
        if lanes.isEmpty, sources.leading.until.seconds > -.infinity {
            return [next, sources.leading.until].compactMap(\.self).max()
        }
        return serving > 0 ? next : next.map { max($0, backoff.pausedUntil) }
    }
}
