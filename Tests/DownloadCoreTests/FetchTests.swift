import Testing

@testable import DownloadCore

/// The pairing of fragments and lanes.
struct FetchTests {
    private let start = Instant(seconds: 100)

    /// A fetch of a file whose picture is this one, with a lane for each of its fragments.
    ///
    /// Lanes are from source 0; those whose numbers are in `accepted` have a response.
    private func fetch(
        _ picture: String = "........................", lanes: Int = 3, accepted: Set<Int> = [],
        sources: [Int] = []
    ) -> Fetch {
        var fetch = Fetch(.fixed(lanes), most: 16)
        fetch.plan = Plan(picture, minimumPiece: 2)
        fetch.plan.spread(over: lanes)
        for fragment in fetch.plan.fragments {
            let source = sources.isEmpty ? 0 : sources[fragment.number - 1]
            let order = LaneOrder(url: Story.url, source: source, end: fragment.range.end)
            let lane = fetch.open(order, for: fragment.number, at: start)
            if accepted.contains(lane.rawValue) {
                fetch.lanes[lane]?.promisedEnd = fragment.range.end
            }
        }
        return fetch
    }

    private func advance(
        _ fetch: inout Fetch, _ lane: Int, to cursor: Int64
    ) throws -> Fetch.Arrival {
        let arrival = fetch.advance(LaneID(lane), to: cursor, step: 4, at: start)
        return try #require(arrival)
    }

    private func texts(_ effects: [Download.Effect]) -> [String] { effects.map(Story.text) }

    @Test func `a lane and its fragment are paired and parted together`() {
        var fetch = fetch()
        #expect(fetch.isPaired && fetch.lanes.count == 3)
        fetch.close(LaneID(2))
        #expect(fetch.isPaired && fetch.lanes.count == 2)
        #expect(fetch.plan[2]?.work == .idle)
        fetch.close(LaneID(3), leaving: .waiting(until: start, DownloadError(.timeout, "late")))
        fetch.close(LaneID(3))
        #expect(fetch.isPaired && fetch.waitingError == DownloadError(.timeout, "late"))
        let effects = fetch.stopAll()
        #expect(texts(effects) == ["stop 1"] && fetch.lanes.isEmpty && fetch.isPaired)
    }

    @Test func `only the lanes and probes of one source are stopped`() {
        var fetch = fetch(sources: [0, 1, 0])
        let probe = fetch.lanes.open(LaneOrder(url: Story.url, source: 1), at: start)
        let effects = fetch.stopAll(of: 1)
        #expect(texts(effects) == ["stop 2", "stop \(probe.rawValue)"])
        #expect(fetch.lanes.count == 2 && !fetch.lanes.isProbing(1) && fetch.isPaired)
    }

    @Test func `bytes count once, and only in their fragment`() throws {
        var fetch = fetch()
        let first = try advance(&fetch, 1, to: 3)
        #expect(first.bytes == ByteRange(0, 3) && first.isFirst && first.source == 0)
        let back = try advance(&fetch, 1, to: 2)
        #expect(back.bytes.isEmpty && !back.isFirst)
        let past = try advance(&fetch, 1, to: 99)
        #expect(past.bytes == ByteRange(3, 8) && !past.isFirst)
        #expect(fetch.plan.picture == "AAAAAAAAbbbbbbbbcccccccc")
        fetch.close(LaneID(2))
        let late = fetch.advance(LaneID(2), to: 12, step: 4, at: start)
        #expect(late == nil && fetch.plan.received == 8)
    }

    @Test func `bytes end failures in a row`() {
        var fetch = fetch()
        for _ in 0..<4 { fetch.backoff.countFutile() }
        for _ in 0..<3 { fetch.backoff.countRefusal(wish: 0, at: start) }
        _ = fetch.advance(LaneID(1), to: 1, step: 4, at: start)
        #expect(fetch.backoff.refusals == 0 && fetch.backoff.futileRequests == 4)
        _ = fetch.advance(LaneID(1), to: 4, step: 4, at: start)
        #expect(fetch.backoff.futileRequests == 0)
    }

    @Test func `fewer fragments close those that cost least`() {
        var fetch = fetch(lanes: 4, accepted: [1, 3])
        fetch.close(LaneID(4))
        fetch.plan[1]?.rate = 10
        fetch.plan[3]?.rate = 20
        let effects = fetch.shrink(to: 1)
        #expect(texts(effects) == ["stop 2", "stop 1"])
        #expect(fetch.plan.picture == "............cccccc......" && fetch.isPaired)
    }

    @Test func `lanes are released but for the last, the unanswered first`() {
        var fetch = fetch(accepted: [1, 2], sources: [0, 0, 0])
        fetch.plan[1]?.rate = 1
        fetch.plan[2]?.rate = 2
        let one = fetch.release(1, of: 0)
        #expect(one == [LaneID(3)])
        let others = fetch.release(9, of: 0)
        #expect(others == [LaneID(1)] && fetch.lanes.count == 1 && fetch.isPaired)
    }

    @Test func `the lane with all missing bytes takes the others' over`() {
        var fetch = fetch("######..................", lanes: 3, accepted: [])
        #expect(fetch.laneThatCanFinish == nil)
        fetch.lanes[LaneID(1)]?.promisedEnd = 24
        #expect(fetch.laneThatCanFinish == LaneID(1))
        let effects = fetch.consolidate(into: LaneID(1))
        #expect(texts(effects) == ["stop 2", "stop 3", "end 1 24"])
        #expect(fetch.plan.picture == "######aaaaaaaaaaaaaaaaaa" && fetch.isPaired)
    }

    /// The sources of three lanes, the speed of the source that takes over, and the fragment taken.
    @Test(arguments: [
        ([0, 0, 1], nil as Double?, nil as Int?), ([0, 0, 0], nil, 1), ([0, 1, 2], nil, nil),
        ([0, 0, 0], 100, 1), ([0, 0, 0], 3, nil),
    ])
    func `a source takes over from one with several lanes, or from a much slower lane`(
        sources: [Int], rate: Double?, taken: Int?
    ) {
        var fetch = fetch(lanes: 3, accepted: [1, 2, 3], sources: sources)
        for second in 1...3 {
            for lane in 1...3 { fetch.lanes[LaneID(lane)]?.receive(1, at: start + Double(second)) }
            _ = fetch.sample(at: start + Double(second))
        }
        let result = fetch.takeOver(by: 1, rate: rate, at: start + 3)
        #expect(result?.fragment == taken)
        #expect(fetch.lanes.count == (taken == nil ? 3 : 2) && fetch.isPaired)
    }

    /// The sources of three lanes of 1 byte per second, when the second was last paused, and the
    /// number of open lanes.
    private static let slowLanes: [([Int], Double?, Int, Int?)] = [
        ([0, 1, 2], nil, 3, 1), ([0, 0, 0], nil, 3, 1), ([0, 0, 0], nil, 2, 1),
        ([1, 0, 1], nil, 3, 2), ([1, 0, 1], 1, 3, 2), ([1, 0, 1], 2, 3, nil),
        ([1, 1, 1], nil, 3, nil),
    ]

    @Test(arguments: slowLanes)
    func `a source whose comparison was fast takes over from a much slower lane`(
        sources: [Int], pause: Double?, open: Int, taken: Int?
    ) {
        var fetch = fetch(lanes: 3, accepted: [1, 2, 3], sources: sources)
        for second in 1...3 {
            for lane in 1...3 { fetch.lanes[LaneID(lane)]?.receive(1, at: start + Double(second)) }
            _ = fetch.sample(at: start + Double(second))
        }
        if let pause { fetch.lanes.notePaused(LaneID(2), at: start + pause) }
        for lane in open..<3 { fetch.close(LaneID(lane + 1)) }
        let slow = fetch.takeOver(by: 1, rate: nil, probedRate: 3, at: start + 3)
        let isShared = sources == [0, 0, 0] && open == 3
        #expect(isShared ? slow?.fragment == 1 : slow == nil)
        if isShared { return }
        let result = fetch.takeOver(by: 1, rate: nil, probedRate: 100, at: start + 3)
        #expect(result?.fragment == taken && fetch.isPaired)
    }

    @Test func `the measured speed of a source outweighs that of a comparison`() {
        var fetch = fetch(lanes: 3, accepted: [1, 2, 3], sources: [0, 0, 0])
        for second in 1...3 {
            for lane in 1...3 { fetch.lanes[LaneID(lane)]?.receive(1, at: start + Double(second)) }
            _ = fetch.sample(at: start + Double(second))
        }
        let slow = fetch.takeOver(by: 1, rate: 3, probedRate: 100, at: start + 3)
        let fast = fetch.takeOver(by: 1, rate: 100, probedRate: 3, at: start + 3)
        #expect(slow == nil && fast?.fragment == 1)
    }

    // MARK: Failures

    private func error(_ kind: DownloadError.Kind) -> DownloadError {
        DownloadError(kind, "it broke")
    }

    private func fail(
        _ fetch: inout Fetch, _ lane: Int, _ failure: Fetch.Failure
    ) -> Fetch.Outcome {
        guard let work = fetch.lanes.remove(LaneID(lane)) else { return .complete }
        return fetch.failed(failure, work, Download.Policy(), at: Download.Now(start))
    }

    @Test func `a failure belongs to the fragment while others are served`() {
        var fetch = fetch(accepted: [2])
        let outcome = fail(&fetch, 1, Fetch.Failure(error(.connection)))
        #expect(outcome == .waiting(failures: 1))
        #expect(fetch.plan[1]?.failures == 1 && fetch.backoff.outages == 0)
        var refusal = Fetch.Failure(error(.busy))
        refusal.isRefusal = true
        let refused = fail(&fetch, 3, refusal)
        #expect(refused == .waiting(failures: 0) && fetch.plan[3]?.failures == 0)
    }

    @Test func `a failure of the last lane belongs to the download`() {
        var fetch = fetch()
        let first = fail(&fetch, 1, Fetch.Failure(error(.connection)))
        #expect(first == .waiting(failures: 0))
        fetch.close(LaneID(2))
        let last = fail(&fetch, 3, Fetch.Failure(error(.connection)))
        #expect(last == .waiting(failures: 1) && fetch.backoff.outages == 1)
        #expect(fetch.isPaused(at: start))
    }

    @Test func `bytes of a lane make its failure the first, but not for a stream`() {
        var fetch = fetch()
        _ = fetch.advance(LaneID(1), to: 4, step: 4, at: start)
        let ranged = fail(&fetch, 1, Fetch.Failure(error(.connection)))
        #expect(ranged == .waiting(failures: 0))
        _ = fetch.advance(LaneID(2), to: 12, step: 4, at: start)
        var failure = Fetch.Failure(error(.connection))
        failure.isStream = true
        let stream = fail(&fetch, 2, failure)
        #expect(stream == .waiting(failures: 1))
    }

    @Test func `a complete fragment has not failed`() {
        var fetch = fetch()
        _ = fetch.advance(LaneID(1), to: 8, step: 4, at: start)
        let outcome = fail(&fetch, 1, Fetch.Failure(error(.connection)))
        #expect(outcome == .complete && fetch.plan[1]?.work == .done)
    }

    @Test func `when tries are used up and nothing is served, nothing is tried`() {
        var fetch = fetch()
        let futile = Download.Policy().maxFutileRequests
        for _ in 1..<futile { fetch.backoff.countFutile() }
        let outcome = fail(&fetch, 1, Fetch.Failure(error(.connection)))
        #expect(outcome == .exhausted)
        _ = fetch.stopAll()
        fetch.fail(1, error(.connection), mostFutile: futile)
        #expect(fetch.isExhausted && fetch.failure?.explained == error(.connection))
        fetch.clearFailures()
        #expect(!fetch.isExhausted && fetch.failure == nil && fetch.backoff == Backoff())
    }

    @Test func `one failed fragment is named when others may succeed`() {
        var fetch = fetch(accepted: [2, 3])
        fetch.close(LaneID(1))
        fetch.fail(1, error(.status), mostFutile: 26)
        #expect(fetch.failure?.explained.cause == "fragment 1: it broke" && !fetch.isExhausted)
        let isTried = fetch.clearFailures(of: 1)
        let isIdle = fetch.clearFailures(of: 2)
        #expect(isTried && !isIdle && fetch.failure == nil)
    }

    @Test func `an unreachable server is waited for without end where a user watches`() {
        let fetch = fetch()
        var policy = Download.Policy()
        let away = Fetch.Failure(error(.unreachable))
        var unknown = away
        unknown.isIdentified = false
        var stream = away
        stream.isStream = true
        policy.asks = true
        #expect([away, unknown, stream].allSatisfy { fetch.mostFailures($0, policy) == nil })
        policy.asks = false
        #expect(fetch.mostFailures(away, policy) == policy.retry.tries * 4)
        #expect(fetch.mostFailures(unknown, policy) == policy.retry.tries)
        #expect(fetch.mostFailures(stream, policy) == policy.retry.tries)
    }
}
