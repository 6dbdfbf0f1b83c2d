/// What becomes of the downloads that wait for a host which cannot be reached.
///
/// One that has begun waits long for its host (`RetryPolicy.outageTries`). Those that have not need
/// not find out one after the other that it is away: once some have given up, the next is tried alone
/// and after growing delays, and where nobody watches, all give up soon. The first answer ends it.
package struct HostOutage: Hashable, Sendable {
    /// Downloads that must have given up before the others wait.
    private static let first = 2
    /// Downloads that must have given up before, where nobody watches, all do.
    private static let last = 8
    /// The longest delay between two tries, in seconds.
    private static let longestDelay = 30.0

    /// Downloads in a row that have given up because the host cannot be reached.
    private var givenUp = 0
    /// Why the last of them did.
    private var error: DownloadError?
    private var nextStart = Instant(seconds: -.infinity)

    /// Creates one of a host of which nothing is known.
    package init() {}

    /// Whether the host is taken to be away.
    package var isAway: Bool { givenUp >= HostOutage.first }

    /// What is added to the error of a download that was not tried.
    private var notTried: String { "; not tried, as \(givenUp) downloads could not reach it" }

    /// Notes that a download has given up; one that was not tried says nothing new.
    package mutating func gaveUp(_ error: DownloadError, at now: Instant) {
        guard !error.cause.hasSuffix(notTried) else { return }
        givenUp += 1
        self.error = error
        guard isAway else { return }
        let doublings = min(givenUp - HostOutage.first, 10)
        nextStart = now + min(Double(1 << doublings), HostOutage.longestDelay)
    }

    /// Notes that the host has answered.
    package mutating func answered() {
        guard givenUp > 0 else { return }
        self = HostOutage()
    }

    /// When the next download may try; `nil` is now.
    package func start(at now: Instant) -> Instant? { isAway && now < nextStart ? nextStart : nil }

    /// Why a download that waits is not tried any more; `nil` when it is.
    ///
    /// - Parameter isWatched: Whether somebody can stop it, so that it may wait for ever.
    /// - Returns: The error of the last one that was tried.
    package func reasonToGiveUp(isWatched: Bool) -> DownloadError? {
        guard !isWatched, givenUp >= HostOutage.last, var error else { return nil }
        error.cause += notTried
        return error
    }
}
