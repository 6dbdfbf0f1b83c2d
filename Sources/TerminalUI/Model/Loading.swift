import DownloadCore

/// The time before the first snapshot of the engine.
struct Loading: Sendable {
    /// When the interface started.
    private let started: Instant
    /// Whether a snapshot has arrived.
    private(set) var isOver = false

    /// The seconds after which a queue without a snapshot is shown as loading.
    private static let grace = 0.3

    init(from started: Instant) { self.started = started }

    /// Records the first snapshot.
    mutating func end() { isOver = true }

    /// Returns whether it takes long enough to say so.
    func isLong(at now: Instant) -> Bool { !isOver && now - started >= Self.grace }

    /// Returns the time from which it is long; `nil` when that has passed or cannot come.
    func nextChange(after now: Instant) -> Instant? {
        isOver || isLong(at: now) ? nil : started + Self.grace
    }
}
