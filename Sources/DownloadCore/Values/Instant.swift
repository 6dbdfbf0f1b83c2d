/// A moment on a monotonic clock (`CLOCK_MONOTONIC`).
///
/// The rules never read a clock themselves: their callers pass in the time.
public struct Instant: Hashable, Sendable, Comparable {
    /// The seconds since an arbitrary origin.
    public var seconds: Double

    /// Creates the moment `seconds` after the clock's origin.
    public init(seconds: Double) {
        self.seconds = seconds
    }

    /// Whether `a` is before `b`.
    public static func < (a: Instant, b: Instant) -> Bool { a.seconds < b.seconds }
    /// Returns the moment `seconds` later.
    public static func + (moment: Instant, seconds: Double) -> Instant {
        Instant(seconds: moment.seconds + seconds)
    }
    /// Returns the seconds from `b` to `a`.
    public static func - (a: Instant, b: Instant) -> Double { a.seconds - b.seconds }
}
