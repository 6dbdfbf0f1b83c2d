@testable import DownloadCore
import Testing

/// The file at the source changes, or appears to.
struct ChangeStories {
    /// A part file of 24 bytes with the first ten in it.
    private func part(
        _ validator: Validator = Story.tag("\"v1\""), doubtful: Bool = false
    ) -> PartFacts {
        PartFacts(
            name: "f.bin", identity: FileIdentity(length: 24, validator: validator),
            covered: ByteRangeSet([ByteRange(0, 10)]), isDoubtful: doubtful)
    }

    /// A strong tag and a strong date.
    private let both = Story.tag(
        "\"v1\"", modified: "Sun, 06 Nov 1994 08:49:37 GMT", date: "Mon, 07 Nov 1994 08:49:37 GMT")

    @Test func `a file that changes during the download is restarted once`() {
        var story = Story()
        _ = story.part(1)
        _ = story.part(2)
        story.bytes(1, to: 3)
        story.bytes(2, to: 8)
        #expect(story.changed(3) == ["stop 1", "stop 2", "stop 3", "stop 4", "open 5 0-"])
        #expect(story.picture == "aa~")
        story.validator = Story.tag("\"v2\"")
        story.length = 30
        #expect(story.part(5).first == "restart 30 e\"v2\"")
        #expect(story.picture == "aaaaaaaabbbbbbbbcccccccddddddd")
    }

    @Test func `the second change leads to a single stream, the third to a failure`() {
        var story = Story()
        for lane in [1, 6] {
            story.validator = Story.tag("\"v\(lane)\"")
            _ = story.part(lane)
            _ = story.part(lane + 1)
            story.bytes(lane + 1, to: 8)
            _ = story.changed(lane + 2)
            if lane == 1 { #expect(story.order(5)?.range == ByteRange(0, .max)) }
            if lane == 1 { _ = story.redirect(5, to: Story.url) }
        }
        let lane = story.download.lanes.keys.first?.rawValue ?? 0
        #expect(story.order(lane)?.range == nil)
        story.validator = Story.tag("\"v9\"")
        _ = story.whole(lane, length: 24)
        story.bytes(lane, to: 5)
        _ = story.reset(lane)
        _ = story.wait(1)
        #expect(story.changed(lane + 1) == ["stop \(lane + 1)"])
        guard case .failed(let error) = story.state else {
            Issue.record("\(story.state)")
            return
        }
        #expect(error.kind == .changed)
    }

    @Test func `after it failed because of changes, the user can start over`() {
        var story = Story()
        for _ in 0..<3 {
            guard let lane = story.download.lanes.keys.min()?.rawValue else { break }
            _ = story.part(lane)
            for lane in story.download.lanes.keys.sorted() {
                let start = story.order(lane.rawValue)?.range?.start ?? 0
                _ = story.part(lane.rawValue)
                story.bytes(lane.rawValue, to: start + 2)
            }
            _ = story.reset(lane)
            _ = story.changed(story.download.lanes.keys.max()?.rawValue ?? 0)
        }
        guard case .failed = story.state else { return }
        _ = story.send(.retry)
        let again = story.send(.start)
        #expect(again.count == 1)
        _ = story.changed(story.download.lanes.keys.first?.rawValue ?? 0)
        #expect(story.state == .paused(.question(.changed("another ETag"))))
        _ = story.send(.startOver)
        #expect(story.send(.start).count == 1)
    }

    @Test func `the first lane finishes alone when it can still get the rest`() {
        var story = Story()
        _ = story.part(1)
        story.bytes(1, to: 2)
        #expect(story.changed(3) == ["stop 2", "stop 3", "stop 4", "end 1 24"])
        #expect(story.picture == "AAaaaaaaaaaaaaaaaaaaaaaa")
        #expect(story.wait(1) == [])
        story.bytes(1, to: 24)
        #expect(story.complete(1) == ["finish f.bin"])
    }

    @Test func `a lane after a gap cannot finish alone`() {
        var story = Story()
        _ = story.part(1)
        story.bytes(1, to: 2)
        _ = story.part(4)
        _ = story.reset(1)
        _ = story.reset(5)
        // Lane 4 reaches the end of the file, but cannot fetch the gap before it.
        #expect(story.changed(3) == ["stop 2", "stop 3", "stop 4", "open 6 0-"])
    }

    @Test func `a changed file on resume raises a question`() {
        var story = Story(part: part())
        // Two bytes are compared although the tag matches.
        #expect(story.order(1)?.range == ByteRange(8, 24))
        #expect(story.order(1)?.ifRange == "\"v1\"")
        #expect(story.changed(1) == ["stop 1"])
        #expect(story.state == .paused(.question(.changed("another ETag"))))
        #expect(story.picture == "##########aaaaaaaaaaaaaa")
        #expect(story.send(.startOver) == [])
        #expect(story.send(.start) == ["open 2 0-"])
        #expect(story.part(2).first == "restart 24 e\"v1\"")
    }

    @Test func `without a user the new file is fetched`() {
        var story = Story(part: part(), asks: false)
        #expect(story.changed(1) == ["stop 1", "open 2 0-"])
        story.validator = Story.tag("\"v2\"")
        #expect(story.part(2).first == "restart 24 e\"v2\"")
    }

    @Test func `a file that changed during a pause raises a question`() {
        var story = Story()
        _ = story.part(1)
        story.bytes(1, to: 5)
        #expect(story.send(.pause(.user)) == ["stop 1", "stop 2", "stop 3", "stop 4", "sync"])
        _ = story.send(.resume)
        #expect(story.send(.start) == ["open 5 5-6 if \"v1\""])
        #expect(story.changed(5) == ["stop 5"])
        #expect(story.state == .paused(.question(.changed("another ETag"))))
        #expect(story.download.plan.received == 5)
    }

    @Test func `a file that changed after a failure raises a question`() {
        var story = Story(fragments: .fixed(1))
        _ = story.part(1)
        story.bytes(1, to: 5)
        for lane in 1...6 {
            _ = story.reset(lane)
            _ = story.wait(30)
        }
        guard case .failed = story.state else {
            Issue.record("\(story.state)")
            return
        }
        _ = story.send(.retry)
        _ = story.send(.start)
        _ = story.changed(story.download.lanes.keys.first?.rawValue ?? 0)
        #expect(story.state == .paused(.question(.changed("another ETag"))))
        #expect(story.download.plan.received == 5)
    }

    @Test func `an If-Range that is not understood ends in a comparison`() {
        var story = Story(part: part(both))
        story.validator = both
        #expect(story.order(1)?.ifRange == "\"v1\"")
        #expect(
            story.whole(1, length: 24)
                == ["stop 1", "open 2 8-24 if Sun, 06 Nov 1994 08:49:37 GMT overlap 2"])
        #expect(story.whole(2, length: 24) == ["stop 2", "open 3 7-24 overlap 3"])
        let effects = story.part(3)
        #expect(effects.contains("accept 3 at 7 after 3"))
        #expect(story.picture == "##########aaaabbbbcccddd")
    }

    @Test func `lanes that fall back together take one step`() {
        var story = Story()
        story.validator = both
        _ = story.part(1)
        story.bytes(1, to: 3)
        for lane in 2...4 { _ = story.whole(lane, length: 24) }
        #expect(story.download.sources.leading.ladder == 1)
    }

    @Test func `no overlap is longer than the server's ranges`() {
        var story = Story(fragments: .fixed(1), part: part(Validator.none))
        story.validator = .none
        #expect(story.order(1)?.range == ByteRange(7, 24))
        _ = story.part(1, cap: 2)
        _ = story.complete(1)
        _ = story.wait(1)
        #expect(story.order(2)?.overlap == 1)
        _ = story.part(2, cap: 2)
        story.bytes(2, to: 11)
        #expect(story.complete(2) == ["open 3 10-24 overlap 1"])
    }

    @Test func `a different overlap is another file`() {
        var story = Story(part: part(Validator.none))
        story.validator = .none
        _ = story.part(1)
        #expect(story.send(.ended(LaneID(1), .overlapDiffers)).isEmpty == false)
        // Another lane is open by then: it is stopped, and the user is asked or it starts over.
        #expect(story.download.isConsistent)
        #expect(story.download.plan.received == 0 || story.state != .running)
    }

    @Test func `a part file with an unproven record is compared despite its tag`() {
        let story = Story(part: part(doubtful: true))
        #expect(story.order(1)?.range == ByteRange(7, 24))
        #expect(story.order(1)?.overlap == 3)
        #expect(story.order(1)?.ifRange == "\"v1\"")
    }

    @Test func `a server that no longer supports ranges raises a question`() {
        var story = Story(part: part(Validator.none))
        story.validator = .none
        #expect(story.whole(1, length: 24) == ["stop 1"])
        guard case .paused(.question) = story.state else {
            Issue.record("\(story.state)")
            return
        }
        #expect(story.download.plan.received == 10)
    }

    @Test func `a whole body instead of a range starts at 0 without a comparison`() {
        var story = Story(part: part(Validator.none), asks: false)
        story.validator = .none
        #expect(
            story.whole(1, length: 24) == ["restart 24 ", "served", "end 1 24", "accept 1 at 0"])
        #expect(story.picture == "aaaaaaaaaaaaaaaaaaaaaaaa")
    }

    @Test func `repeated whole bodies instead of ranges restart as a single stream`() {
        var story = Story()
        story.validator = .none
        _ = story.part(1)
        story.bytes(1, to: 3)
        _ = story.reset(1)
        // Lanes 2 to 5 wait for their responses. Existing bytes are worth three retries.
        for lane in 2...4 {
            _ = story.whole(lane, length: 24)
            #expect(story.download.plan.received == 3)
        }
        let effects = story.whole(5, length: 24)
        #expect(effects.contains("restart 24 ") && effects.contains("accept 5 at 0"))
        #expect(story.download.isConsistent)
        #expect(story.picture == "aaaaaaaaaaaaaaaaaaaaaaaa")
        #expect(story.download.plan.received == 0)
    }

    @Test func `a whole body while others get ranges fails that fragment only`() {
        var story = Story()
        story.validator = .none
        _ = story.part(1)
        story.bytes(1, to: 3)
        #expect(story.whole(2, length: 24) == ["stop 2"])
        #expect(story.picture == "AAAaaabbbbbbccccccdddddd")
    }
}
