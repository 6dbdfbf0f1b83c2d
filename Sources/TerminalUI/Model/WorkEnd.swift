import DownloadCore

/// The moment from which no download of the queue is active or waiting.
///
/// It depends on the present state, not on a change: the last download may have ended before the
/// first snapshot, or between two of them.
struct WorkEnd: Sendable {
    /// The time of the first snapshot.
    private var began: Instant?
    /// The counts of the newest snapshot.
    private var counts = QueueTally.Counts()
    /// Whether work was seen, and has ended.
    private var hasEnded = false
    /// Whether the last work was paused: the user may want to resume it.
    private var isPaused = false

    /// The seconds in which the first snapshots may still lack the downloads that were just added.
    static let grace = 0.5

    /// Records the counts of a snapshot.
    mutating func note(_ new: QueueTally.Counts, at now: Instant) {
        if began == nil { began = now }
        if new.active + new.waiting > 0 {
            (hasEnded, isPaused) = (false, false)
        } else if counts.active + counts.waiting > 0 {
            (hasEnded, isPaused) = (true, new.paused > counts.paused)
        }
        counts = new
    }

    /// Returns whether no work is left.
    func isReached(at now: Instant) -> Bool {
        guard let began, counts.active + counts.waiting == 0, !isPaused else { return false }
        return hasEnded || now - began >= Self.grace
    }

    /// Returns the time at which that may change without another snapshot; `nil` when it cannot.
    func nextChange(after now: Instant) -> Instant? {
        guard let began, !hasEnded, counts.active + counts.waiting == 0, now - began < Self.grace
        else { return nil }
        return began + Self.grace
    }
}
