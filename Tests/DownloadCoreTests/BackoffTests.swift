import Testing

@testable import DownloadCore

/// The number of lanes allowed after failures.
struct BackoffTests {
    /// The lanes allowed after consecutive refusals, of 16 requested while `serving` are served.
    @Test(arguments: [
        (0, 0, 16), (1, 0, 16), (2, 0, 1), (2, 3, 4), (3, 0, 1), (3, 3, 3), (9, 5, 5),
    ])
    func `the third refusal in a row limits the lanes to those served`(
        refusals: Int, serving: Int, most: Int
    ) {
        var backoff = Backoff()
        for _ in 0..<refusals { backoff.countRefusal(wish: 0, at: Instant(seconds: 0)) }
        #expect(backoff.mostLanes(of: 16, serving: serving, mostFutile: 26) == most)
        #expect(backoff.isRefused == (refusals >= 3))
    }

    /// The delay after consecutive refusals with `Retry-After`.
    @Test(arguments: [
        (3, 0.0, 0.25), (4, 0, 0.5), (5, 0, 1), (9, 0, 16), (10, 0, 30), (99, 0, 30), (3, 7, 7),
    ])
    func `one more lane is tried after a delay that doubles`(
        refusals: Int, wish: Double, seconds: Double
    ) {
        var backoff = Backoff()
        for _ in 0..<refusals { backoff.countRefusal(wish: wish, at: Instant(seconds: 100)) }
        backoff.lift(at: Instant(seconds: 100 + seconds - 0.01))
        #expect(backoff.mostLanes(of: 16, serving: 4, mostFutile: 26) == 4)
        backoff.lift(at: Instant(seconds: 100 + seconds))
        #expect(backoff.mostLanes(of: 16, serving: 4, mostFutile: 26) == 5)
    }

    /// The lanes allowed after consecutive futile requests, of 16 requested while 2 are served.
    @Test(arguments: [(3, 16), (4, 7), (10, 6), (22, 3), (26, 3)])
    func `futile requests reduce the number of lanes`(futile: Int, most: Int) {
        var backoff = Backoff()
        for _ in 0..<futile { backoff.countFutile() }
        #expect(backoff.mostLanes(of: 16, serving: 2, mostFutile: 26) == most)
        backoff.progressed()
        #expect(backoff == Backoff())
    }

    @Test func `a first byte ends refusals and outages; a response excuses refusals`() {
        var backoff = Backoff()
        for _ in 0..<5 {
            backoff.countRefusal(wish: 0, at: Instant(seconds: 0))
            backoff.countOutage()
        }
        backoff.answered()
        #expect(backoff.refusals == 2 && backoff.outages == 5 && !backoff.isRefused)
        backoff.served()
        #expect(backoff.refusals == 0 && backoff.outages == 0)
    }

    @Test func `a delay is never shortened`() {
        var backoff = Backoff()
        backoff.pause(until: Instant(seconds: 9))
        backoff.pause(until: Instant(seconds: 5))
        #expect(backoff.pausedUntil == Instant(seconds: 9))
    }
}
