/// Finds lanes that are silent or slow, compared with their siblings or with the file's earlier bytes.
struct StallDetector {
    /// A lane that got a byte within these seconds is served.
    private static let livelySeconds = 0.3
    /// No silence of fewer seconds is a stall, while siblings are served.
    private static let shortestStall = 1.5
    /// How many times as long as the typical pause a silence must be to be a stall: servers that limit a
    /// rate send in bursts.
    private static let pauses = 2.5
    /// The seconds that a first answer may take while siblings are served.
    private static let answerSeconds = 3.0
    /// The seconds before the speed of a lane says anything.
    private static let warmUpSeconds = 1.5
    /// A lane whose last pause of our own ended less than these seconds ago has no speed.
    private static let pauseSeconds = 0.5
    /// How many times slower than typical a laggard is.
    private static let slowness = 5.0
    /// How many times as long as a new connection a laggard would take.
    private static let slack = 3.0
    /// The seconds that a new connection costs.
    private static let connectionSeconds = 0.3
    /// A fragment that takes fewer seconds is not worth a new connection.
    private static let shortestRest = 1.0
    /// The seconds that a replaced lane gets to show what it brings.
    private static let trialSeconds = 3.0

    private let now: Instant
    /// How many lanes are served.
    private let lively: Int
    /// The median speed in bytes per second.
    private let typical: Double
    private let longestSilence: Double

    /// Measures what is typical of the lanes.
    init(_ lanes: LaneTable, at now: Instant) {
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

    /// Whether a lane is silent while a sibling is served, or much slower than two that are.
    func isLate(_ work: LaneWork, _ fragment: Fragment, patience: Double) -> Bool {
        let silent = now - work.lastByte
        let isLively = work.isAccepted && silent < StallDetector.livelySeconds
        if lively > (isLively ? 1 : 0) {
            let most = work.isAccepted ? longestSilence : StallDetector.answerSeconds
            if silent > most * patience { return true }
        }
        return lively >= 2 && isLaggard(work, fragment, typical, patience: patience)
    }

    /// Whether a lane is silent or slow compared with what lanes of this file were before.
    ///
    /// One at a time, and not before the last that was replaced has shown what it brings: if the
    /// whole line is slow, others are no better.
    ///
    /// - Parameters:
    ///   - work: The lane.
    ///   - fragment: Its fragment.
    ///   - lanes: All lanes and their pace.
    ///   - quickestAnswer: The seconds that the quickest answer took.
    ///   - patience: How much longer than usual is waited.
    /// - Returns: Whether the lane should be replaced.
    func isLateByPace(
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
        // An answer takes longer than bytes do; the quickest one says little of the next.
        let stall =
            work.isAccepted
            ? lanes.pace.stallSeconds
            : max(StallDetector.answerSeconds, 10 * (quickestAnswer ?? 1))
        if silent > stall * patience { return true }
        // A rate means nothing in the middle of a pause: some servers send in bursts.
        return silent < LanePace.livelySeconds
            && isLaggard(work, fragment, rate, patience: patience)
    }

    /// Whether a lane runs far below a speed and would hold up the whole download.
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
