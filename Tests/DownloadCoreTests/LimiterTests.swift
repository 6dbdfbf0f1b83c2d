@testable import DownloadCore
import Testing

/// A queue of readers: each one goes to its end after reading.
private struct Line {
    var limiter = Limiter()
    var readers: [DownloadID]
    var read: [DownloadID: Int] = [:]
    var time = 0.0
    var random = SeededRandom(seed: 7)

    init(_ readers: [Int]) {
        self.readers = readers.map { DownloadID(Int64($0)) }
        limiter.fill(at: Instant(seconds: 0))
    }

    /// Turns of varying length, in which each reader reads as much as allowed.
    mutating func run(_ seconds: Double, turns: ClosedRange<Double> = 0.001...0.1) {
        let end = time + seconds
        while time < end {
            time = min(end, time + Double.random(in: turns, using: &random))
            limiter.fill(at: Instant(seconds: time))
            var waiting = 0
            while waiting < readers.count {
                let reader = readers.removeFirst()
                readers.append(reader)
                guard limiter.mayRead(reader) else {
                    waiting += 1
                    continue
                }
                waiting = 0
                let count = Int.random(in: 1...16_384, using: &random)
                limiter.didRead(count, reader)
                read[reader, default: 0] += count
            }
        }
    }

    func total(_ reader: Int) -> Double { Double(read[DownloadID(Int64(reader))] ?? 0) }
    var total: Double { Double(read.values.reduce(0, +)) }
}

struct LimiterTests {
    @Test(arguments: [20_000, 100_000, 1_000_000, 50_000_000] as [Int64])
    func `the limit holds exactly over ten seconds of uneven turns`(limit: Int64) {
        var line = Line([1, 2, 3])
        line.limiter.limitAll(limit)
        line.run(10)
        // One read may exceed the limit.
        let slack = max(0.03 * 10 * Double(limit), 16_384)
        #expect(abs(line.total - 10 * Double(limit)) <= slack, "\(line.total)")
    }

    @Test(arguments: [0.2, 0.4])
    func `slow turns do not lower the rate`(seconds: Double) {
        var line = Line([1, 2, 3])
        line.limiter.limitAll(1_000_000)
        line.limiter.limit(DownloadID(2), 100_000)
        line.run(10, turns: seconds * 0.9...seconds)
        #expect(abs(line.total - 10_000_000) <= 300_000, "\(line.total)")
        #expect(abs(line.total(2) - 1_000_000) <= 30_000, "\(line.total(2))")
    }

    @Test func `each of several successive limits holds`() {
        var line = Line([1, 2, 3])
        var before = 0.0
        for (limit, own) in [(1_000_000, 200_000), (4_000_000, 50_000), (250_000, 60_000)] {
            line.limiter.limitAll(Int64(limit))
            line.limiter.limit(DownloadID(2), Int64(own))
            let ownBefore = line.total(2)
            line.run(10, turns: 0.001...0.2)
            // One read may exceed the limit.
            #expect(abs(line.total - before - 10 * Double(limit)) <= 0.3 * Double(limit))
            #expect(
                abs(line.total(2) - ownBefore - 10 * Double(own)) <= max(0.3 * Double(own), 16_384))
            before = line.total
        }
    }

    @Test func `changes do not compensate for each other`() {
        var line = Line([1])
        for turn in 0..<1_000 {
            line.limiter.limitAll(turn.isMultiple(of: 2) ? 1_000_000 : 1_000_001)
            line.run(0.01, turns: 0.01...0.01)
        }
        #expect(abs(line.total - 10_000_000) <= 300_000, "\(line.total)")
    }

    @Test func `queued readers get equal shares`() {
        var line = Line(Array(1...8))
        line.limiter.limitAll(2_000_000)
        line.run(10)
        for reader in 1...8 {
            let share = line.total(reader) / line.total * 8
            #expect(0.9...1.1 ~= share, "\(reader): \(share)")
        }
    }

    @Test func `a download's limit holds within the total, which others use up`() {
        var line = Line([1, 2, 3])
        line.limiter.limitAll(1_000_000)
        line.limiter.limit(DownloadID(2), 100_000)
        line.run(10)
        #expect(abs(line.total(2) - 1_000_000) <= 30_000)
        #expect(abs(line.total - 10_000_000) <= 300_000)
        #expect(abs(line.total(1) - line.total(3)) <= 450_000)
    }

    @Test func `no burst follows a pause`() {
        var line = Line([1])
        line.limiter.limitAll(1_000_000)
        line.run(1)
        line.time += 3_600
        let before = line.total
        line.run(0.01, turns: 0.01...0.01)
        #expect(line.total - before <= 100_000 + 16_384)
    }

    @Test func `without a limit every reader may read`() {
        var limiter = Limiter()
        #expect(limiter.isOff && limiter.mayRead(DownloadID(1)))
        limiter.limitAll(5)
        limiter.limit(DownloadID(1), 5)
        #expect(
            !limiter.isOff && !limiter.mayRead(DownloadID(1)) && !limiter.mayRead(DownloadID(2)))
        limiter.limitAll(nil)
        #expect(limiter.mayRead(DownloadID(2)) && !limiter.mayRead(DownloadID(1)))
        limiter.limit(DownloadID(1), nil)
        #expect(limiter.isOff && limiter.mayRead(DownloadID(1)))
    }

    @Test func `setting a limit keeps the debt`() {
        var limiter = Limiter()
        limiter.limitAll(1_000)
        limiter.fill(at: Instant(seconds: 0))
        limiter.fill(at: Instant(seconds: 1))
        limiter.didRead(100_000, DownloadID(1))
        limiter.limitAll(1_000)
        limiter.limitAll(1_001)
        limiter.limitAll(1_000)
        limiter.fill(at: Instant(seconds: 50))
        #expect(!limiter.mayRead(DownloadID(1)))
        limiter.fill(at: Instant(seconds: 120))
        #expect(limiter.mayRead(DownloadID(1)))
    }

    @Test func `a limit of zero is one byte per second`() {
        var limiter = Limiter()
        limiter.limitAll(0)
        limiter.fill(at: Instant(seconds: 0))
        limiter.fill(at: Instant(seconds: 1))
        #expect(limiter.mayRead(DownloadID(1)))
    }
}
