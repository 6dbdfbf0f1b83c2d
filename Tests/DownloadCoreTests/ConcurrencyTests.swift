import Testing

@testable import DownloadCore

/// The target number of lanes.
struct ConcurrencyTests {
    @Test func `a requested number is used, within the limits`() {
        var concurrency = Concurrency(.fixed(7), most: 16)
        #expect(concurrency.target == 7 && !concurrency.isTuning)
        concurrency.set(.fixed(0), open: 3, most: 16)
        #expect(concurrency.target == 1)
        concurrency.set(.fixed(1_000), open: 3, most: 16)
        #expect(concurrency.target == FragmentCount.allowed.upperBound)
        concurrency.raise(to: 3)
        #expect(concurrency.target == FragmentCount.allowed.upperBound)
    }

    @Test func `auto starts with one lane, or with those already open`() {
        var concurrency = Concurrency(.auto, most: 16)
        #expect(concurrency.target == 1 && concurrency.isTuning && concurrency.found == nil)
        concurrency.set(.auto, open: 5, most: 16)
        #expect(concurrency.target == 5 && concurrency.isTuning)
    }

    /// The target for a file of this size after 12 helped last time.
    @Test(arguments: [(1 << 19, 1), (3 << 20, 3), (1 << 30, 12)] as [(Int64, Int)])
    func `the number learnt last time is reduced for short files`(length: Int64, target: Int) {
        var concurrency = Concurrency(.auto, most: 16)
        concurrency.remember(12, most: 16)
        concurrency.fitRemembered(to: length)
        #expect(concurrency.target == target)
        #expect(concurrency.found == 12 && !concurrency.isTuning)
    }

    /// Responses that took this many seconds.
    @Test(arguments: [([], 0.2), ([0.01], 0.1), ([0.04, 0.9], 0.16), ([3], 0.2)])
    func `a split must save four of the quickest round trips, within bounds`(
        answers: [Double], worth: Double
    ) {
        var concurrency = Concurrency(.fixed(4), most: 16)
        for seconds in answers {
            concurrency.answered(
                after: seconds, ranges: nil, serving: 1, earlier: 0, at: Instant(seconds: 0))
        }
        #expect(concurrency.splitWorth == worth)
    }
}
