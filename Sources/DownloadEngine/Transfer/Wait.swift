import DownloadCore

/// The time until the first of several things is due.
struct Wait {
    /// The seconds until then; `nil` when nothing is due.
    private(set) var seconds: Double?

    /// Adds something that is due after this number of seconds; `nil` is nothing.
    mutating func add(_ due: Double?) {
        if let due { seconds = min(seconds ?? .infinity, max(due, 0)) }
    }

    /// Adds something that is due at a moment; `nil` is nothing.
    mutating func add(_ due: Instant?, from now: Instant) { add(due.map { $0 - now }) }
}
