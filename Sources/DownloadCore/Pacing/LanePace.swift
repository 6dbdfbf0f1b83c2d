/// The recent speed of a download's lanes, by which a lane without siblings is judged.
///
/// Old measurements lose weight, since networks and servers change.
package struct LanePace: Hashable, Sendable {
    /// The time constant of the decay, in seconds: after it a measurement has a third of its
    /// weight.
    private static let span = 20.0
    /// The shortest silence that counts as a stall, in seconds.
    private static let shortestStall = 2.0
    /// The ratio of a stall to the longest pause observed.
    private static let pauses = 4.0
    /// A lane that received a byte within this many seconds is not in a pause.
    static let livelySeconds = 0.5

    /// A rate and the time of its measurement.
    private struct Measure: Hashable {
        let rate: Double
        let at: Instant
    }

    private var measured: Measure?
    /// The longest pause between two reads of a lane, in seconds; some servers send in bursts.
    private var longestGap = 0.0

    /// Creates a pace without measurements.
    package init() {}

    /// Returns the recent rate of the fastest lane in bytes per second; `nil` if none was measured.
    package func rate(at now: Instant) -> Double? {
        measured.map { $0.rate * Rate.decay(max(0, now - $0.at) / LanePace.span) }
    }

    /// Records that a lane ran at `rate`, with pauses of up to `gap` seconds.
    package mutating func note(rate: Double, gap: Double, at now: Instant) {
        longestGap = max(longestGap, gap)
        if rate >= self.rate(at: now) ?? 0 { measured = Measure(rate: rate, at: now) }
    }

    /// The silence after which a lane that has received bytes counts as stalled, in seconds.
    package var stallSeconds: Double {
        max(LanePace.shortestStall, LanePace.pauses * longestGap)
    }
}
