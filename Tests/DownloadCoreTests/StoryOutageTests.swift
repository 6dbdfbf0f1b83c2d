import Testing

@testable import DownloadCore

/// Outages of a network or server that outlast the retries.
@Suite struct OutageStories {
    /// Two active lanes in a file of 24 bytes, each with some bytes, whose server then goes away.
    private func away(asks: Bool) -> Story {
        var story = Story(fragments: .fixed(2), asks: asks)
        _ = story.part(1)
        _ = story.part(2)
        story.download.retrieval.fetch.plan.minimumPiece = 100
        story.bytes(1, to: 5)
        story.bytes(2, to: 17)
        _ = story.reset(1)
        _ = story.reset(2)
        return story
    }

    /// Runs without a user; returns the number of requests.
    private func runAlone(_ story: inout Story, seconds: Double) -> Int {
        var tries = 0
        let end = story.time + seconds
        while story.time < end, story.state == .running {
            if let lane = story.download.lanes.keys.min() {
                tries += 1
                _ = story.unreachable(lane.rawValue)
                #expect(story.download.isConsistent)
            } else {
                _ = story.wait(1)
            }
        }
        return tries
    }

    @Test func `a server that cannot be reached has refused no connection`() {
        var story = Story(fragments: .auto, asks: true)
        let tuner = story.download.concurrency.tuner
        _ = story.unreachable(1)
        #expect(story.download.concurrency.tuner == tuner)
        _ = story.wait(2)
        _ = story.reset(2)
        #expect(story.download.concurrency.tuner != tuner)
    }

    @Test func `with a user present a download waits for its server indefinitely`() {
        var story = away(asks: true)
        let tries = runAlone(&story, seconds: 3_600)
        #expect(story.state == .running)
        // Every five minutes at last, one at a time.
        #expect((15...40).contains(tries))
        #expect(story.download.log.events.count < 20)
        #expect(story.download.plan.received == 10)
        while story.download.lanes.isEmpty { _ = story.wait(0.1) }
        guard let lane = story.download.lanes.keys.min() else { return }
        let effects = story.part(lane.rawValue)
        // The first response restores the others at once.
        #expect(effects.contains { $0.hasPrefix("open") })
        #expect(story.download.lanes.count == 2)
    }

    @Test func `without a user it gives up after minutes and keeps its bytes`() {
        var story = away(asks: false)
        let tries = runAlone(&story, seconds: 3_600)
        #expect((15...30).contains(tries))
        #expect((120...600).contains(story.time))
        guard case .failed(let error) = story.state else {
            Issue.record("\(story.state)")
            return
        }
        #expect(error.kind == .unreachable)
        #expect(story.download.plan.received == 10)
    }

    @Test func `one that begins without a network waits for it while a user watches`() {
        var story = Story(asks: true)
        let tries = runAlone(&story, seconds: 3_600)
        #expect(story.state == .running)
        #expect((15...40).contains(tries))
        #expect(story.download.outage?.kind == .unreachable)
        guard case .retrying(_, let wait) = story.download.snapshot(at: story.now.instant).state
        else {
            Issue.record("\(story.download.snapshot(at: story.now.instant).state)")
            return
        }
        #expect((1...300).contains(wait))
        // The network is back: no waiting.
        let effects = story.send(.hostReturned)
        #expect(effects.contains { $0.hasPrefix("open") })
        #expect(story.download.outage == nil)
    }

    @Test func `a server that never responded is given up after a few attempts`() {
        var story = Story(asks: false)
        let tries = runAlone(&story, seconds: 3_600)
        #expect(tries == 5)
        #expect(story.time < 20)
        guard case .failed = story.state else {
            Issue.record("\(story.state)")
            return
        }
    }
}
