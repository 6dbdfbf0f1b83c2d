/// How many connections one host is asked for: fewer when it refuses, slowly more again (AIMD).
///
/// A single refusal may be chance, so it takes three in a row, with none accepted between them, to
/// believe that the host allows no more than what it is serving now. After quiet time one more is
/// tried; each such trial that is refused doubles the quiet time that the next one needs.
package struct HostCeiling: Hashable, Sendable {
    /// The most connections that settings allow.
    package private(set) var most: Int
    /// The most that are asked for now, from 1.
    package private(set) var allowed: Int
    /// Whether the host has been found to allow only so many.
    package private(set) var isLowered = false
    private var refusals = 0
    private var nextRise = Instant(seconds: -.infinity)
    private var quietSeconds = 10.0
    private var isTrial = false
    private var beforeOutage: Int?

    /// Creates a ceiling of `most` connections; `remembered` is what an earlier run has learnt.
    package init(most: Int, remembered: Int? = nil) {
        self.most = max(1, most)
        self.allowed = min(max(remembered ?? most, 1), self.most)
        self.isLowered = self.allowed < self.most
    }

    /// Sets the most that settings, and what a person has asked of a download, allow.
    package mutating func limit(to most: Int) {
        guard most != self.most else { return }
        self.most = max(1, most)
        allowed = isLowered ? min(allowed, self.most) : self.most
        isLowered = allowed < self.most
    }

    /// Notes that the host answered a request with bytes.
    package mutating func accepted() {
        refusals = 0
        isTrial = false
        if let before = beforeOutage {
            allowed = before
            isLowered = allowed < most
            beforeOutage = nil
        }
    }

    /// Notes that the host refused a connection or a request because there are too many.
    ///
    /// A host that serves nobody is out of order rather than strict: one lane tries, and the first
    /// answer brings the old ceiling back.
    ///
    /// - Parameters:
    ///   - serving: How many other lanes get bytes from the host at this moment.
    ///   - now: The time.
    package mutating func refused(serving: Int, at now: Instant) {
        refusals += 1
        guard isTrial || refusals >= 3 else { return }
        guard serving > 0 else {
            beforeOutage = beforeOutage ?? allowed
            allowed = 1
            return
        }
        if isTrial { quietSeconds = min(quietSeconds * 2, 600) }
        isTrial = false
        allowed = min(allowed, max(1, serving))
        isLowered = allowed < most
        nextRise = now + quietSeconds
    }

    /// Allows one more when the host has been quiet for long enough and all it allows is used.
    package mutating func rise(inUse: Int, at now: Instant) {
        guard isLowered, beforeOutage == nil, inUse >= allowed, now >= nextRise else { return }
        allowed += 1
        isTrial = true
        refusals = 0
        nextRise = now + quietSeconds
        isLowered = allowed < most
    }

    /// When `rise` may next allow one more; `nil` when nothing is lowered.
    package var wakeUp: Instant? { isLowered ? nextRise : nil }
}
