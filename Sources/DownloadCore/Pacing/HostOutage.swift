/// Tracks whether a host is unreachable, so that its waiting downloads do not each find out alone.
///
/// While a user watches, downloads retry without end (`RetryPolicy.outageTries`); once some have
/// tried in vain, the others wait for them. In unattended runs, the next one is tried alone, with
/// growing delays, and all of them soon fail. The first response from the host ends the outage.
package struct HostOutage: Hashable, Sendable {
    /// The number of failed downloads after which the others wait.
    private static let first = 2
    /// The number of failed downloads after which all others fail in unattended runs.
    private static let last = 8
    /// The longest delay between two attempts, in seconds.
    private static let longestDelay = 30.0

    /// The downloads that could not reach the host.
    private var failed: Set<DownloadID> = []
    /// The error of the last of those downloads.
    private var error: DownloadError?
    private var nextStart = Instant(seconds: -.infinity)

    /// Creates the state of a host without failures.
    package init() {}

    /// Whether the host is considered unreachable.
    package var isAway: Bool { givenUp >= HostOutage.first }

    /// Whether any download could not reach it.
    package var hasFailures: Bool { !failed.isEmpty }

    private var givenUp: Int { failed.count }

    /// The suffix of the error of a download that was not attempted.
    private var notTried: String { "; not tried, because \(givenUp) downloads could not reach it" }

    /// Records that a download could not reach it; ignores one that was not attempted.
    package mutating func gaveUp(_ error: DownloadError, by id: DownloadID, at now: Instant) {
        guard !error.cause.hasSuffix(notTried) else { return }
        failed.insert(id)
        self.error = error
        guard isAway else { return }
        let doublings = min(givenUp - HostOutage.first, 10)
        nextStart = now + min(Double(1 << doublings), HostOutage.longestDelay)
    }

    /// Records that the host responded.
    package mutating func answered() {
        guard hasFailures else { return }
        self = HostOutage()
    }

    /// The earliest time at which the next download may start; `nil` means now.
    package func start(at now: Instant) -> Instant? { isAway && now < nextStart ? nextStart : nil }

    /// Returns the error for a waiting download that should fail unattempted; `nil` if it may wait.
    ///
    /// - Parameter isWatched: Whether a user can stop it, so that it may wait forever.
    /// - Returns: The error of the last attempted download, with a note.
    package func reasonToGiveUp(isWatched: Bool) -> DownloadError? {
        guard !isWatched, givenUp >= HostOutage.last, var error else { return nil }
        error.cause += notTried
        return error
    }
}
