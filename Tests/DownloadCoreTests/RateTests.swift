@testable import DownloadCore
import Testing

struct RateTests {
    private func at(_ seconds: Double) -> Instant { Instant(seconds: seconds) }

    @Test func `one sample gives no rate`() {
        var rate = Rate(span: 1)
        #expect(rate.bytesPerSecond == nil)
        rate.add(bytes: 500, at: at(3))
        #expect(rate.bytesPerSecond == nil)
        rate.add(bytes: 500, at: at(5))
        #expect(abs((rate.bytesPerSecond ?? 0) - 250) < 1e-6)
    }

    @Test func `a steady stream has its rate from the second sample on`() {
        var random = SeededRandom(seed: 5)
        var rate = Rate(span: 2)
        var time = 0.0
        rate.add(bytes: 0, at: at(0))
        for _ in 0..<200 {
            let seconds = Double.random(in: 0.01...3, using: &random)
            time += seconds
            rate.add(bytes: Int64((seconds * 1_000_000).rounded()), at: at(time))
            let speed = rate.bytesPerSecond ?? 0
            #expect(abs(speed - 1_000_000) < 100)
        }
    }

    @Test(
        arguments: [
            (0.001, 0.999_000_499_8), (0.1, 0.904_837_418), (0.25, 0.778_800_783),
            (1, 0.367_879_441), (2, 0.135_335_283), (3, 0.049_787_068), (8, 0.000_335_463),
            (39, 0), (40, 0), (1e9, 0),
        ] as [(Double, Double)])
    func `the rate decays exponentially without bytes`(spans: Double, left: Double) {
        var rate = Rate(span: 4)
        // Weight is 1 to the last digit after this.
        for step in 0...100 { rate.add(bytes: 4_000_000, at: at(Double(step) * 4)) }
        rate.add(bytes: 0, at: at(400 + spans * 4))
        #expect(abs((rate.bytesPerSecond ?? 0) / 1_000_000 - left) < 1e-6)
    }

    @Test func `bytes at the moment of a sample count for the next`() {
        var rate = Rate(span: 1)
        rate.add(bytes: 0, at: at(0))
        rate.add(bytes: 600, at: at(0))
        rate.add(bytes: 400, at: at(1))
        #expect(abs((rate.bytesPerSecond ?? 0) - 1_000) < 1e-6)
    }

    @Test func `a restart clears everything`() {
        var rate = Rate(span: 1)
        rate.add(bytes: 1, at: at(0))
        rate.add(bytes: 9, at: at(1))
        rate.restart()
        #expect(rate == Rate(span: 1))
    }
}
