import Testing

@testable import DownloadCore

/// Servers that answer one lane differently from the others.
struct OddLaneStories {
    /// Four lanes, of which the first is served from the start of the file.
    private func begun() -> Story {
        var story = Story(asks: false)
        _ = story.part(1)
        story.bytes(1, to: 2)
        return story
    }

    /// Answers `If-Range` with the whole file and no validator, until a lane asks without it.
    private func laneWithoutIfRange(_ story: inout Story) throws -> Int {
        story.validator = .none
        let lane = try #require(story.download.lanes.keys.sorted().dropFirst().first)
        _ = story.whole(lane.rawValue, length: 24)
        let again = story.download.lanes.keys.sorted().last
        let order = try #require(again.flatMap { story.download.lanes[$0]?.order })
        #expect(order.ifRange == nil && order.overlap == 0 && (order.range?.start ?? 0) > 0)
        return try #require(again).rawValue
    }

    @Test func `ranges without the first one's validator are left to its lane`() throws {
        var story = begun()
        let lane = try laneWithoutIfRange(&story)
        #expect(story.part(lane).contains("stop \(lane)"))
        #expect(story.download.lanes.keys.map(\.rawValue) == [1])
        #expect(story.lastNote == "remainder left to the first connection")
        story.bytes(1, to: 24)
        #expect(story.reachedEnd(1).contains { $0.hasPrefix("finish") })
    }

    @Test(arguments: [nil, "W/\"v1\""])
    func `an entity tag in If-Range must be repeated`(tag: String?) {
        var story = begun()
        #expect(story.order(2)?.ifRange == "\"v1\"")
        story.validator = Story.tag(tag)
        #expect(story.part(2).contains("stop 2"))
        #expect(story.download.lanes.keys.map(\.rawValue) == [1])
    }

    @Test func `a date in If-Range need not be repeated`() {
        let date = "Tue, 15 Nov 1994 12:45:26 GMT"
        var story = Story(asks: false)
        story.validator = Story.tag(nil, modified: date, date: "Tue, 15 Nov 1994 13:45:26 GMT")
        _ = story.part(1)
        #expect(story.order(2)?.ifRange == date)
        story.validator = .none
        #expect(story.part(2).contains { $0.hasPrefix("accept 2 ") })
    }

    @Test func `a weak validator must be repeated, too`() {
        let date = "Tue, 15 Nov 1994 12:45:26 GMT"
        for weak in [Story.tag("W/\"v1\""), Story.tag(nil, modified: date)] {
            var story = Story(asks: false)
            story.validator = weak
            _ = story.part(1)
            #expect(story.order(2)?.ifRange == nil)
            #expect(story.part(2).contains { $0.hasPrefix("accept 2 ") })
            story.validator = .none
            #expect(story.part(3).contains("stop 3"))
        }
    }

    @Test func `without that lane, the bytes before them must arrive first`() throws {
        var story = begun()
        let lane = try laneWithoutIfRange(&story)
        _ = story.reset(1)
        let effects = story.part(lane)
        #expect(effects.contains("stop \(lane)") && !effects.contains { $0.hasPrefix("accept") })
        #expect(story.state == .running && story.download.plan.received == 2)
    }

    @Test func `ranges with it are fetched in parallel`() throws {
        var story = begun()
        let known = story.validator
        let lane = try laneWithoutIfRange(&story)
        story.validator = known
        #expect(story.part(lane).contains { $0.hasPrefix("accept \(lane) ") })
        #expect(story.download.lanes.count == 4)
    }

    @Test func `a file without validators is fetched in parallel`() {
        var story = Story(asks: false)
        story.validator = .none
        _ = story.part(1)
        #expect(story.part(2).contains { $0.hasPrefix("accept 2 ") })
    }

    @Test(arguments: [204, 205, 302, 305, 401])
    func `a refusal of one lane is its own while others are served`(status: Int) {
        var story = begun()
        _ = story.part(2)
        _ = story.says(3, .fail(StatusText.error(status)), status: status)
        #expect(story.state == .running && story.lane() == 1)
        #expect(story.wait(5).contains { $0.hasPrefix("open") })
    }

    @Test func `a redirect of one lane that is not followed is its own`() {
        for target in ["ftp://a.example/f.bin", "file:///etc/passwd"] {
            var story = begun()
            _ = story.part(2)
            _ = story.redirect(3, to: target)
            #expect(story.state == .running && story.lane() == 1)
            #expect(story.wait(5).contains { $0.hasPrefix("open") })
        }
    }

    @Test func `a login that is required of all is final`() {
        var story = begun()
        for lane in story.download.lanes.keys.sorted() { _ = story.reset(lane.rawValue) }
        for _ in 0..<40 where story.state == .running {
            if let lane = story.lane() {
                _ = story.says(lane, .fail(StatusText.error(401)), status: 401)
            } else {
                _ = story.wait(5)
            }
        }
        guard case .failed(let error) = story.state else {
            Issue.record("\(story.state)")
            return
        }
        #expect(error.kind == .credentials)
    }
}
