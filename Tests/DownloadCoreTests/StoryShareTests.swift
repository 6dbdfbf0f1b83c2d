import Testing

@testable import DownloadCore

/// Downloads of one host share its connections.
@Suite struct ShareStories {
    private func running() -> Story {
        var story = Story()
        for lane in 1...4 { _ = story.part(lane) }
        return story
    }

    @Test func `a connection lent to another download loses no byte and returns`() {
        var story = running()
        story.bytes(1, to: 4)
        story.bytes(2, to: 9)
        #expect(story.download.demand(at: story.now) == 0)
        let given = story.tell(.releaseLanes(2))
        #expect(given.count == 2)
        #expect(story.download.lanes.count == 2)
        #expect(story.download.isConsistent)
        #expect(story.download.demand(at: story.now) == 2)
        #expect(story.download.plan.received == 7)
        #expect(story.lastNote == "releasing 2 of 4 connections")
        story.ceiling = 3
        #expect(story.send(.retry).count { $0.hasPrefix("open") } == 1)
        #expect(story.download.isConsistent)
    }

    @Test func `the last connection is never released`() {
        var story = running()
        #expect(story.tell(.releaseLanes(9)).count == 3)
        #expect(story.tell(.releaseLanes(1)) == [])
        #expect(story.download.lanes.count == 1)
    }

    @Test func `before a response one connection is requested, and none during a delay`() {
        var story = Story()
        #expect(story.download.demand(at: story.now) == 0)
        _ = story.part(1)
        _ = story.send(.pause(.user))
        #expect(story.download.demand(at: story.now) == 0)
    }
}
