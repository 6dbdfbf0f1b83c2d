/// Limits a download's lanes while its server serves some and asks others to wait.
///
/// The server does so with 429 or 503 and `Retry-After`. The refused lane does not wait that long:
/// its fragment goes to the next served lane that completes its own.
package struct ServedLimit: Hashable, Sendable {
    /// The maximum number of open lanes; `nil` means no limit.
    package private(set) var most: Int?
    private var until = Instant(seconds: -.infinity)
    /// Consecutive refusals while fewer lanes were served than the limit.
    private var refusalsBelow = 0
    /// The number of such refusals that lowers the limit.
    ///
    /// The first ones are due to lanes that have just ended, if the server still counts them.
    private static let lowering = 6

    /// Creates an inactive limit.
    package init() {}

    /// Records that a lane was refused while `serving` others were served.
    ///
    /// - Parameters:
    ///   - serving: The number of lanes being served, at least 1.
    ///   - retryAfter: The delay requested by the server, in seconds.
    ///   - now: The current time.
    package mutating func refused(serving: Int, retryAfter: Double, at now: Instant) {
        if let most, serving < most, refusalsBelow + 1 < ServedLimit.lowering {
            refusalsBelow += 1
        } else {
            most = max(1, serving)
            refusalsBelow = 0
        }
        until = max(until, now + retryAfter)
    }

    /// Raises the limit to `count`, the number of lanes served at the same time.
    package mutating func served(_ count: Int) {
        guard let most, count >= most else { return }
        self.most = count
        refusalsBelow = 0
    }

    /// Removes the limit once the requested delay has passed.
    package mutating func lift(at now: Instant) {
        if most != nil, now >= until { most = nil }
    }
}
