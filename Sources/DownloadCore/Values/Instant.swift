/// A moment on a clock that never jumps (`CLOCK_MONOTONIC`), as it is handed to the rules.
///
/// The rules have no clock of their own: whoever calls them says what time it is.
public struct Instant: Hashable, Sendable, Comparable {
    /// Seconds since an arbitrary start.
    public var seconds: Double

    /// Creates the moment that is `seconds` after the clock's start.
    public init(seconds: Double) {
        self.seconds = seconds
    }

    /// Whether `a` is before `b`.
    public static func < (a: Instant, b: Instant) -> Bool { a.seconds < b.seconds }
    /// The moment `seconds` later.
    public static func + (moment: Instant, seconds: Double) -> Instant {
        Instant(seconds: moment.seconds + seconds)
    }
    /// The seconds from `b` to `a`.
    public static func - (a: Instant, b: Instant) -> Double { a.seconds - b.seconds }
}
