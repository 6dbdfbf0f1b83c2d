/// Counts consecutive failures and limits what may be tried after them.
///
/// A new value has no failures; assigning one gives a download a fresh start.
package struct Backoff: Hashable, Sendable {
    /// The number of consecutive refusals that shows a limit; two may be chance.
    private static let seriousRefusals = 3
    /// The number of consecutive futile requests after which fewer lanes are opened.
    private static let seriousFutility = 4
    /// The time without a trial after the first serious refusal, in seconds.
    private static let firstQuiet = 0.25
    /// The longest time without a trial, in seconds.
    private static let longestQuiet = 30.0
    /// The seconds for which a server may count a connection that has ended.
    private static let releaseSeconds = 5.0
    /// The number of consecutive refusals, with nothing served, from which they concern more than
    /// ended connections.
    private static let releaseRefusals = 6

    /// The number of consecutive requests that transferred almost nothing.
    package private(set) var futileRequests = 0
    /// The number of consecutive refusals, with no byte between them.
    package private(set) var refusals = 0
    /// The number of consecutive failures of the last lane without a byte.
    package private(set) var outages = 0
    /// The number of breaks of a stream that cannot resume.
    private(set) var streamBreaks = 0
    /// Whether all retries have stopped because the server serves nothing.
    private(set) var hasGivenUp = false
    /// The time before which nothing is tried while nothing is served.
    private(set) var pausedUntil = Instant(seconds: -.infinity)
    /// When one lane beyond those served may be tried after refusals; `nil` is now.
    private var nextTrial: Instant?
    /// The time of the last byte.
    private var lastByte = Instant(seconds: -.infinity)

    /// Creates a value without failures.
    package init() {}

    /// Whether the server refuses more lanes than it serves.
    package var isRefused: Bool { refusals >= Backoff.seriousRefusals }

    /// Returns whether a refusal may be due to a connection that has just ended, and that the server
    /// still counts.
    ///
    /// Such a refusal says nothing about the delay that the server asks for (`Retry-After`): the
    /// next attempts, with delays of our own, find the place free.
    package func mayAwaitRelease(at now: Instant) -> Bool {
        now - lastByte < Backoff.releaseSeconds && outages < Backoff.releaseRefusals
    }

    /// Whether so few requests succeed that only necessary ones are made.
    var isFutile: Bool { futileRequests >= Backoff.seriousFutility }

    /// Returns the maximum number of open lanes.
    ///
    /// After serious refusals it is the number served, or one, to see whether anything is served.
    /// Before them, and after a quiet time, it is one more than the number served.
    ///
    /// - Parameters:
    ///   - wanted: The number of lanes that are wanted.
    ///   - serving: The number of lanes that are served.
    ///   - mostFutile: The number of consecutive futile requests after which the download gives up.
    /// - Returns: The number of lanes.
    package func mostLanes(of wanted: Int, serving: Int, mostFutile: Int) -> Int {
        switch refusals {
        case ..<(Backoff.seriousRefusals - 1):
            // Few at a time after futile requests: each open lane may be one more.
            let left = max(1, (mostFutile - futileRequests) / 4)
            return isFutile ? min(serving + left, wanted) : wanted
        case ..<Backoff.seriousRefusals: return min(serving + 1, wanted)
        default: return max(1, min(serving + (nextTrial == nil ? 1 : 0), wanted))
        }
    }

    // MARK: Failures

    /// Counts a request that transferred almost nothing.
    package mutating func countFutile() { futileRequests += 1 }

    /// Counts a request that was refused, or broke without a byte.
    ///
    /// The time without a trial is short after the first serious refusal, which may still be
    /// chance. It doubles with each further one.
    ///
    /// - Parameters:
    ///   - wish: The delay in seconds that the server asks for.
    ///   - now: The time.
    package mutating func countRefusal(wish: Double, at now: Instant) {
        refusals += 1
        let doublings = min(max(0, refusals - Backoff.seriousRefusals), 10)
        let quiet = min(Backoff.firstQuiet * Double(1 << doublings), Backoff.longestQuiet)
        nextTrial = now + max(quiet, wish)
    }

    /// Counts a failure of the last lane without a byte.
    package mutating func countOutage() { outages += 1 }

    /// Counts a break of a stream that cannot resume.
    package mutating func countStreamBreak() { streamBreaks += 1 }

    /// Delays all tries until this time, while nothing is served.
    package mutating func pause(until time: Instant) { pausedUntil = max(pausedUntil, time) }

    /// Allows tries at once.
    package mutating func endPause() { pausedUntil = Instant(seconds: -.infinity) }

    /// Stops retrying fragments that have no lane.
    package mutating func giveUp() { hasGivenUp = true }

    // MARK: Progress

    /// Records a response after outages: one lane beyond those served may be tried at once.
    package mutating func answered() {
        refusals = min(refusals, Backoff.seriousRefusals - 1)
    }

    /// Records the first byte of a lane.
    package mutating func served() {
        refusals = 0
        outages = 0
    }

    /// Records that bytes have arrived.
    package mutating func received(at now: Instant) { lastByte = now }

    /// Records that a lane has transferred more than a futile request does.
    package mutating func progressed() {
        futileRequests = 0
        hasGivenUp = false
    }

    /// Allows another trial once its time has come: refusals expire.
    package mutating func lift(at now: Instant) {
        if let trial = nextTrial, now >= trial { nextTrial = nil }
    }
}
