/// How fast one lane of a download has been served lately, so that a lane that is left alone can be
/// judged by the file's own earlier bytes.
///
/// What was measured counts for less and less, since lines and servers change.
package struct LanePace: Hashable, Sendable {
    /// Seconds after which a measure counts for a third.
    private static let span = 20.0
    /// No silence of fewer seconds is a stall.
    private static let shortestStall = 2.0
    /// How many times as long as the longest pause so far a silence must be to be a stall.
    private static let pauses = 4.0
    /// A lane that has got a byte within these seconds is not pausing.
    static let livelySeconds = 0.5

    /// A rate, and when it was measured.
    private struct Measure: Hashable {
        let rate: Double
        let at: Instant
    }

    private var measured: Measure?
    /// The longest time between two of a lane's bytes, in seconds: some servers send in bursts.
    private var longestGap = 0.0

    /// Knows nothing.
    package init() {}

    /// The bytes per second of the fastest lane lately; `nil` before one was measured.
    package func rate(at now: Instant) -> Double? {
        measured.map { $0.rate * Rate.decay(max(0, now - $0.at) / LanePace.span) }
    }

    /// Notes that a lane has run at this rate, with pauses of up to `gap` seconds.
    package mutating func note(rate: Double, gap: Double, at now: Instant) {
        longestGap = max(longestGap, gap)
        if rate >= self.rate(at: now) ?? 0 { measured = Measure(rate: rate, at: now) }
    }

    /// The seconds of silence after which a lane that was served is taken to have stalled.
    package var stallSeconds: Double {
        max(LanePace.shortestStall, LanePace.pauses * longestGap)
    }
}
