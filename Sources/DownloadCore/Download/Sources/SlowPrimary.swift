/// Since when the primary alone has served the file, and so slowly that few of its bytes can be
/// compared with a mirror's.
package struct SlowPrimary: Hashable, Sendable {
    /// The seconds for which it may be slow before another source is tried.
    private static let trialSeconds = 3.0
    /// The remaining seconds from which another source is worth a try.
    private static let shortestRest = 10.0

    private var since: Instant?

    /// Creates the state of a primary that is not slow.
    package init() {}

    /// Whether it is slow.
    package var isSlow: Bool { since != nil }

    /// Whether it has been slow for long enough to try another source.
    package func isProven(at now: Instant) -> Bool {
        since.map { now - $0 >= Self.trialSeconds } ?? false
    }

    /// Records whether it is slow now.
    package mutating func note(_ isSlow: Bool, at now: Instant) {
        since = isSlow ? since ?? now : nil
    }

    /// Whether the lanes of a fetch show that the source that serves all of them is slow, and that
    /// this is not for a local reason.
    ///
    /// - Parameters:
    ///   - fetch: The lanes and the missing bytes.
    ///   - source: The source.
    ///   - probe: The number of bytes that a comparison needs.
    ///   - now: The time.
    /// - Returns: Whether it is; never when there are enough bytes to compare.
    package static func shows(
        in fetch: Fetch, of source: Int, probe: Int64, at now: Instant
    ) -> Bool {
        let plan = fetch.plan
        let lanes = fetch.lanes.values
        guard let length = plan.length, fetch.serving > 0,
            lanes.allSatisfy({ $0.order.source == source && now - $0.lastHeld > trialSeconds }),
            plan.received <= 4 * probe, plan.covered.ranges.allSatisfy({ $0.count < probe / 4 })
        else { return false }
        let rate = lanes.reduce(0) { $0 + ($1.shownRate.bytesPerSecond ?? 0) }
        return isLong(length - plan.received, at: rate)
    }

    /// Returns the speed of the only lane of a fetch, if it is `source`'s and had its trial.
    ///
    /// - Returns: Bytes per second; `nil` also when its fragment is soon complete.
    package static func rate(ofStream fetch: Fetch, of source: Int, at now: Instant) -> Double? {
        guard fetch.lanes.count == 1, let work = fetch.lanes.values.first, work.isAccepted,
            work.order.source == source, let fragment = fetch.plan[work.fragment],
            now - max(work.opened, work.lastHeld) > trialSeconds
        else { return nil }
        let rate = work.shownRate.bytesPerSecond ?? 0
        return isLong(fragment.missing.count, at: rate) ? rate : nil
    }

    private static func isLong(_ bytes: Int64, at rate: Double) -> Bool {
        Double(bytes) > rate * shortestRest
    }
}
