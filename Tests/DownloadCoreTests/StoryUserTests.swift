@testable import DownloadCore
import Testing

/// Actions of the user and events of the disk, in every state.
struct UserStories {
    private let part = PartFacts(
        name: "f.bin", identity: FileIdentity(length: 24, validator: Story.tag("\"v1\"")),
        covered: ByteRangeSet([ByteRange(0, 10), ByteRange(20, 22)]))

    private func running(_ fragments: Int = 4) -> Story {
        var story = Story(fragments: .fixed(fragments))
        _ = story.part(1)
        for lane in story.download.lanes.keys.sorted().dropFirst() { _ = story.part(lane.rawValue) }
        return story
    }

    @Test func `a pause keeps every byte and resuming fetches none twice`() {
        var story = running()
        story.bytes(1, to: 4)
        story.bytes(3, to: 18)
        _ = story.complete(3)
        #expect(story.send(.pause(.user)) == ["stop 1", "stop 2", "stop 4", "sync"])
        #expect(story.state == .paused(.user))
        #expect(story.wait(60) == [])
        #expect(story.send(.resume) == [])
        #expect(story.state == .waiting)
        // One lane until a response proves that it is still the same file.
        #expect(story.send(.start) == ["open 5 4-6 if \"v1\""])
        #expect(
            story.part(5) == [
                "served", "end 5 6", "accept 5 at 4", "open 6 6-9 if \"v1\"",
                "open 7 9-12 if \"v1\"", "open 8 18-24 if \"v1\"",
            ])
        #expect(story.picture == "AAAAaabbbccc######dddddd")
    }

    @Test func `an earlier run's bytes are not fetched again, except for a quick check`() {
        var story = Story(part: part)
        #expect(story.picture == "##########aaaaaaaaaa##..")
        #expect(story.order(1)?.range == ByteRange(8, 20))
        #expect(
            story.part(1) == [
                "served", "end 1 14", "accept 1 at 8 after 2", "open 2 14-17 if \"v1\"",
                "open 3 17-20 if \"v1\"", "open 4 20-24 if \"v1\" overlap 2",
            ])
    }

    @Test func `a complete part file is finished without a request`() {
        var whole = part
        whole.covered = ByteRangeSet([ByteRange(0, 24)])
        var story = Story()
        story.download = Download(id: DownloadID(1), request: story.download.request)
        #expect(story.send(.start) == ["look up f.bin"])
        #expect(story.send(.partFound(whole)) == ["finish f.bin"])
    }

    @Test func `a part file found by name is resumed`() {
        var story = Story()
        _ = story.part(1)
        var other = part
        other.name = "g.bin"
        story.bytes(1, to: 2)
        let effects = story.send(.partReady(other))
        #expect(effects.prefix(4) == ["stop 1", "stop 2", "stop 3", "stop 4"])
        #expect(story.download.name == "g.bin")
        #expect(story.download.plan.received == 12)
        #expect(story.download.isConsistent && story.download.lanes.count == 4)
    }

    @Test func `a pause before the disk responds takes effect`() {
        var story = Story()
        story.download = Download(id: DownloadID(1), request: story.download.request)
        _ = story.send(.start)
        #expect(story.send(.pause(.user)) == [])
        #expect(story.send(.partFound(part)) == [])
        #expect(story.state == .paused(.user))
        #expect(story.download.plan.received == 12)
        _ = story.send(.resume)
        #expect(story.send(.start).count == 1)
        #expect(story.state == .running)
    }

    @Test func `late events have no effect`() {
        var story = running()
        _ = story.send(.pause(.user))
        let before = story.download
        #expect(story.part(1) == ["stop 1"])
        #expect(story.reset(2) == [])
        #expect(story.complete(3) == [])
        #expect(story.reachedEnd(4) == [])
        story.bytes(1, to: 5)
        #expect(story.send(.finished(name: "x")) == [])
        #expect(story.send(.start) == [])
        #expect(story.download == before)
    }

    @Test func `a stream of unknown length starts over after a pause`() {
        var story = Story()
        _ = story.whole(1, length: nil)
        story.bytes(1, to: 9)
        #expect(story.send(.pause(.user)) == ["stop 1", "sync"])
        _ = story.send(.resume)
        #expect(story.send(.start) == ["open 2 0-"])
        #expect(story.whole(2, length: nil).first == "restart ? e\"v1\"")
    }

    @Test func `a pause outlasts events of the disk`() {
        var story = running()
        story.bytes(1, to: 5)
        _ = story.send(.pause(.user))
        let error = DownloadError(.diskFull, "no room")
        #expect(
            story.send(.diskFailed(error, covered: ByteRangeSet([ByteRange(0, 2)])))
                == ["release"])
        #expect(story.state == .paused(.user))
        #expect(story.download.plan.received == 2)
    }

    @Test func `a full disk pauses, and its part file is looked up again`() {
        var story = running()
        for lane in 1...4 { story.bytes(lane, to: Int64(lane) * 6 - 2) }
        let error = DownloadError(.diskFull, "no room")
        let there = ByteRangeSet([ByteRange(0, 4), ByteRange(6, 8)])
        #expect(
            story.send(.diskFailed(error, covered: there))
                == ["stop 1", "stop 2", "stop 3", "stop 4", "release"])
        #expect(story.state == .paused(.disk(error)))
        #expect(story.picture == "####..##................")
        _ = story.send(.resume)
        #expect(story.send(.start) == ["look up f.bin"])
        let found = PartFacts(
            name: "f.bin", identity: FileIdentity(length: 24, validator: Story.tag("\"v1\"")),
            covered: there)
        #expect(story.send(.partFound(found)) == ["open 5 2-6 if \"v1\" overlap 2"])
    }

    @Test func `a missing part file raises a question`() {
        var story = running()
        for lane in 1...4 { story.bytes(lane, to: Int64(lane) * 6 - 2) }
        let error = DownloadError(.disk, "input/output error")
        _ = story.send(.diskFailed(error, covered: ByteRangeSet([ByteRange(0, 4)])))
        _ = story.send(.resume)
        _ = story.send(.start)
        #expect(story.send(.partFound(nil)) == [])
        #expect(story.state == .paused(.question(.partFileMissing)))
        _ = story.send(.startOver)
        #expect(story.send(.start) == ["look up f.bin"])
        #expect(story.send(.partFound(nil)) == ["open 5 0-"])
        #expect(story.part(5).first == "create f.bin 24 e\"v1\"")
    }

    @Test func `a disk error after a failure closes the part file`() {
        var story = running(1)
        story.bytes(1, to: 5)
        for lane in 1...6 {
            _ = story.reset(lane)
            _ = story.wait(30)
        }
        guard case .failed(let error) = story.state else { return }
        let full = DownloadError(.diskFull, "no room")
        #expect(
            story.send(.diskFailed(full, covered: ByteRangeSet([ByteRange(0, 3)])))
                == ["release"])
        #expect(story.state == .failed(error))
        _ = story.send(.retry)
        #expect(story.send(.start) == ["look up f.bin"])
    }

    @Test func `a part file in use is a pause`() {
        var story = Story()
        _ = story.part(1)
        #expect(
            story.send(.partInUse(DownloadError(.inUse, "in use")))
                == ["stop 1", "stop 2", "stop 3", "stop 4"])
        #expect(story.state == .paused(.inUse))
        _ = story.send(.resume)
        #expect(story.send(.start) == ["look up f.bin"])
    }

    @Test func `an existing file is skipped`() {
        var story = Story()
        _ = story.part(1)
        #expect(
            story.send(.skipped(name: "f.bin")) == ["stop 1", "stop 2", "stop 3", "stop 4"])
        #expect(story.state == .done)
    }

    @Test func `a download of the same name is awaited, then it starts over`() {
        var story = Story()
        _ = story.send(
            .head(LaneID(1), .part(ByteRange(0, 24), story.offer(24)), HeadFacts(status: 206)))
        #expect(
            story.send(.nameAwaited("f.bin")) == ["stop 1", "stop 2", "stop 3", "stop 4"])
        #expect(story.state == .waiting && story.download.isConsistent)
        #expect(story.send(.start) == ["look up f.bin"])
        #expect(story.send(.partFound(nil)) == ["open 5 0-"])
    }

    @Test func `a wrong checksum fails, and a manual retry fetches everything again`() {
        var story = running(1)
        story.bytes(1, to: 24)
        #expect(story.complete(1) == ["finish f.bin"])
        #expect(story.send(.pause(.user)) == [])
        let error = DownloadError(.checksum, "the sha256 is 00, not 11")
        #expect(story.send(.finishFailed(error)) == [])
        #expect(story.state == .failed(error))
        _ = story.send(.retry)
        #expect(story.send(.start) == ["look up f.bin"])
        #expect(story.send(.partFound(nil)) == ["open 2 0-"])
        #expect(story.part(2).first == "create f.bin 24 e\"v1\"")
    }

    @Test func `a taken name fails, and a manual retry only finishes`() {
        var story = running(1)
        story.bytes(1, to: 24)
        _ = story.complete(1)
        let error = DownloadError(.nameTaken, "f.bin already exists")
        #expect(story.send(.finishFailed(error)) == [])
        #expect(story.state == .failed(error))
        _ = story.send(.retry)
        #expect(story.send(.start) == ["finish f.bin"])
    }

    @Test func `fewer fragments requeue the cheapest ones and lose no byte`() {
        var story = Story(fragments: .fixed(4))
        _ = story.part(1)
        _ = story.part(2)
        _ = story.part(4)
        for _ in 0..<3 {
            for (lane, step) in [(1, 1), (2, 1), (4, 1)] as [(Int, Int64)] {
                story.bytes(lane, to: (story.download.plan[lane]?.cursor ?? 0) + step)
            }
            _ = story.wait(0.1)
        }
        #expect(story.picture == "AAAaaaBBBbbbccccccDDDddd")
        // The one without a response is stopped first.
        #expect(story.send(.changeFragments(by: -1)) == ["stop 3"])
        #expect(story.picture == "AAAaaaBBBbbb......DDDddd")
        #expect(story.send(.setFragments(.fixed(1))).count == 2)
        #expect(story.download.plan.received == 9)
        #expect(story.download.lanes.count == 1)
        #expect(story.download.isConsistent)
        #expect(story.send(.changeFragments(by: -5)) == [])
        #expect(story.download.concurrency.target == 1)
    }

    @Test func `more fragments split the one that would finish last`() {
        var story = Story(fragments: .fixed(2), length: 100)
        _ = story.part(1)
        _ = story.part(2)
        for step in 1...4 as ClosedRange<Int64> {
            story.bytes(1, to: step * 2)
            story.bytes(2, to: 50 + step * 4)
            _ = story.wait(0.1)
        }
        let effects = story.send(.changeFragments(by: 1))
        #expect(effects.count == 2)
        #expect(effects.first?.hasPrefix("end 1 ") == true)
        #expect(effects.last?.hasPrefix("open 3 ") == true)
        #expect(story.download.plan.received == 24)
        #expect(story.download.isConsistent)
        #expect(story.send(.changeFragments(by: 500)).count > 2)
        #expect(story.download.concurrency.target == 64)
    }

    @Test func `counts are set in every state and stay`() {
        var story = Story(fragments: .fixed(2))
        #expect(story.send(.setFragments(.fixed(3))) == [])
        _ = story.part(1)
        #expect(story.download.lanes.count == 3)
        _ = story.send(.pause(.user))
        #expect(story.send(.changeFragments(by: -2)) == [])
        _ = story.send(.resume)
        _ = story.send(.start)
        _ = story.part(4)
        #expect(story.download.lanes.count == 1)
        #expect(story.send(.changeFragments(by: 2)).count == 2)
        _ = story.send(.setFragments(.auto))
        #expect(story.download.isConsistent)
    }

    @Test func `another URL for the same file resumes where the old one stopped`() {
        var story = running()
        for lane in 1...4 { story.bytes(lane, to: Int64(lane) * 6 - 2) }
        let (url, name) = ("http://b.example/f", story.download.name)
        #expect(
            story.send(.replaceSource(url)) == ["stop 1", "stop 2", "stop 3", "stop 4"])
        #expect(story.state == .waiting)
        #expect(story.send(.start) == ["open 5 4-6 if \"v1\" of \(url)"])
        #expect(story.download.name == name)
    }

    @Test func `the connections of another URL are measured again`() {
        var story = Story(fragments: .auto)
        let tuner = story.download.concurrency.tuner
        _ = story.reset(1)
        #expect(story.download.concurrency.tuner != tuner)
        _ = story.send(.replaceSource("http://b.example/f"))
        #expect(story.download.concurrency.tuner == tuner)
    }

    @Test func `another URL leaves a paused download paused`() {
        var story = running()
        story.bytes(1, to: 4)
        _ = story.send(.pause(.user))
        #expect(story.send(.replaceSource("http://b.example/f")) == [])
        #expect(story.state == .paused(.user))
        _ = story.send(.resume)
        #expect(story.send(.start) == ["open 5 4-6 if \"v1\" of http://b.example/f"])
    }

    @Test func `settings of one download take precedence over those of all`() {
        var story = running()
        var request = story.download.request
        request.overrides.tries = 0
        request.overrides.timeout = 3
        _ = story.send(.edited(request))
        #expect(story.download.policy.stallSeconds == 3)
        #expect(story.download.policy.retry.tries > 1_000)
        request.overrides = DownloadOverrides()
        _ = story.send(.edited(request))
        #expect(story.download.policy == Story().download.policy)
    }

    @Test func `another URL is probed again`() {
        var story = Story()
        let error = DownloadError(.status, "403 Forbidden", status: 403)
        _ = story.says(1, .plainOnce(error), status: 403)
        #expect(story.order(2)?.range == nil)
        _ = story.send(.replaceSource("http://b.example/g.bin"))
        #expect(story.send(.start) == ["look up g.bin"])
        #expect(story.send(.partFound(nil)) == ["open 3 0- of http://b.example/g.bin"])
    }

    @Test func `a question stays until it is answered`() {
        var story = Story(part: part)
        _ = story.changed(1)
        #expect(story.send(.startOver) == [])
        #expect(story.state == .waiting)
        #expect(story.send(.startOver) == [])
        #expect(story.download.plan.received == 0)
    }
}
