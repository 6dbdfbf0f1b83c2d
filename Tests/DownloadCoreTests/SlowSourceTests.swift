import Testing

@testable import DownloadCore

/// How fast sources are, and when a slow one is left.
struct SlowSourceTests {
    private let start = Instant(seconds: 100)

    // MARK: Speeds

    @Test func `a lane's speed outweighs that of a comparison`() {
        var speed = SourceSpeed()
        #expect(speed.least == nil && !speed.excels(0))
        speed.probed(1000, in: 2)
        #expect(speed.least == 500 && speed.rate == nil)
        #expect(speed.excels(124) && !speed.excels(125))
        speed.ended(0, in: 1)
        #expect(speed.rate == nil)
        speed.ended(100, in: 1)
        #expect(speed.rate == 100 && speed.least == 100)
    }

    @Test func `a sample at the beginning of a lane does not make its source slow`() {
        var speed = SourceSpeed()
        speed.rate = 0
        speed.ended(9000, in: 1)
        #expect(speed.rate == 9000)
        speed.ended(100, in: 1)
        #expect(speed.rate == 9000)
        speed.rate = 100
        #expect(speed.rate == 100)
    }

    @Test func `no time is too short for a speed`() {
        var speed = SourceSpeed()
        speed.probed(100, in: 0)
        speed.ended(10, in: 0)
        #expect(speed.probedRate == 2000 && speed.rate == 200)
    }

    @Test func `a source that was slow relieves only one that is far slower`() {
        var slow = SourceSpeed()
        var other = SourceSpeed()
        #expect(other.mayRelieve(slow))
        other.foundSlow()
        #expect(!other.mayRelieve(slow))
        other.rate = 50
        #expect(!other.mayRelieve(slow))
        slow.rate = 13
        #expect(!other.mayRelieve(slow))
        slow.rate = 12
        #expect(other.mayRelieve(slow))
    }

    // MARK: Primaries

    /// A fetch whose only lane, of source 0, gets this number of bytes in each of four seconds.
    private func fetch(length: Int64, perSecond bytes: Int64) -> Fetch {
        var fetch = Fetch(.fixed(1), most: 16)
        fetch.restart(length: length)
        fetch.plan.spread(over: 1)
        guard let number = fetch.plan.fragments.first?.number else { return fetch }
        let lane = fetch.open(LaneOrder(url: Story.url, end: length), for: number, at: start)
        fetch.accept(lane, promisedEnd: length)
        for second in 1...4 {
            let time = start + Double(second)
            _ = fetch.advance(lane, to: Int64(second) * bytes, step: 1 << 20, at: time)
            _ = fetch.sample(at: time)
        }
        return fetch
    }

    private func isSlow(_ fetch: Fetch, of source: Int = 0) -> Bool {
        SlowPrimary.shows(in: fetch, of: source, probe: 64 << 10, at: start + 4)
    }

    @Test(
        arguments: [
            (1 << 20, 100, true), (1 << 20, 0, true), (2000, 100, true), (1000, 100, false),
            (1 << 20, 4000, true), (1 << 20, 4096, false),
        ] as [(Int64, Int64, Bool)])
    func `a primary is slow whose rest takes long and whose bytes are few`(
        length: Int64, bytes: Int64, expected: Bool
    ) {
        #expect(isSlow(fetch(length: length, perSecond: bytes)) == expected)
    }

    @Test func `a primary is not slow for a local reason, nor while others serve`() {
        var fetch = fetch(length: 1 << 20, perSecond: 100)
        #expect(isSlow(fetch) && !isSlow(fetch, of: 1))
        for lane in fetch.lanes.keys { fetch.lanes.notePaused(lane, at: start + 2) }
        #expect(!isSlow(fetch))
        _ = fetch.stopAll()
        #expect(!isSlow(fetch))
    }

    @Test func `a primary must be slow for a while without a break`() {
        var primary = SlowPrimary()
        primary.note(true, at: start)
        primary.note(true, at: start + 2)
        #expect(primary.isSlow && !primary.isProven(at: start + 2.9))
        #expect(primary.isProven(at: start + 3))
        primary.note(false, at: start + 3)
        #expect(!primary.isSlow && !primary.isProven(at: start + 9))
        primary.note(true, at: start + 4)
        #expect(!primary.isProven(at: start + 6))
    }

    // MARK: Other sources

    private func pool() -> SourcePool {
        var request = DownloadRequest(source: "http://a0.example/f", directory: "/d")
        request.sources = (0..<3).map { "http://a\($0).example/f" }
        return SourcePool(request)
    }

    private func probeRange(
        _ pool: SourcePool, of source: Int = 1, _ ranges: [ByteRange], after seconds: Double = 4
    ) -> ByteRange? {
        pool.probeRange(
            of: source, covered: ByteRangeSet(ranges), verified: ByteRangeSet(), count: 10,
            at: start + seconds)
    }

    @Test func `few bytes are compared only when the primary is slow`() {
        var pool = pool()
        let few = [ByteRange(0, 2), ByteRange(20, 23)]
        #expect(probeRange(pool, few) == nil)
        #expect(probeRange(pool, few + [ByteRange(40, 60)]) == ByteRange(50, 60))
        pool.slowPrimary.note(true, at: start)
        #expect(probeRange(pool, few, after: 2) == nil)
        #expect(probeRange(pool, few) == ByteRange(20, 23))
        #expect(probeRange(pool, of: 0, few) == nil && probeRange(pool, []) == nil)
        pool[1].state = .withoutRanges("no ranges")
        #expect(probeRange(pool, few) == nil)
    }

    @Test func `a slow primary does not come back for one that is not far slower`() {
        var pool = pool()
        let few = [ByteRange(0, 2)]
        let isLeftEarly = pool.leaveSlow(for: 1)
        pool.slowPrimary.note(true, at: start)
        let isLeftForItself = pool.leaveSlow(for: 0)
        let isLeft = pool.leaveSlow(for: 1)
        #expect(!isLeftEarly && !isLeftForItself && isLeft)
        pool.lead(with: 1)
        #expect(!pool.slowPrimary.isSlow)
        pool.slowPrimary.note(true, at: start)
        #expect(probeRange(pool, of: 0, few) == nil)
        #expect(probeRange(pool, of: 2, few) == ByteRange(0, 2))
    }

    @Test func `a slow stream is continued by a confirmed mirror that is far faster`() {
        var pool = pool()
        let fetch = fetch(length: 1 << 20, perSecond: 100)
        let now = start + 4
        pool[1].rate = 300
        pool[2].speed.probed(4000, in: 1)
        #expect(pool.relief(ofStream: fetch, at: now) == nil)
        for source in 1...2 { pool[source].state = .confirmed }
        #expect(pool.relief(ofStream: fetch, at: now) == 2)
        #expect(pool.relief(ofStream: fetch, at: start + 2) == nil)
        pool[2].until = now + 1
        #expect(pool.relief(ofStream: fetch, at: now) == nil)
        pool[1].rate = 900
        #expect(pool.relief(ofStream: fetch, at: now) == 1)
        #expect(pool.relief(ofStream: self.fetch(length: 1000, perSecond: 100), at: now) == nil)
    }
}
