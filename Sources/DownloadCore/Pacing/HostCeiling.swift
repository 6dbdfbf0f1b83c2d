/// Limits the number of connections to one host, lowering it on refusals and raising it slowly
/// (AIMD).
///
/// A single refusal may be random. Only three in a row, without a success in between, count as the
/// host's limit: the number of connections it serves now. After a quiet period, short at first, one
/// more connection is tried. If the trial succeeds, or the host serves more than the ceiling
/// without one, the refusals are considered random and the old ceiling returns. Each refused trial
/// doubles the quiet period. From then on, each successful trial raises the ceiling by one only.
/// Refusals that are due to the URL, not to the number of connections, do not count.
package struct HostCeiling: Hashable, Sendable {
    /// Consecutive refusals without a success in between.
    private struct Row: Hashable, Sendable {
        var count = 0
        /// The URL of all refusals; `nil` if they concern several URLs, or one that another lane is
        /// receiving.
        var url: String?

        mutating func add(_ new: String?) {
            url = count == 0 || url == new ? new : nil
            count += 1
        }
    }

    /// A URL whose refusals lowered the ceiling while only other URLs were served.
    private struct Suspect: Hashable, Sendable {
        let url: String
        /// The number of other lanes served at its last refusal.
        let serving: Int
        /// The ceiling before those refusals.
        let allowed: Int
    }

    /// The maximum number of connections by configuration.
    package private(set) var most: Int
    /// The current ceiling; at least 1.
    package private(set) var allowed: Int
    /// Whether refusals hold the ceiling below the configured maximum.
    package private(set) var isLowered = false
    private var row = Row()
    /// The URL that may have lowered the ceiling for reasons of its own.
    private var suspect: Suspect?
    /// URLs that are refused regardless of the number of connections.
    private var unwilling: Set<String> = []
    private var nextRise = Instant(seconds: -.infinity)
    private var quietSeconds = HostCeiling.shortestQuiet
    private var isTrial = false
    /// The ceiling before it was last lowered; `nil` once a trial since then was refused.
    private var beforeRefusals: Int?
    private var beforeOutage: Int?

    /// The quiet period before the first trial, in seconds.
    private static let shortestQuiet = 0.25
    /// The longest quiet period, in seconds; it also caps `Retry-After`.
    private static let longestQuiet = 600.0

    /// Creates a ceiling of `most` connections, lowered to the limit `remembered` from an earlier
    /// run.
    package init(most: Int, remembered: Int? = nil) {
        self.most = max(1, most)
        self.allowed = min(max(remembered ?? most, 1), self.most)
        self.isLowered = self.allowed < self.most
    }

    /// Sets the maximum from the configuration and the user's request for a download.
    package mutating func limit(to most: Int) {
        guard most != self.most else { return }
        self.most = max(1, most)
        allowed = isLowered ? min(allowed, self.most) : self.most
        isLowered = allowed < self.most
    }

    /// Records that the host accepted a request and sends its body.
    ///
    /// - Parameters:
    ///   - url: The URL of the request.
    ///   - serving: The number of lanes receiving bytes from the host, this one included.
    package mutating func accepted(_ url: String, serving: Int) {
        row = Row()
        unwilling.remove(url)
        if suspect?.url == url { suspect = nil }
        if let before = beforeOutage {
            allowed = before
            beforeOutage = nil
        }
        guard isLowered, serving >= allowed else {
            isLowered = allowed < most
            return
        }
        // The host serves this many, so earlier refusals were random or no longer apply.
        if isTrial || serving > allowed {
            allowed = min(max(serving, beforeRefusals ?? 0), most)
            beforeRefusals = nil
            quietSeconds = HostCeiling.shortestQuiet
            isTrial = false
        }
        isLowered = allowed < most
    }

    /// Records that the host refused a connection or a request.
    ///
    /// A host that serves no lane at all is failing rather than enforcing a limit. Then a single
    /// lane retries, and the first success restores the old ceiling. A URL that is refused again
    /// while fewer lanes are served is not refused for their number, so the ceiling it lowered is
    /// restored.
    ///
    /// - Parameters:
    ///   - url: The URL of the request.
    ///   - isServed: Whether another lane receives bytes of the same URL.
    ///   - serving: The number of other lanes receiving bytes from the host.
    ///   - retryAfter: The delay requested by the host, in seconds.
    ///   - now: The current time.
    package mutating func refused(
        _ url: String, isServed: Bool, serving: Int, retryAfter: Double? = nil, at now: Instant
    ) {
        if serving > 0, unwilling.contains(url) { return }
        row.add(isServed ? nil : url)
        if serving > 0, !isServed, let suspect, suspect.url == url, serving < suspect.serving {
            return acquit(suspect)
        }
        guard isTrial || row.count >= 3 else { return }
        guard serving > 0 else {
            beforeOutage = beforeOutage ?? allowed
            allowed = 1
            return
        }
        let before = suspect.map { $0.url == url ? $0.allowed : allowed } ?? allowed
        suspect = row.url.map { Suspect(url: $0, serving: serving, allowed: before) }
        if serving < allowed {
            beforeRefusals = isTrial ? nil : allowed
            allowed = max(1, serving)
        }
        if isTrial { quietSeconds = min(quietSeconds * 2, HostCeiling.longestQuiet) }
        isTrial = false
        isLowered = allowed < most
        nextRise = now + max(quietSeconds, min(retryAfter ?? 0, HostCeiling.longestQuiet))
    }

    /// Restores the ceiling that the refusals of one URL lowered, since they concern that URL
    /// alone.
    private mutating func acquit(_ suspect: Suspect) {
        if unwilling.count >= 64 { unwilling.removeAll() }
        unwilling.insert(suspect.url)
        self.suspect = nil
        row = Row()
        allowed = min(suspect.allowed, most)
        isLowered = allowed < most
    }

    /// Raises the ceiling by one after a quiet period if all connections are in use.
    package mutating func rise(inUse: Int, at now: Instant) {
        guard isLowered, beforeOutage == nil, inUse >= allowed, now >= nextRise else { return }
        allowed += 1
        isTrial = true
        row = Row()
        nextRise = now + quietSeconds
        isLowered = allowed < most
    }

    /// The earliest time at which `rise` can raise the ceiling; `nil` if it is not lowered.
    package var wakeUp: Instant? { isLowered ? nextRise : nil }
}
