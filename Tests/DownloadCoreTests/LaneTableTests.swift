import Testing

@testable import DownloadCore

/// Lanes and probes by identifier.
struct LaneTableTests {
    private let start = Instant(seconds: 100)

    private func work(_ fragment: Int, source: Int = 0) -> LaneWork {
        LaneWork(
            fragment: fragment, order: LaneOrder(url: Story.url, source: source), opened: start,
            lastByte: start)
    }

    @Test func `the peak is the highest number of lanes at a time`() {
        var lanes = LaneTable()
        let ids = (1...3).map { _ in lanes.makeID() }
        for id in ids.prefix(2) { lanes[id] = work(1) }
        _ = lanes.remove(ids[0])
        lanes[ids[2]] = work(2)
        #expect(lanes.peak == 2)
    }

    @Test func `an identifier is never used twice`() {
        var lanes = LaneTable()
        let first = lanes.makeID()
        lanes[first] = work(1)
        _ = lanes.remove(first)
        let probe = lanes.open(LaneOrder(url: Story.url), at: start)
        #expect(Set([first, probe, lanes.makeID()]).count == 3)
    }

    @Test func `lanes are counted by source and by response`() {
        var lanes = LaneTable()
        for (lane, source) in [(1, 0), (2, 1), (3, 1)] {
            lanes[LaneID(lane)] = work(lane, source: source)
        }
        lanes[LaneID(3)]?.promisedEnd = 8
        #expect(lanes.count == 3 && lanes.serving == 1)
        #expect(lanes.count(of: 1) == 2 && lanes.serves(1) && !lanes.serves(0))
    }

    @Test func `a probe is not a lane, and is overdue after its time`() {
        var lanes = LaneTable()
        let probe = lanes.open(LaneOrder(url: Story.url, source: 2), at: start)
        #expect(lanes.isEmpty && lanes.isProbing(2) && !lanes.isProbing(0))
        #expect(lanes.overdueProbes(at: start + 20, after: 20) == [])
        #expect(lanes.overdueProbes(at: start + 21, after: 20) == [probe])
    }

    @Test func `a sample takes the bytes of every lane`() {
        var lanes = LaneTable()
        for lane in 1...3 { lanes[LaneID(lane)] = work(lane) }
        lanes.forEach { $0.receive(10, at: start + 1) }
        #expect(lanes.unsampled == 30)
        lanes.forEach { $0.sample(at: start + 1) }
        #expect(lanes.unsampled == 0 && lanes.values.allSatisfy { $0.gained == 10 })
    }

    @Test func `the longest pause is between two bytes of a lane`() {
        var lane = work(1)
        lane.receive(1, at: start + 5)
        #expect(lane.longestGap == 0)
        lane.receive(1, at: start + 7)
        lane.receive(0, at: start + 9)
        lane.receive(1, at: start + 10)
        #expect(lane.longestGap == 2)
    }

    @Test func `a held head is taken once`() {
        var lanes = LaneTable()
        lanes[LaneID(1)] = work(1)
        let head = HeldHead(.whole(Offer(length: 3)), HeadFacts(status: 200))
        lanes.begin(LaneID(1), holding: head)
        #expect(lanes[LaneID(1)]?.hasBegun == true)
        let taken = lanes.takeHeld(LaneID(1))
        let again = lanes.takeHeld(LaneID(1))
        #expect(taken == head && again == nil)
    }
}
