import Testing

@testable import DownloadCore

/// Lanes that are silent or slow.
struct StallDetectorTests {
    /// A lane: the seconds since its last byte, its bytes per second and whether it has a response.
    struct Case: Sendable {
        var silent: Double
        var rate: Int64
        var isAccepted = true
    }

    private let opened = Instant(seconds: 100)
    private let now = Instant(seconds: 110)

    /// Lanes of equal fragments of 100 MB, measured for ten seconds.
    private func fetch(_ cases: [Case]) -> Fetch {
        var fetch = Fetch(.fixed(cases.count), most: 16)
        fetch.restart(length: Int64(cases.count) * 100_000_000)
        fetch.plan.spread(over: cases.count)
        for (fragment, lane) in zip(fetch.plan.fragments, cases) {
            let order = LaneOrder(url: Story.url, end: fragment.range.end)
            let id = fetch.open(order, for: fragment.number, at: opened)
            if lane.isAccepted { fetch.lanes[id]?.promisedEnd = fragment.range.end }
            for second in 1...10 {
                if lane.rate > 0 {
                    fetch.lanes[id]?.receive(lane.rate, at: opened + Double(second))
                }
                fetch.lanes[id]?.sample(at: opened + Double(second))
            }
            fetch.lanes[id]?.lastByte = now + -lane.silent
            fetch.plan[fragment.number]?.rate = Double(lane.rate)
        }
        return fetch
    }

    /// The verdict on the first lane.
    private func verdict(
        _ cases: [Case], renewals: Int = 0, knowsPace: Bool = false, pace: Double? = nil
    ) -> StallDetector.Verdict? {
        var fetch = fetch(cases)
        if let pace { fetch.lanes.pace.note(rate: pace, gap: 0.1, at: now) }
        fetch.plan[1]?.renewals = renewals
        guard let work = fetch.lanes[LaneID(1)], let fragment = fetch.plan[1] else { return nil }
        return StallDetector(fetch.lanes, at: now)
            .verdict(on: work, fragment, fetch, stallSeconds: 20, knowsPace: knowsPace)
    }

    private let fast = Case(silent: 0.1, rate: 1_000_000)

    @Test func `no lane may be silent for longer than the limit`() {
        #expect(verdict([Case(silent: 21, rate: 0)]) == .silent(21))
        #expect(verdict([Case(silent: 19, rate: 0)]) == nil)
    }

    /// Seconds of silence, whether there is a response, earlier replacements, whether it is late.
    @Test(arguments: [
        (2.0, true, 0, false), (3, true, 0, true), (3, true, 1, false), (5.1, true, 1, true),
        (2.9, false, 0, false), (3.1, false, 0, true), (6.1, false, 1, true),
    ])
    func `silence beside a served sibling is a stall, later after each replacement`(
        silent: Double, isAccepted: Bool, renewals: Int, isLate: Bool
    ) {
        let lane = Case(silent: silent, rate: 0, isAccepted: isAccepted)
        #expect(verdict([lane, fast], renewals: renewals) == (isLate ? .late : nil))
        #expect(verdict([lane], renewals: renewals) == nil)
    }

    @Test func `a laggard needs two served siblings to be compared with`() {
        let slow = Case(silent: 0.1, rate: 10_000)
        #expect(verdict([slow, fast, fast]) == .late)
        #expect(verdict([slow]) == nil)
        #expect(verdict([Case(silent: 0.1, rate: 300_000), fast, fast]) == nil)
    }

    @Test func `a lane alone is compared with the pace of earlier ones`() {
        let slow = Case(silent: 0.1, rate: 10_000)
        #expect(verdict([slow], knowsPace: true, pace: 1_000_000) == .lateByPace)
        #expect(verdict([slow], knowsPace: false, pace: 1_000_000) == nil)
        #expect(verdict([slow], knowsPace: true) == nil)
        let silent = Case(silent: 3, rate: 1_000_000)
        #expect(verdict([silent], knowsPace: true, pace: 1_000_000) == .lateByPace)
    }
}
