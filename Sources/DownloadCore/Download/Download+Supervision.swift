extension Download {
    /// The seconds between two samples of the lanes' speeds, while it is being found out how many
    /// lanes help or when that is known.
    package static func samplePace(isTuning: Bool) -> Double { isTuning ? 0.005 : 0.1 }

    /// Takes in that time has passed, at the pace of `samplePace`: measures speeds, gives up lanes that
    /// hold things up, and moves on.
    package mutating func tick(at now: Now) -> [Effect] {
        sample(at: now.instant) + supervise(at: now)
    }

    /// Takes a sample of every lane's speed.
    ///
    /// - Returns: What follows when more lanes seem worth a try.
    private mutating func sample(at now: Instant) -> [Effect] {
        let bytes = lanes.values.reduce(0) { $0 + $1.unsampled }
        shownRate.add(bytes: bytes, at: now)
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

    /// Whether it is still being found out how many lanes help.
    package var isTuning: Bool {
        guard let tuner, state == .running, isVerified, ranges == .given else { return false }
        return tuner.note == nil && (plan.length ?? 0) >= policy.smallFile
    }

    /// Begins with as many lanes as helped the last time at this server, if nobody has set a number.
    mutating func begin(withRemembered count: Int) -> [Effect] {
        guard request.fragments == .auto, !isVerified else { return [] }
        tuner = Tuner(remembered: count, most: policy.autoMost)
        wanted = tuner?.count ?? 1
        return []
    }

    /// How many lanes have been found to help; `nil` when that was not measured.
    package var goodFragments: Int? { tuner?.note == nil ? nil : tuner?.count }

    /// Fewer lanes for a file so short that what was remembered would cut it to shreds.
    mutating func fitRemembered(to length: Int64) {
        guard let tuner, tuner.note != nil else { return }
        wanted = Int(min(Int64(tuner.count), max(1, length / Download.leastPerLane)))
    }

    /// So many answers of a server that gives short ranges only are fetched over several lanes.
    private static let manyRanges: Int64 = 8

    /// The bytes for which a remembered lane is opened.
    private static let leastPerLane: Int64 = 1 << 20

    /// Notes how long an answer took, and for the tuner that it has come and whether the server gives
    /// short ranges only.
    mutating func noteAnswer(after seconds: Double, at now: Instant) {
        quickestAnswer = min(quickestAnswer ?? seconds, seconds)
        if let cap = server?.rangeCap, let length = plan.length,
            length / cap >= Download.manyRanges,
            tuner?.skip() == true
        {
            wanted = tuner?.count ?? wanted
        }
        let earlier = lanes.values.reduce(0) { $0 + $1.unsampled }
        let serving = serving
        tuner?.answered(serving: serving, earlier: earlier, at: now)
    }

    private mutating func tune(bytes: Int64, at now: Instant) -> [Effect] {
        guard isTuning, var tuner else { return [] }
        let missing = (plan.length ?? 0) - plan.received
        let isMore = tuner.sample(bytes: bytes, serving: serving, missing: missing, at: now)
        self.tuner = tuner
        guard isMore else { return [] }
        wanted = tuner.count
        plan.spread(over: wanted)
        return shortenLanes()
    }

    /// Lets lanes stop where their fragments end, after some were made shorter.
    mutating func shortenLanes() -> [Effect] {
        lanes.keys.sorted().compactMap { lane in
            guard let work = lanes[lane], let end = plan[work.fragment]?.range.end,
                end != work.order.end
            else { return nil }
            lanes[lane]?.order.end = end
            return work.isAccepted ? .setEnd(lane, min(end, work.promisedEnd ?? end)) : nil
        }
    }

    /// Notes that a lane's silence up to now is not its server's: nobody was reading.
    ///
    /// It may go on to be silent for so many seconds, or as long as any.
    mutating func excuse(
        _ lane: LaneID, for seconds: Double?, at now: Instant
    ) -> [Effect] {
        let silent = seconds.map { max(0, policy.stallSeconds - $0) } ?? 0
        lanes[lane]?.lastByte = now + -silent
        return []
    }

    /// Replaces lanes that are silent for too long, or much slower than their siblings or than the
    /// file's own earlier bytes.
    ///
    /// A lane whose siblings all get bytes is not waited for until the general limit: a new
    /// connection costs one round trip. Nor is the last one left, if the others were fast. Each
    /// replacement for a fragment doubles the patience with the next, so a server that is slow on
    /// purpose is not stormed.
    private mutating func supervise(at now: Now) -> [Effect] {
        guard state == .running else { return [] }
        var effects: [Effect] = []
        // A refusal is not for ever.
        if let trial = nextTrial, now.instant >= trial { nextTrial = nil }
        servedLimit.lift(at: now.instant)
        for lane in probes.keys.sorted() {
            guard let probe = probes[lane], now.instant - probe.opened > policy.stallSeconds
            else { continue }
            let error = DownloadError(.timeout, "no answer for \(Int(policy.stallSeconds)) s")
            effects += [.stop(lane)] + probeEnded(lane, probe, .failed(error), at: now)
        }
        let accepted = lanes.values.filter(\.isAccepted)
        let lively = accepted.count { now.instant - $0.lastByte < 0.3 }
        let typical = median(accepted.compactMap(\.shownRate.bytesPerSecond))
        // Servers that limit a rate send in bursts: their silence between two is no stall.
        let longestSilence = max(1.5, 2.5 * median(accepted.map(\.longestGap)))
        for lane in lanes.keys.sorted() {
            guard let work = lanes[lane], let fragment = plan[work.fragment] else { continue }
            let silent = now.instant - work.lastByte
            let patience = Double(1 << min(fragment.renewals, 6))
            if silent > policy.stallSeconds {
                effects.append(.stop(lane))
                effects += broken(
                    lane, DownloadError(.timeout, "no byte for \(Int(silent)) s"), at: now)
                continue
            }
            let hasSibling = lively > (work.isAccepted && silent < 0.3 ? 1 : 0)
            var isLate = false
            if hasSibling {
                isLate = silent > (work.isAccepted ? longestSilence : 3) * patience
            }
            if lively >= 2 {
                isLate =
                    isLate
                    || isLaggard(work, fragment, typical, patience: patience, at: now.instant)
            }
            let isLateByPace =
                !isLate && isLateByPace(work, fragment, patience: patience, at: now.instant)
            if isLate || isLateByPace {
                plan[work.fragment]?.renewals += 1
                let others = isLate ? "its siblings" : "the bytes before it"
                note(
                    "fragment \(fragment.number): slower than \(others), new connection", at: now)
                effects.append(.stop(lane))
                effects += renew(lane, work, isAlone: isLateByPace, at: now)
            }
        }
        return effects + endTrial(at: now) + comparePieces() + settle(at: now)
    }

    /// Whether a lane is silent or slow beside what lanes of this file have been before.
    ///
    /// One at a time, and not before the last that was replaced has shown what it brings: if the
    /// whole line is slow, others are no better.
    private func isLateByPace(
        _ work: LaneWork, _ fragment: Fragment, patience: Double, at now: Instant
    ) -> Bool {
        guard isVerified, ranges == .given, let rate = pace.rate(at: now),
            !lanes.values.contains(where: { other in
                other.opened > work.opened && now - other.opened < 3
                    && (other.shownRate.bytesPerSecond ?? 0) < rate / 2
            })
        else { return false }
        let silent = now - work.lastByte
        // An answer takes longer than bytes do; the quickest one says little of the next.
        let stall = work.isAccepted ? pace.stallSeconds : max(3, 10 * (quickestAnswer ?? 1))
        if silent > stall * patience { return true }
        // A rate means nothing in the middle of a pause: some servers send in bursts.
        return silent < LanePace.livelySeconds
            && isLaggard(work, fragment, rate, patience: patience, at: now)
    }

    /// From now on, and for a while, connections that are kept are not used: some may be dead.
    mutating func distrustKept(at now: Now) {
        distrustsKeptUntil = now.instant + 3 * policy.stallSeconds
    }

    /// Whether connections that are kept may be dead, as others of this download were.
    package func distrustsKept(at now: Instant) -> Bool { now < distrustsKeptUntil }

    /// Gives a lane's fragment to another connection at once.
    private mutating func renew(
        _ lane: LaneID, _ work: LaneWork, isAlone: Bool, at now: Now
    ) -> [Effect] {
        distrustKept(at: now)
        guard work.isAccepted || isAlone else {
            return broken(
                lane, DownloadError(.timeout, "no answer while others are served"), at: now)
        }
        lanes[lane] = nil
        plan[work.fragment]?.work = .idle
        return []
    }

    /// Whether a lane runs far below the typical speed and would hold up the whole download.
    private func isLaggard(
        _ work: LaneWork, _ fragment: Fragment, _ typical: Double, patience: Double,
        at now: Instant
    ) -> Bool {
        guard work.isAccepted, now - max(work.opened, work.lastHeld + 0.5) > 1.5 * patience,
            let rate = work.shownRate.bytesPerSecond, typical > 0
        else { return false }
        let left = fragment.secondsLeft(fallback: rate)
        let fresh = Double(fragment.missing.count) / typical
        return rate < typical / 5 && left > 1 && left > 3 * (fresh + 0.3)
    }

    /// Notes how fast one lane of each source is.
    private mutating func measureSources() {
        guard sources.count > 1 else { return }
        var rates: [Int: [Double]] = [:]
        // In the order of the lanes, as the sum of fractions depends on it.
        for lane in lanes.keys.sorted() {
            if let work = lanes[lane], work.isAccepted, let rate = work.shownRate.bytesPerSecond {
                rates[work.order.source, default: []].append(rate)
            }
        }
        for (source, rates) in rates {
            sources[source].rate = rates.reduce(0, +) / Double(rates.count)
        }
    }

    private func median(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.sorted()[values.count / 2]
    }

    /// When something changes by itself, because a waiting time is over; `nil` when nothing waits.
    package var wakeUp: Instant? {
        guard state == .running else { return nil }
        let next = plan.fragments.lazy.compactMap {
            if case .waiting(let until, _) = $0.work { until } else { nil }
        }.min()
        if lanes.isEmpty, leading.until.seconds > -.infinity {
            return [next, leading.until].compactMap(\.self).max()
        }
        return serving > 0 ? next : next.map { max($0, pausedUntil) }
    }
}
