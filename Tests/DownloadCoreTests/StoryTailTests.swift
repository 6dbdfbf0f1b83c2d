import Testing

@testable import DownloadCore

/// The end of a file, when a single lane is left, and refused lanes.
struct TailStories {
    /// Four lanes in a file of 4,000 bytes; all but `last` are done after a second.
    private func tail(last: Int, itsBytes: Int64, accepted: Bool = true) -> Story {
        var story = Story(fragments: .fixed(4), length: 4_000)
        _ = story.part(1)
        // No fragment is split in these stories.
        story.download.retrieval.fetch.plan.minimumPiece = 10_000
        for lane in 2...4 where accepted || lane != last { _ = story.part(lane) }
        for step in 1...10 {
            for lane in 1...4 where lane != last {
                story.bytes(lane, to: Int64(lane - 1) * 1_000 + Int64(step) * 100)
            }
            if step == 5, itsBytes > 0 {
                story.bytes(last, to: Int64(last - 1) * 1_000 + itsBytes)
            }
            _ = story.wait(0.1)
        }
        for lane in 1...4 where lane != last { _ = story.reachedEnd(lane) }
        return story
    }

    /// The seconds until the last lane is replaced; `nil` if it never is.
    private func secondsUntilReplaced(
        _ story: inout Story, last: Int, atMost most: Double = 60,
        bytesPerSecond: Double = 0
    ) -> Double? {
        let start = story.time
        var position = Double(story.download.plan[last]?.cursor ?? 0)
        while story.time - start < most {
            position += bytesPerSecond / 10
            if bytesPerSecond > 0 { story.bytes(last, to: Int64(position)) }
            let effects = story.wait(0.1)
            if effects.contains("stop \(last)") { return story.time - start }
        }
        return nil
    }

    @Test(arguments: [(3, 999), (4, 999), (2, 500), (3, 10)] as [(Int, Int64)])
    func `a stalled last lane is replaced soon`(_ last: Int, _ bytes: Int64) throws {
        var story = tail(last: last, itsBytes: bytes)
        let seconds = try #require(secondsUntilReplaced(&story, last: last))
        #expect(seconds < 4)
        #expect(story.download.lanes.count == 1, "another is opened at once")
        #expect(story.download.isConsistent)
    }

    @Test func `a last lane without a response is replaced soon`() throws {
        var story = tail(last: 3, itsBytes: 0, accepted: false)
        let seconds = try #require(secondsUntilReplaced(&story, last: 3))
        #expect(seconds < 5)
        #expect(story.download.lanes.count == 1)
    }

    @Test func `a trickling last lane is replaced soon`() throws {
        var story = tail(last: 3, itsBytes: 100)
        let seconds = try #require(
            secondsUntilReplaced(&story, last: 3, bytesPerSecond: 20))
        #expect(seconds < 6)
    }

    @Test func `each replacement doubles the patience, and none is a failure`() throws {
        var story = tail(last: 3, itsBytes: 500)
        var times: [Double] = []
        for _ in 0..<4 {
            let lane = try #require(story.download.lanes.keys.first)
            if story.download.lanes[lane]?.isAccepted == false { _ = story.part(lane.rawValue) }
            let start = story.time
            while story.time - start < 30, story.download.lanes[lane] != nil {
                _ = story.wait(0.1)
            }
            times.append(story.time - start)
        }
        #expect(zip(times.dropFirst(), times).allSatisfy { $0 > $1 * 1.5 }, "\(times)")
        #expect(story.state == .running)
        #expect(story.download.plan[3]?.failures == 0)
    }

    @Test func `a lane that has always paused for long is kept`() {
        var story = Story(fragments: .fixed(1), length: 4_000)
        _ = story.part(1)
        for step in 1...5 {
            story.bytes(1, to: Int64(step) * 100)
            #expect(story.wait(1.9) == [])
        }
        #expect(story.wait(5) == [])
    }

    @Test func `a stream that cannot be resumed is kept`() {
        var story = Story()
        _ = story.whole(1, length: 24)
        story.bytes(1, to: 10)
        #expect(story.wait(19) == [])
    }

    @Test func `on a slow line one lane at a time is replaced`() {
        var story = Story(fragments: .fixed(4), length: 400_000)
        _ = story.part(1)
        story.download.retrieval.fetch.plan.minimumPiece = 1_000_000
        for lane in 2...4 { _ = story.part(lane) }
        for step in 1...10 {
            for lane in 1...4 {
                story.bytes(lane, to: Int64(lane - 1) * 100_000 + Int64(step) * 500)
            }
            _ = story.wait(0.1)
        }
        var replaced = 0
        for _ in 0..<50 {
            for lane in story.download.lanes.keys {
                let number = story.download.lanes[lane]?.fragment ?? 0
                story.bytes(lane.rawValue, to: (story.download.plan[number]?.cursor ?? 0) + 1)
            }
            replaced += story.wait(0.1).count { $0.hasPrefix("stop") }
        }
        #expect(replaced <= 4, "\(replaced)")
    }

    @Test func `a lane after a stall gets a new connection`() throws {
        var story = tail(last: 3, itsBytes: 999)
        #expect(story.order(3)?.isFresh == false)
        _ = try #require(secondsUntilReplaced(&story, last: 3))
        let order = try #require(story.download.lanes.values.first?.order)
        #expect(order.isFresh)
        var single = Story(fragments: .fixed(1))
        _ = single.wait(21)
        #expect(single.order(2)?.isFresh == true)
    }

    // MARK: Retry-After

    @Test func `a refused fragment is taken by the first idle lane`() {
        var story = Story(fragments: .fixed(4))
        _ = story.part(1)
        story.download.retrieval.fetch.plan.minimumPiece = 100
        #expect(story.busy(3, retryAfter: 60) == ["stop 3", "refused 60"])
        _ = story.part(2)
        _ = story.part(4)
        for lane in [1, 2, 4] { story.bytes(lane, to: Int64(lane) * 6 - 5) }
        // As many as are served, and no more, until the delay is over.
        #expect(story.wait(1) == [])
        story.bytes(2, to: 12)
        #expect(story.reachedEnd(2) == ["stop 2", "open 5 12-18 if \"v1\""])
        _ = story.part(5)
        story.bytes(5, to: 18)
        #expect(story.reachedEnd(5) == ["stop 5"])
        for lane in [1, 4] {
            story.bytes(lane, to: Int64(lane) * 6)
            _ = story.reachedEnd(lane)
        }
        #expect(story.state == .finishing)
        #expect(story.time < 5)
    }

    @Test func `when the delay is over, the target number of lanes is opened`() {
        var story = Story(fragments: .fixed(4), length: 400)
        _ = story.part(1)
        story.download.retrieval.fetch.plan.minimumPiece = 1_000
        for lane in 2...4 { _ = story.busy(lane, retryAfter: 10) }
        var opened: [Double] = []
        for step in 1...150 {
            story.bytes(1, to: min(99, Int64(step)))
            if story.wait(0.1).contains(where: { $0.hasPrefix("open") }) {
                opened.append(story.time)
            }
        }
        #expect(opened.first.map { 9.8...10.6 ~= $0 } == true, "\(opened)")
    }

    @Test func `a fragment whose connections are cut is left to a served lane`() {
        var story = Story(fragments: .fixed(2), length: 400)
        _ = story.part(1)
        story.download.retrieval.fetch.plan.minimumPiece = 1_000
        // Each connection beyond the first is reset before its first byte, for half a minute.
        while story.time < 30, story.state == .running {
            for lane in story.download.lanes.keys where lane != LaneID(1) {
                _ = story.reset(lane.rawValue)
            }
            story.bytes(1, to: min(199, Int64(story.time * 10)))
            _ = story.wait(0.1)
        }
        #expect(story.state == .running)
        for fragment in story.download.plan.fragments {
            if case .failed = fragment.work { Issue.record("fragment \(fragment.number) failed") }
        }
        for lane in story.download.lanes.keys where lane != LaneID(1) {
            _ = story.reset(lane.rawValue)
        }
        story.bytes(1, to: 200)
        #expect(story.reachedEnd(1) == ["end 1 400"])
    }

    /// A server of two connections that counts each for 0.4 s after its end.
    private struct SlowRelease {
        var held: Set<Int> = []
        var releases: [Int: Double] = [:]
        var refusals = 0

        /// Answers the requests among `effects`, and their consequences.
        mutating func answer(_ effects: [String], in story: inout Story) {
            var effects = effects
            while !effects.isEmpty {
                let words = effects.removeFirst().split(separator: " ")
                guard words.count > 1, let lane = Int(words[1]) else { continue }
                if words[0] == "stop", held.contains(lane), releases[lane] == nil {
                    releases[lane] = story.time + 0.4
                }
                guard words[0] == "open" else { continue }
                for (lane, time) in releases where time <= story.time {
                    held.remove(lane)
                    releases[lane] = nil
                }
                if held.count < 2 {
                    held.insert(lane)
                    effects += story.part(lane)
                } else {
                    refusals += 1
                    effects += story.busy(lane, retryAfter: 120)
                }
            }
        }
    }

    @Test(arguments: [4, 8, 16])
    func `a place that a server frees late is not waited for as long as it says`(_ count: Int) {
        var story = Story(fragments: .fixed(count), length: 8_000)
        story.download.retrieval.fetch.plan.minimumPiece = 100
        var server = SlowRelease()
        server.answer(["open 1 0-"], in: &story)
        while story.state == .running, story.time < 60 {
            for lane in story.download.lanes.keys.sorted() {
                guard let work = story.download.lanes[lane], work.isAccepted else { continue }
                let end = work.order.end
                let cursor = story.download.plan[work.fragment]?.cursor ?? 0
                story.bytes(lane.rawValue, to: min(end, cursor + 100))
                if cursor + 100 >= end {
                    server.answer(story.reachedEnd(lane.rawValue), in: &story)
                }
            }
            server.answer(story.wait(0.1), in: &story)
        }
        #expect(story.state == .finishing)
        // Two connections need 4 s for the bytes, and half of 0.4 s for each end.
        #expect(story.time < 6 + 0.4 * Double(count))
        #expect(server.refusals < 4 * count + 10)
    }

    @Test(arguments: [0.3, 1.2, 3])
    func `refusals of others do not use up the tries for a place that is freed late`(
        _ free: Double
    ) {
        var story = Story(fragments: .fixed(4), length: 400)
        _ = story.part(1)
        story.download.retrieval.fetch.plan.minimumPiece = 100
        for _ in 0..<8 {
            for lane in story.download.lanes.keys where lane != LaneID(1) {
                _ = story.busy(lane.rawValue, retryAfter: 600)
            }
            story.bytes(1, to: Int64(story.time * 10) + 1)
            _ = story.wait(0.25)
        }
        story.bytes(1, to: 50)
        _ = story.reset(1)
        let end = story.time
        while story.time < end + 6, story.download.serving == 0 {
            for lane in story.download.lanes.keys {
                if story.time < end + free {
                    _ = story.busy(lane.rawValue, retryAfter: 600)
                } else {
                    _ = story.part(lane.rawValue)
                }
            }
            _ = story.wait(0.1)
        }
        #expect(story.download.serving > 0)
    }

    @Test(arguments: [nil, 0, 0.01] as [Double?])
    func `a busy server is retried with growing delays, despite Retry-After`(
        _ wish: Double?
    ) {
        var story = Story()
        var times: [Double] = []
        for lane in 1...5 {
            while story.download.lanes[LaneID(lane)] == nil, story.state == .running {
                _ = story.wait(0.1)
            }
            times.append(story.time)
            _ = story.busy(lane, retryAfter: wish)
        }
        #expect(story.time >= 3, "\(times)")
    }
}
