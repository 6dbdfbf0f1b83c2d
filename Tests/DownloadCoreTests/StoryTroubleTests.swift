@testable import DownloadCore
import Testing

/// Failed requests and their consequences: delays, failed fragments, unreachable servers.
struct TroubleStories {
    /// Four active lanes in a file of 24 bytes, each with one byte.
    private func four(fragments: FragmentCount = .fixed(4)) -> Story {
        var story = Story(fragments: fragments)
        _ = story.part(1)
        for lane in 2...4 { _ = story.part(lane) }
        for lane in 1...4 { story.bytes(lane, to: Int64(lane) * 6 - 5) }
        // No fragment is split in these stories.
        story.download.retrieval.fetch.plan.minimumPiece = 100
        story.download.retrieval.policy.stallSeconds = 1_000
        return story
    }

    /// Takes the server down: every lane breaks, and so does each one opened in its place.
    private func goAway(_ story: inout Story) {
        for _ in 0..<20 {
            guard let lane = story.download.lanes.keys.min() else { return }
            _ = story.reset(lane.rawValue)
        }
    }

    @Test func `a lane that broke after progress is reopened at once`() {
        var story = four()
        #expect(story.reset(2) == ["open 5 7-12 if \"v1\""])
        #expect(story.picture == "AaaaaaBbbbbbCcccccDddddd")
        #expect(story.download.plan[2]?.tries == 2)
    }

    @Test func `retries without a byte wait longer each time`() throws {
        var story = four()
        #expect(story.reset(2) == ["open 5 7-12 if \"v1\""])
        var waits: [Double] = []
        for lane in 5...9 {
            let start = story.time
            #expect(story.reset(lane) == [])
            for _ in 0..<200 where story.download.lanes.count < 4 { _ = story.wait(0.1) }
            waits.append(story.time - start)
        }
        try #require(waits.count == 5)
        #expect(waits[0] > 0 && waits[0] <= 0.11)
        #expect(waits[1] > 0.1 && waits[1] <= 0.31)
        #expect(waits[2] > 0.4 && waits[2] <= 1.11)
        #expect(waits[3] > 1.9 && waits[3] <= 4.11)
        // Its connections fail while others are served: it is left to one of those.
        let shown = try #require(story.download.plan[2]?.work)
        guard case .waiting = shown else { Issue.record("\(shown)"); return }
        #expect(waits[4] > 19.9)
        #expect(story.wait(20) == ["open 10 7-12 if \"v1\""], "another try after half a minute")
        #expect(story.state == .running)
        #expect(story.download.isConsistent)
    }

    @Test func `a fragment without retries left fails alone and resumes on request`() {
        var story = four()
        _ = story.reset(2)
        // It has served bytes before: the link may have expired, which is retried.
        for lane in 5...9 {
            #expect(story.status(lane, 404).first == "stop \(lane)")
            #expect(story.download.plan[2]?.failures == lane - 4)
            _ = story.wait(12)
        }
        guard case .failed(let error) = story.download.plan[2]?.work else {
            Issue.record("\(story.download.plan)")
            return
        }
        #expect(error.kind == .expired && error.cause.contains("(16% kept)"))
        for lane in [1, 3, 4] {
            story.bytes(lane, to: Int64(lane) * 6)
            #expect(story.reachedEnd(lane).first == "stop \(lane)")
        }
        guard case .failed(let whole) = story.state else {
            Issue.record("\(story.state)")
            return
        }
        #expect(whole.cause.hasPrefix("fragment 2: "))
        #expect(story.picture == "AAAAAABbbbbbCCCCCCDDDDDD")
        #expect(story.send(.retryFragment(2)) == [])
        #expect(story.state == .waiting)
        #expect(story.send(.start) == ["open 10 7-12 if \"v1\""])
        _ = story.part(10)
        story.bytes(10, to: 12)
        #expect(story.complete(10) == ["finish f.bin"])
    }

    @Test func `a manually retried fragment resumes although all had given up`() {
        var story = four()
        for lane in 1...4 { _ = story.reset(lane) }
        giveUp(&story)
        #expect(story.download.plan.fragments.allSatisfy { !$0.isOpen })
        _ = story.send(.retryFragment(3))
        #expect(story.send(.start).count == 1)
        #expect(story.state == .running)
        #expect(story.download.lanes.values.first?.fragment == 3)
    }

    /// Fails every lane until the download fails; returns the number of requests.
    @discardableResult
    private func giveUp(_ story: inout Story) -> Int {
        let before = story.download.plan.fragments.reduce(0) { $0 + $1.tries }
        for _ in 0..<200 where story.state == .running {
            if let lane = story.download.lanes.keys.min() {
                _ = story.reset(lane.rawValue)
            } else {
                _ = story.wait(0.5)
            }
        }
        return story.download.plan.fragments.reduce(0) { $0 + $1.tries } - before
    }

    @Test func `an unreachable server is tried by one lane with growing delays`() {
        var story = four()
        goAway(&story)
        var times: [Double] = []
        for _ in 0..<100 where story.state == .running {
            _ = story.wait(0.1)
            #expect(story.download.lanes.count <= 1)
            guard let lane = story.download.lanes.keys.first else { continue }
            times.append(story.time)
            _ = story.reset(lane.rawValue)
        }
        let pauses = zip(times.dropFirst(), times).map { $0 - $1 }
        #expect(times.count >= 3)
        #expect(zip(pauses.dropFirst(), pauses).allSatisfy { $0 > $1 }, "\(times)")
        guard case .failed = story.state else {
            Issue.record("\(story.state)")
            return
        }
        #expect(story.download.isConsistent)
    }

    @Test func `a server that recovers is used by all lanes again`() {
        var story = four()
        goAway(&story)
        _ = story.wait(1)
        #expect(story.download.lanes.count == 1)
        guard let lane = story.lane() else { return }
        let start =
            story.download.lanes[LaneID(lane)].flatMap { story.download.plan[$0.fragment]?.cursor }
            ?? 0
        _ = story.part(lane)
        story.bytes(lane, to: start + 1)
        _ = story.wait(5)
        #expect(story.download.lanes.count == 4)
    }

    @Test(arguments: [1, 4, 16, 64])
    func `a server that refuses everything gets few requests`(count: Int) {
        var story = Story(fragments: .fixed(count), length: 1_000)
        #expect(giveUp(&story) <= 5)
        story = Story(fragments: .fixed(count), length: 1_000)
        _ = story.part(1)
        #expect(giveUp(&story) < 40)
    }

    @Test func `Retry-After is honoured`() {
        var story = Story()
        #expect(story.busy(1, retryAfter: 7) == ["stop 1", "refused 7"])
        #expect(story.wait(6.8) == [])
        #expect(story.wait(0.4) == ["open 2 0-"])
    }

    @Test func `a manual retry does not wait`() {
        var story = Story()
        _ = story.busy(1, retryAfter: 200)
        #expect(story.send(.retry) == ["open 2 0-"])
        _ = story.busy(2, retryAfter: 200)
        #expect(story.send(.retryFragment(1)) == ["open 3 0-"])
    }

    @Test func `a request refused while others are served is retried at once`() {
        var story = four()
        _ = story.reset(2)
        #expect(story.busy(5) == ["stop 5", "refused", "open 6 7-12 if \"v1\""])
        #expect(story.busy(6) == ["stop 6", "refused", "open 7 7-12 if \"v1\""])
        // The third in a row is unlikely to be chance: retried with growing delays.
        var last = 7
        for quiet in [0.25, 0.5, 1, 2, 4, 8, 16, 30, 30] {
            #expect(story.busy(last) == ["stop \(last)", "refused"])
            #expect(story.wait(quiet - 0.1) == [])
            last += 1
            #expect(story.wait(0.2) == ["open \(last) 7-12 if \"v1\""])
        }
    }

    @Test func `a refusal with Retry-After is not retried earlier`() {
        var story = four()
        for lane in 2...4 { _ = story.reset(lane) }
        for lane in 5...7 { _ = story.busy(lane, retryAfter: 20) }
        #expect(story.wait(19.8) == [])
        #expect(story.wait(0.4).count == 1)
    }

    @Test func `a busy server is not mistaken for one that fails on ranges`() {
        var story = Story()
        for lane in 1...4 {
            _ = story.busy(lane)
            #expect(story.wait(5) == ["open \(lane + 1) 0-"])
        }
        story = Story()
        for lane in 1...3 {
            _ = story.status(lane, 502)
            #expect(story.wait(5) == ["open \(lane + 1) 0-"])
        }
        _ = story.status(4, 502)
        #expect(story.wait(5) == ["open 5 plain"])
    }

    @Test func `refusals beyond the served number cost no retries`() {
        var story = Story(fragments: .fixed(4), length: 1_000)
        _ = story.part(1)
        story.bytes(1, to: 1)
        var requests = 1
        for _ in 0..<600 {
            for lane in story.download.lanes.keys.sorted() where lane.rawValue != 1 {
                requests += 1
                _ = story.busy(lane.rawValue)
            }
            story.bytes(1, to: (story.download.plan[1]?.cursor ?? 0) + 1)
            _ = story.wait(0.1)
        }
        #expect(requests <= 12)
        #expect(story.download.plan.fragments.allSatisfy { $0.isOpen })
    }

    @Test func `an hour of refusals does not fail a download that progresses`() {
        var story = Story(fragments: .fixed(2), length: 1_000_000)
        _ = story.part(1)
        for _ in 0..<36_000 {
            story.bytes(1, to: (story.download.plan[1]?.cursor ?? 0) + 10)
            for lane in story.download.lanes.keys.sorted() where lane.rawValue != 1 {
                _ = story.busy(lane.rawValue)
            }
            _ = story.wait(0.1)
        }
        #expect(story.state == .running)
        #expect(story.download.lanes.keys.contains(LaneID(1)))
    }

    @Test func `a single-use URL is fetched by the lane that has it`() {
        var story = Story(fragments: .fixed(4))
        _ = story.part(1)
        story.download.retrieval.fetch.plan.minimumPiece = 100
        story.bytes(1, to: 2)
        for lane in 2...4 { _ = story.status(lane, 410) }
        for _ in 0..<15 {
            _ = story.wait(1)
            for lane in story.download.lanes.keys.sorted() where lane.rawValue != 1 {
                _ = story.status(lane.rawValue, 410)
            }
        }
        for end in [6, 12, 18] as [Int64] {
            story.bytes(1, to: end)
            #expect(story.reachedEnd(1) == ["end 1 \(end + 6)"])
        }
        story.bytes(1, to: 24)
        #expect(story.complete(1) == ["finish f.bin"])
    }

    @Test func `an active lane takes over unanswered fragments`() {
        var story = Story(fragments: .fixed(3))
        _ = story.part(1)
        _ = story.part(3)
        story.bytes(1, to: 8)
        #expect(story.reachedEnd(1).prefix(2) == ["stop 2", "end 1 16"])
        #expect(story.picture == "AAAAAAAAaaaaaaaacccccccc")
        story.bytes(1, to: 16)
        // The next one has its response: both continue.
        #expect(story.reachedEnd(1) == ["stop 1"])
    }

    @Test func `a broken stream starts over a few times`() {
        var story = Story()
        _ = story.whole(1, length: 24)
        for lane in 1...5 {
            story.bytes(lane, to: 10)
            _ = story.reset(lane)
            _ = story.wait(10)
            guard lane < 5 else { break }
            #expect(story.whole(lane + 1, length: 24).contains("restart 24 e\"v1\""))
            #expect(story.download.plan.received == 0)
        }
        guard case .failed = story.state else {
            Issue.record("\(story.state)")
            return
        }
        // A manual retry restores all retries.
        _ = story.send(.retryFragment(1))
        _ = story.send(.start)
        _ = story.whole(6, length: 24)
        story.bytes(6, to: 10)
        _ = story.reset(6)
        #expect(story.state == .running)
    }

    @Test func `a silent lane is replaced after the timeout`() {
        var story = Story(fragments: .fixed(1))
        #expect(story.wait(19) == [])
        #expect(story.wait(1.2).first == "stop 1")
        #expect(story.lastNote == "fragment 1: no data for 20 s")
    }

    @Test func `a silent lane's last retry fails the download`() {
        var story = Story()
        _ = story.whole(1, length: 24)
        for lane in 1...5 {
            story.bytes(lane, to: 1)
            _ = story.wait(20.2)
            _ = story.wait(10)
            guard lane < 5 else { break }
            _ = story.whole(lane + 1, length: 24)
        }
        #expect(
            story.state == .failed(DownloadError(.timeout, "no data for 20 s")), "\(story.state)")
    }

    @Test func `a lane far slower than the others is replaced`() {
        var story = Story(fragments: .fixed(3), length: 3_000)
        _ = story.part(1)
        _ = story.part(2)
        _ = story.part(3)
        var effects: [String] = []
        for _ in 0..<30 where effects.isEmpty {
            for lane in 1...3 {
                let cursor = story.download.plan[lane]?.cursor ?? 0
                story.bytes(lane, to: cursor + (lane == 2 ? 1 : 20))
            }
            effects = story.wait(0.1)
        }
        #expect(effects.first == "stop 2")
        #expect(effects.count == 2 && effects.last?.hasPrefix("open 4 ") == true)
        #expect(story.time > 1.5 && story.time < 3)
    }

    @Test func `a throttled lane is neither silent nor slow`() {
        var story = Story(fragments: .fixed(3), length: 3_000)
        for lane in 1...3 { _ = story.part(lane) }
        for step in 0..<600 {
            for lane in 1...3 {
                let cursor = story.download.plan[lane]?.cursor ?? 0
                if lane != 2 { story.bytes(lane, to: cursor + (step.isMultiple(of: 2) ? 1 : 0)) }
                #expect(story.send(.lanePaused(LaneID(lane))) == [])
            }
            #expect(story.wait(0.1) == [])
        }
    }
}
