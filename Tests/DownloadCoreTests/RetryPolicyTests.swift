@testable import DownloadCore
import Testing

struct RetryPolicyTests {
    private let policy = RetryPolicy(tries: 20)

    @Test func `a request that made progress is repeated at once`() {
        #expect(policy.delay(failures: 0, random: 0.7) == 0)
    }

    @Test(arguments: [
        (1, 0.05), (2, 0.25), (3, 1), (4, 4), (5, 8), (6, 16), (7, 30), (8, 30), (19, 30),
    ])
    func `the first retries are soon, then delays grow up to half a minute`(
        failures: Int, longest: Double
    ) {
        #expect(policy.delay(failures: failures, random: 1) == longest)
        #expect(policy.delay(failures: failures, random: 0) == longest / 2)
    }

    @Test(arguments: [(7, 30.0), (8, 30)])
    func `a server that is awaited without end is asked every five minutes at last`(
        failures: Int, limited: Double
    ) {
        #expect(policy.delay(failures: failures, most: 20, random: 1) == limited)
        let endless = [4, 5, 6, 7, 8, 9, 10, 11, 99].map {
            policy.delay(failures: $0, most: nil, random: 1)
        }
        #expect(endless == [4, 8, 16, 32, 64, 128, 256, 300, 300])
    }

    @Test func `only a user who watches waits without end`() {
        #expect(policy.outageTries(isWatched: true, isKnown: false) == nil)
        #expect(policy.outageTries(isWatched: false, isKnown: true) == 80)
        #expect(policy.outageTries(isWatched: false, isKnown: false) == 20)
    }

    @Test func `retries end`() {
        #expect(policy.delay(failures: 20, random: 0) == nil)
        #expect(policy.delay(failures: 20, retryAfter: 5, random: 0) == nil)
        #expect(policy.delay(failures: .max, random: 0) == nil)
        #expect(RetryPolicy(tries: 0).delay(failures: 0, random: 0) == 0)
        #expect(RetryPolicy(tries: -3).delay(failures: 1, random: 0) == nil)
    }

    @Test func `Retry-After is honoured, within limits`() {
        #expect(policy.delay(failures: 3, retryAfter: 7, random: 0) == 7)
        #expect(policy.delay(failures: 0, retryAfter: 7, random: 1) == 7)
        #expect(policy.delay(failures: 1, retryAfter: 86_400, random: 0) == 300)
        #expect(policy.delay(failures: 0, retryAfter: -5, random: 0) == 0.1)
    }

    @Test(arguments: [0, -5, 0.5] as [Double])
    func `a Retry-After of zero shortens no delay`(_ wish: Double) {
        for failures in 1..<12 {
            let own = policy.delay(failures: failures, random: 0.3) ?? 0
            #expect(
                policy.delay(failures: failures, retryAfter: wish, random: 0.3)
                    == max(own, wish, 0.1))
        }
    }
}
