import DownloadCore

/// The rule for when a frame may be drawn: at most one per interval, except the first after a key.
struct FrameRate {
    /// The minimum interval between frames in seconds.
    static let interval = 1.0 / 30

    private var last = Instant(seconds: -.infinity)
    private var lastUrgent = Instant(seconds: -.infinity)

    /// Decides when a frame may be drawn.
    ///
    /// - Parameters:
    ///   - isUrgent: Whether it answers the user, who waits for it. One such frame per interval
    ///     need not wait for the last frame.
    ///   - now: The time.
    /// - Returns: The seconds until then; 0 when it may be drawn at once.
    mutating func wait(isUrgent: Bool, at now: Instant) -> Double {
        if isUrgent, now - lastUrgent >= Self.interval {
            lastUrgent = now
            return 0
        }
        return max(0, Self.interval - (now - last))
    }

    /// Records a frame that has changed the screen; others do not delay the next one.
    mutating func noteFrame(at now: Instant) { last = now }
}
