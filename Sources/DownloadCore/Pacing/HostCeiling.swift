/// How many connections one host is asked for: fewer when it refuses, slowly more again (AIMD).
///
/// A single refusal may be chance, so it takes three in a row, with none accepted between them, to
/// believe that the host allows no more than what it is serving now. After quiet time, a short one at
/// first, one more is tried. When that is served, or more than is allowed without a trial, the
/// refusals were chance too. Each trial that is refused doubles the quiet time that the next one needs,
/// and from then on each that is served allows one more. What is refused for its own sake, and not for
/// the number of connections, does not count.
package struct HostCeiling: Hashable, Sendable {
    /// Refusals with no answer between them.
    private struct Row: Hashable, Sendable {
        var count = 0
        /// The URL of all of them; `nil` if they are of several, or of one that is served too.
        var url: String?

        mutating func add(_ new: String?) {
            url = count == 0 || url == new ? new : nil
            count += 1
        }
    }

    /// A URL whose refusals have lowered the ceiling while only others were served.
    private struct Suspect: Hashable, Sendable {
        let url: String
        /// How many others were served at its last refusal.
        let serving: Int
        /// What was allowed before.
        let allowed: Int
    }

    /// The most connections that settings allow.
    package private(set) var most: Int
    /// The most that are asked for now, from 1.
    package private(set) var allowed: Int
    /// Whether the host has been found to allow only so many.
    package private(set) var isLowered = false
    private var row = Row()
    /// Whose refusals have lowered it.
    private var suspect: Suspect?
    /// URLs that are refused however few are served.
    private var unwilling: Set<String> = []
    private var nextRise = Instant(seconds: -.infinity)
    private var quietSeconds = HostCeiling.shortestQuiet
    private var isTrial = false
    /// What was allowed before it was last lowered; `nil` once a trial since then was refused.
    private var beforeRefusals: Int?
    private var beforeOutage: Int?

    /// The seconds of quiet before the first trial.
    private static let shortestQuiet = 0.25
    /// No longer quiet is needed, in seconds, unless the host asks for it.
    private static let longestQuiet = 600.0

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
    ///
    /// - Parameters:
    ///   - url: Whose bytes.
    ///   - serving: How many lanes get bytes from the host now, this one included.
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
        // What it serves it allows: refusals before were chance, or are over.
        if isTrial || serving > allowed {
            allowed = min(max(serving, beforeRefusals ?? 0), most)
            beforeRefusals = nil
            quietSeconds = HostCeiling.shortestQuiet
            isTrial = false
        }
        isLowered = allowed < most
    }

    /// Notes that the host refused a connection or a request.
    ///
    /// A host that serves nobody is out of order rather than strict: one lane tries, and the first
    /// answer brings the old ceiling back. A URL that is refused again when fewer are served is not
    /// refused for their number: what it has lowered is given back.
    ///
    /// - Parameters:
    ///   - url: What was asked for.
    ///   - isServed: Whether another lane gets bytes of the same URL.
    ///   - serving: How many other lanes get bytes from the host at this moment.
    ///   - retryAfter: The seconds of quiet that the host asks for.
    ///   - now: The time.
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

    /// Takes back what the refusals of one URL have lowered: they are its own.
    private mutating func acquit(_ suspect: Suspect) {
        if unwilling.count >= 64 { unwilling.removeAll() }
        unwilling.insert(suspect.url)
        self.suspect = nil
        row = Row()
        allowed = min(suspect.allowed, most)
        isLowered = allowed < most
    }

    /// Allows one more when the host has been quiet for long enough and all it allows is used.
    package mutating func rise(inUse: Int, at now: Instant) {
        guard isLowered, beforeOutage == nil, inUse >= allowed, now >= nextRise else { return }
        allowed += 1
        isTrial = true
        row = Row()
        nextRise = now + quietSeconds
        isLowered = allowed < most
    }

    /// When `rise` may next allow one more; `nil` when nothing is lowered.
    package var wakeUp: Instant? { isLowered ? nextRise : nil }
}
