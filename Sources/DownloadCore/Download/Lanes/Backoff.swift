/// What failures in a row have come to, and how much may be tried after them.
///
/// A new value knows of no failure; assigning one is how a download gets a fresh start.
package struct Backoff: Hashable, Sendable {
    /// Refusals in a row that show that the server refuses more than it serves; two may be chance.
    private static let seriousRefusals = 3
    /// Futile requests in a row after which fewer lanes are opened than are wanted.
    private static let seriousFutility = 4
    /// The time without a trial after the first serious refusal, in seconds.
    private static let firstQuiet = 0.25
    /// The longest time without a trial, in seconds.
    private static let longestQuiet = 30.0

    /// Requests in a row that brought next to nothing.
    package private(set) var futileRequests = 0
    /// Refusals in a row, with no byte between them.
    package private(set) var refusals = 0
    /// Times in a row that the last lane has failed without a byte.
    package private(set) var outages = 0
    /// How often a stream that cannot resume in the middle has broken.
    private(set) var streamBreaks = 0
    /// Whether everything has failed because the server serves nothing any more.
    private(set) var hasGivenUp = false
    /// While nothing is served, nothing is tried before this time.
    private(set) var pausedUntil = Instant(seconds: -.infinity)
    /// When one lane more than are served may be tried after refusals; `nil` is now.
    private var nextTrial: Instant?

    /// Knows of no failure.
    package init() {}

    /// Whether the server refuses more than it serves.
    package var isRefused: Bool { refusals >= Backoff.seriousRefusals }

    /// Whether requests are so often futile that no more are made than must be.
    var isFutile: Bool { futileRequests >= Backoff.seriousFutility }

    /// The most lanes that may be open, of those that are wanted.
    ///
    /// After serious refusals, no more than are served: or one, to see whether anything is. Before
    /// them, and when a time has been quiet, one more than are served.
    ///
    /// - Parameters:
    ///   - wanted: How many are wanted.
    ///   - serving: How many are served.
    ///   - mostFutile: After how many futile requests in a row the download gives up.
    /// - Returns: The number of lanes.
    package func mostLanes(of wanted: Int, serving: Int, mostFutile: Int) -> Int {
        switch refusals {
        case ..<(Backoff.seriousRefusals - 1):
            // In trouble, few at a time: each that is open may be one more request for nothing.
            let left = max(1, (mostFutile - futileRequests) / 4)
            return isFutile ? min(serving + left, wanted) : wanted
        case ..<Backoff.seriousRefusals: return min(serving + 1, wanted)
        default: return max(1, min(serving + (nextTrial == nil ? 1 : 0), wanted))
        }
    }

    // MARK: Failures

    /// A request has brought next to nothing.
    package mutating func countFutile() { futileRequests += 1 }

    /// A request was refused, or broke without a byte.
    ///
    /// The time without a trial is short after the first serious refusal, which may be chance too,
    /// and twice as long after each further one.
    ///
    /// - Parameters:
    ///   - wish: For how many seconds the server asks for patience.
    ///   - now: The time.
    package mutating func countRefusal(wish: Double, at now: Instant) {
        refusals += 1
        let doublings = min(max(0, refusals - Backoff.seriousRefusals), 10)
        let quiet = min(Backoff.firstQuiet * Double(1 << doublings), Backoff.longestQuiet)
        nextTrial = now + max(quiet, wish)
    }

    /// The last lane has failed without a byte.
    package mutating func countOutage() { outages += 1 }

    /// A stream has broken that cannot resume in the middle.
    package mutating func countStreamBreak() { streamBreaks += 1 }

    /// Lets nothing be tried before this time, while nothing is served.
    package mutating func pause(until time: Instant) { pausedUntil = max(pausedUntil, time) }

    /// Lets no fragment be tried again that no lane fetches.
    package mutating func giveUp() { hasGivenUp = true }

    // MARK: Progress

    /// A response was accepted after outages: one more than are served may be tried at once.
    package mutating func answered() {
        refusals = min(refusals, Backoff.seriousRefusals - 1)
    }

    /// A lane has got its first byte.
    package mutating func served() {
        refusals = 0
        outages = 0
    }

    /// A lane has got more than next to nothing.
    package mutating func progressed() {
        futileRequests = 0
        hasGivenUp = false
    }

    /// Lets time pass: a refusal does not last for ever.
    package mutating func lift(at now: Instant) {
        if let trial = nextTrial, now >= trial { nextTrial = nil }
    }
}
