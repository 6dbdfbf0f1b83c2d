/// The delays between retries and the number of attempts before giving up.
///
/// A connection that broke after making progress is reopened at once. Otherwise the first two
/// retries come soon, since most refusals are random. Further delays grow up to half a minute, or to
/// five minutes while the server is awaited without end. All delays have jitter. A longer delay requested by the server (`Retry-After`, RFC 9110 section
/// 10.2.3) is honored up to `longestWait`; a shorter one is ignored.
package struct RetryPolicy: Hashable, Sendable {
    /// The number of attempts without progress after which a fragment fails.
    package var tries: Int
    /// The first delays, in seconds.
    package var firstDelays = [0.05, 0.25, 1]
    /// The delay after `firstDelays`, in seconds; each further one is twice as long.
    package var nextDelay = 4.0
    /// The longest delay that the policy chooses, in seconds.
    package var longestDelay = 30.0
    /// The longest delay while a server that cannot be reached is awaited without end, in seconds.
    package var longestOutageDelay = 300.0
    /// The longest delay honored at the server's request, in seconds.
    package var longestWait = 300.0

    /// Creates a policy that gives up after `tries` attempts without progress.
    package init(tries: Int) {
        self.tries = max(1, tries)
    }

    /// Returns the number of attempts to reach a server.
    ///
    /// - Parameters:
    ///   - isWatched: Whether a user is watching and can stop the download.
    ///   - isKnown: Whether the server has served this download before, so that waiting for it costs
    ///     nothing.
    /// - Returns: `nil` for no limit.
    package func outageTries(isWatched: Bool, isKnown: Bool) -> Int? {
        isWatched ? nil : isKnown ? tries * 4 : tries
    }

    /// Returns the delay before the next attempt in seconds; `nil` after `tries` failures.
    package func delay(failures: Int, retryAfter: Double? = nil, random: Double) -> Double? {
        delay(failures: failures, most: tries, retryAfter: retryAfter, random: random)
    }

    /// Returns the delay before the next attempt, in seconds.
    ///
    /// - Parameters:
    ///   - failures: The number of consecutive failures without progress, this one included; 0 if
    ///     it made progress.
    ///   - most: The number of failures at which to give up; `nil` means never.
    ///   - retryAfter: The delay requested by the server, in seconds.
    ///   - random: A random number from 0 to 1.
    /// - Returns: `nil` if it is time to give up.
    package func delay(
        failures: Int, most: Int?, retryAfter: Double? = nil, random: Double
    ) -> Double? {
        if let most, failures >= most { return nil }
        let wish = retryAfter.map { min(max($0, 0.1), longestWait) } ?? 0
        if failures <= 0 { return wish }
        let doublings = failures - firstDelays.count - 1
        let delay =
            doublings < 0
            ? firstDelays[failures - 1] : nextDelay * Double(1 << min(doublings, 32))
        let longest = most == nil ? longestOutageDelay : longestDelay
        return max(wish, min(delay, longest) * (0.5 + random / 2))
    }
}
