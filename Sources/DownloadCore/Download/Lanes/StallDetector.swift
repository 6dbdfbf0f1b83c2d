/// Detects lanes that are silent or slow compared with siblings or with the file's earlier bytes.
package struct StallDetector {
    /// Why a lane is replaced.
    package enum Verdict: Hashable, Sendable {
        /// It has received nothing for this number of seconds, longer than any lane may.
        case silent(Double)
        /// It is slower than its siblings.
        case late
        /// It is slower than earlier lanes of the file.
        case lateByPace
    }

    /// The seconds since the last byte within which a lane counts as served.
    private static let livelySeconds = 0.3
    /// The shortest silence that is a stall while siblings are served, in seconds.
    private static let shortestStall = 1.5
    /// The length of a stall in typical pauses: servers with a speed limit send in bursts.
    private static let pauses = 2.5
    /// The seconds that a first response may take while siblings are served.
    private static let answerSeconds = 3.0
    /// The seconds before the speed of a lane is meaningful.
    private static let warmUpSeconds = 1.5
    /// The seconds after a local pause before the speed of a lane is measured again.
    private static let pauseSeconds = 0.5
    /// The factor by which a laggard is slower than typical.
    private static let slowness = 5.0
    /// The factor by which a laggard would take longer than a new connection.
    private static let slack = 3.0
    /// The cost of a new connection in seconds.
    private static let connectionSeconds = 0.3
    /// The remaining seconds from which a fragment is worth a new connection.
    private static let shortestRest = 1.0
    /// The seconds for which a replacement lane may prove itself.
    private static let trialSeconds = 3.0

    private let now: Instant
    /// The number of lanes that are served.
    private let lively: Int
    /// The median speed in bytes per second.
    private let typical: Double
    private let longestSilence: Double

    /// Measures the typical lane.
    package init(_ lanes: LaneTable, at now: Instant) {
        self.now = now
        let accepted = lanes.values.filter(\.isAccepted)
        lively = accepted.count { now - $0.lastByte < StallDetector.livelySeconds }
        typical = StallDetector.median(accepted.compactMap(\.shownRate.bytesPerSecond))
        let pause = StallDetector.median(accepted.map(\.longestGap))
        longestSilence = max(StallDetector.shortestStall, StallDetector.pauses * pause)
    }

    private static func median(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.sorted()[values.count / 2]
    }

    /// Returns why a lane is to be replaced; `nil` when it is not.
    ///
    /// Each replacement for a fragment doubles the patience with the next.
    ///
    /// - Parameters:
    ///   - work: The lane.
    ///   - fragment: Its fragment.
    ///   - fetch: All lanes and their pace.
    ///   - stallSeconds: The longest silence of any lane, in seconds.
    ///   - knowsPace: Whether the pace of earlier lanes counts.
    /// - Returns: The verdict.
    package func verdict(
        on work: LaneWork, _ fragment: Fragment, _ fetch: Fetch, stallSeconds: Double,
        knowsPace: Bool
    ) -> Verdict? {
        let silent = now - work.lastByte
        if silent > stallSeconds { return .silent(silent) }
        let patience = Double(1 << min(fragment.renewals, 6))
        if isLate(work, fragment, patience: patience) { return .late }
        let isLateByPace =
            knowsPace
            && isLateByPace(
                work, fragment, of: fetch.lanes,
                quickestAnswer: fetch.concurrency.quickestAnswer, patience: patience)
        return isLateByPace ? .lateByPace : nil
    }

    /// Whether a lane is silent while a sibling is served, or much slower than two served ones.
    private func isLate(_ work: LaneWork, _ fragment: Fragment, patience: Double) -> Bool {
        let silent = now - work.lastByte
        let isLively = work.isAccepted && silent < StallDetector.livelySeconds
        if lively > (isLively ? 1 : 0) {
            let most = work.isAccepted ? longestSilence : StallDetector.answerSeconds
            if silent > most * patience { return true }
        }
        return lively >= 2 && isLaggard(work, fragment, typical, patience: patience)
    }

    /// Returns whether a lane is silent or slow compared with earlier lanes of this file.
    ///
    /// One lane is replaced at a time, and the next only after the last replacement has proved
    /// itself: if the whole line is slow, other lanes are no faster.
    ///
    /// - Parameters:
    ///   - work: The lane.
    ///   - fragment: Its fragment.
    ///   - lanes: All lanes and their pace.
    ///   - quickestAnswer: The seconds that the quickest response took.
    ///   - patience: The factor for all waiting times.
    /// - Returns: Whether the lane should be replaced.
    private func isLateByPace(
        _ work: LaneWork, _ fragment: Fragment, of lanes: LaneTable, quickestAnswer: Double?,
        patience: Double
    ) -> Bool {
        guard let rate = lanes.pace.rate(at: now),
            !lanes.values.contains(where: { other in
                other.opened > work.opened && now - other.opened < StallDetector.trialSeconds
                    && (other.shownRate.bytesPerSecond ?? 0) < rate / 2
            })
        else { return false }
        let silent = now - work.lastByte
        // A response takes longer than bytes do; the quickest one says little about the next.
        let stall =
            work.isAccepted
            ? lanes.pace.stallSeconds
            : max(StallDetector.answerSeconds, 10 * (quickestAnswer ?? 1))
        if silent > stall * patience { return true }
        // A rate means nothing within a pause: some servers send in bursts.
        return silent < LanePace.livelySeconds
            && isLaggard(work, fragment, rate, patience: patience)
    }

    /// Whether a lane runs far below a speed and would delay the whole download.
    private func isLaggard(
        _ work: LaneWork, _ fragment: Fragment, _ typical: Double, patience: Double
    ) -> Bool {
        let start = max(work.opened, work.lastHeld + StallDetector.pauseSeconds)
        guard work.isAccepted, now - start > StallDetector.warmUpSeconds * patience,
            let rate = work.shownRate.bytesPerSecond, typical > 0
        else { return false }
        let left = fragment.secondsLeft(fallback: rate)
        let fresh = Double(fragment.missing.count) / typical
        return rate < typical / StallDetector.slowness && left > StallDetector.shortestRest
            && left > StallDetector.slack * (fresh + StallDetector.connectionSeconds)
    }
}
