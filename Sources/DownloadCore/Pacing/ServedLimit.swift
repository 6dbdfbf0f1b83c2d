/// How many lanes a download may have while its server, which serves some of them, asks for patience
/// with more (429 or 503 with `Retry-After`).
///
/// The lane that is refused waits for no time of its own: its fragment goes to the next lane of those
/// that are served, which may ask again when they are done.
package struct ServedLimit: Hashable, Sendable {
    /// The most lanes that may be open; `nil` is no limit.
    package private(set) var most: Int?
    private var until = Instant(seconds: -.infinity)

    /// Creates one that limits nothing.
    package init() {}

    /// Notes that a lane was refused while `serving` others were served.
    ///
    /// - Parameters:
    ///   - serving: How many are served, one at least.
    ///   - retryAfter: The seconds after which more may be asked for.
    ///   - now: The time.
    package mutating func refused(serving: Int, retryAfter: Double, at now: Instant) {
        most = max(1, serving)
        until = max(until, now + retryAfter)
    }

    /// Notes that so many lanes are served at the same time.
    package mutating func served(_ count: Int) {
        most = most.map { max($0, count) }
    }

    /// Lifts the limit when its time is over.
    package mutating func lift(at now: Instant) {
        if most != nil, now >= until { most = nil }
    }
}
