/// How long to wait after a failure, and when to give up.
///
/// A connection that broke after making progress is renewed at once. Otherwise the first two tries
/// come soon, since most refusals are chance; then delays grow up to half a minute. All have jitter.
/// A server that asks for a longer wait
/// (`Retry-After`, RFC 9110 section 10.2.3) is believed up to `longestWait`; one that asks for a
/// shorter one, or for none, makes no delay shorter.
package struct RetryPolicy: Hashable, Sendable {
    /// Tries without progress after which a fragment fails.
    package var tries: Int
    /// The first delays in seconds.
    package var firstDelays = [0.05, 0.25, 1]
    /// The delay in seconds that comes next; each after it is twice as long.
    package var nextDelay = 4.0
    /// No delay of ours is longer, in seconds.
    package var longestDelay = 30.0
    /// No delay that a server asks for is longer, in seconds.
    package var longestWait = 300.0

    /// Creates the policy that gives up after so many tries without progress.
    package init(tries: Int) {
        self.tries = max(1, tries)
    }

    /// How many times in a row a download that has been served before finds nobody there until
    /// it gives up; `nil` is without end: whoever looks at it can stop it.
    package func outageTries(isWatched: Bool) -> Int? { isWatched ? nil : tries * 4 }

    /// The seconds until the next try; `nil` after as many as `tries`.
    package func delay(failures: Int, retryAfter: Double? = nil, chance: Double) -> Double? {
        delay(failures: failures, most: tries, retryAfter: retryAfter, chance: chance)
    }

    /// The seconds until the next try.
    ///
    /// - Parameters:
    ///   - failures: Failures in a row without a byte, this one included; 0 when it made progress.
    ///   - most: Failures after which it is time to give up; `nil` is never.
    ///   - retryAfter: What the server asked for, in seconds.
    ///   - chance: A random number from 0 to 1.
    /// - Returns: `nil` when it is time to give up.
    package func delay(
        failures: Int, most: Int?, retryAfter: Double? = nil, chance: Double
    ) -> Double? {
        if let most, failures >= most { return nil }
        let wish = retryAfter.map { min(max($0, 0.1), longestWait) } ?? 0
        if failures <= 0 { return wish }
        let doublings = failures - firstDelays.count - 1
        let delay =
            doublings < 0
            ? firstDelays[failures - 1] : nextDelay * Double(1 << min(doublings, 32))
        return max(wish, min(delay, longestDelay) * (0.5 + chance / 2))
    }
}
