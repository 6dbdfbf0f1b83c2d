@testable import DownloadCore
import Testing

/// Several sources of one file of 24 bytes: probes, help, failures and the primary.
struct SourceStories {
    private static let other = "http://b.example/f.bin"
    private static let third = "http://c.example/g.bin"
    /// The first half of the file, from an earlier run with another validator.
    private static let half = PartFacts(
        name: "f.bin", identity: FileIdentity(length: 24, validator: Story.tag("\"b\"")),
        covered: ByteRangeSet([ByteRange(0, 12)]))

    private func story(
        _ mirrors: [String] = [SourceStories.other], fragments: Int = 4, part: PartFacts? = nil,
        asks: Bool = true
    ) -> Story {
        var story = Story(fragments: .fixed(fragments), part: part, asks: asks)
        story.download.retrieval.request.sources += mirrors
        story.download.retrieval.sources.append(mirrors.map { SourceWork($0) })
        return story
    }

    /// Opens lanes at a source besides the primary.
    private func help(_ story: inout Story, _ source: Int = 1) -> [String] {
        story.download.fill(allowance: 9, source: source, at: story.now).map(Story.text)
    }

    /// The primary's lanes are active, with 4 bytes of the first fragment.
    private func running(_ story: inout Story) {
        _ = story.part(1)
        for lane in 2...4 { _ = story.part(lane) }
        story.bytes(1, to: 4)
    }

    /// Completes the probe `lane` with matching bytes.
    private func pass(_ story: inout Story, _ lane: Int) {
        let order = story.download.lanes.probes[LaneID(lane)]?.order
        let range = order?.range ?? ByteRange(0, 0)
        _ = story.send(
            .head(LaneID(lane), .part(range, story.offer(24)), HeadFacts(status: 206)))
        _ = story.complete(lane)
    }

    @Test func `a source is compared with existing bytes before it may write`() {
        var story = story()
        #expect(help(&story) == [])
        running(&story)
        #expect(help(&story) == ["open 5 1-4 overlap 3 of \(Self.other)"])
        #expect(help(&story) == [])
        let facts = HeadFacts(status: 206)
        #expect(
            story.send(.head(LaneID(5), .part(ByteRange(1, 4), story.offer(24)), facts))
                == ["served", "end 5 4", "accept 5 at 1 after 3"])
        #expect(story.complete(5) == [])
        #expect(story.download.sources[1].state == .confirmed)
        #expect(story.picture == "AAAAaaBbbbbbCcccccDddddd" || story.download.isConsistent)
    }

    @Test func `different bytes, another length and a page reject a source`() {
        for end in 0..<3 {
            var story = story()
            running(&story)
            _ = help(&story)
            switch end {
            case 0:
                let part = Judgement.part(ByteRange(1, 4), story.offer(24))
                _ = story.send(.head(LaneID(5), part, HeadFacts(status: 206)))
                #expect(story.send(.ended(LaneID(5), .overlapDiffers)) == [])
            case 1: #expect(story.changed(5) == ["stop 5"])
            default: #expect(story.status(5, 404) == ["stop 5"])
            }
            #expect(story.download.sources[1].isDropped)
            #expect(story.state == .running && story.download.isConsistent)
            #expect(help(&story) == [])
        }
    }

    @Test func `a new source gets a fragment of one that has several`() {
        var story = story()
        running(&story)
        _ = help(&story)
        pass(&story, 5)
        story.time += 2
        let effects = help(&story)
        #expect(effects.count == 2 && effects[0].hasPrefix("stop "))
        #expect(effects[1].hasSuffix("of \(Self.other)"))
        #expect(story.download.lanes.count == 4)
        #expect(story.download.isConsistent)
    }

    @Test func `when the first is unreachable the next becomes primary`() {
        var story = story()
        #expect(story.status(1, 404) == ["stop 1", "open 2 0- of \(Self.other)"])
        #expect(story.download.sources.primary == 1)
        #expect(story.part(2).first == "create f.bin 24 e\"v1\"")
        #expect(story.state == .running)
    }

    @Test func `a failed primary is replaced by a source that is compared first`() {
        var story = story()
        running(&story)
        for lane in [1, 2, 3] { _ = story.send(.ended(LaneID(lane), .failed(gone))) }
        let effects = story.send(.ended(LaneID(4), .failed(gone)))
        #expect(story.download.sources.primary == 1)
        #expect(!effects.contains { $0.hasPrefix("open") })
        let probe = help(&story)
        #expect(probe.count == 1 && probe[0].hasSuffix("overlap 3 of \(Self.other)"))
        let lane = story.download.lanes.probes.keys.max()?.rawValue ?? 0
        pass(&story, lane)
        #expect(story.download.version.isVerified)
        #expect(story.download.lanes.values.allSatisfy { $0.order.source == 1 })
        #expect(story.download.lanes.count == 4)
        #expect(story.download.isConsistent)
    }

    private var gone: DownloadError { DownloadError(.security, "no trust") }

    @Test func `when all fail the download fails and names each`() {
        var story = story([Self.other, Self.third])
        _ = story.status(1, 404)
        _ = story.status(2, 403)
        _ = story.status(3, 410)
        guard case .failed(let error) = story.state else {
            Issue.record("\(story.state)")
            return
        }
        for text in ["a.example", "404", "b.example", "403", "c.example", "410"] {
            #expect(error.cause.contains(text), "\(error)")
        }
        #expect(story.send(.retry) == [])
        #expect(story.send(.start) == ["look up f.bin"])
        #expect(story.send(.partFound(nil)).contains { $0.hasPrefix("open") })
    }

    @Test func `bytes of a rejected source are fetched again`() {
        var story = story()
        running(&story)
        _ = help(&story)
        pass(&story, 5)
        story.time += 2
        _ = help(&story)
        guard let lane = story.lane(of: 1) else {
            Issue.record("no lane of it")
            return
        }
        _ = story.part(lane)
        let start = story.order(lane)?.start ?? 0
        story.bytes(lane, to: start + 2)
        #expect(story.download.sources[1].written.count == 2)
        let effects = story.changed(lane)
        #expect(
            effects.contains("drop [\(start),\(start + 2))")
                || effects.contains { $0.hasPrefix("drop") })
        #expect(story.download.plan.received == 4)
        #expect(story.download.sources[1].isDropped)
        #expect(story.download.isConsistent)
    }

    @Test func `another source's validator is not a change, its bytes are`() {
        var story = story(fragments: 2, part: Self.half)
        _ = story.changed(1)
        #expect(story.state == .running)
        let probe = help(&story, 0)
        #expect(probe == ["open 2 9-12 overlap 3"])
        _ = story.send(
            .head(LaneID(2), .part(ByteRange(9, 12), story.offer(24)), HeadFacts(status: 206)))
        _ = story.complete(2)
        #expect(story.download.lanes.count == 2)
        #expect(story.download.plan.received == 12)
    }

    @Test func `when no source has the earlier bytes the user is asked`() {
        var story = story(fragments: 2, part: Self.half)
        _ = story.changed(1)
        for source in 0..<2 {
            _ = help(&story, source)
            guard let lane = story.download.lanes.probes.keys.first else { continue }
            _ = story.changed(lane.rawValue)
        }
        guard case .paused(.question) = story.state else {
            Issue.record("\(story.state) \(story.download.log.events.map(\.text))")
            return
        }
        #expect(story.send(.startOver).isEmpty)
        #expect(
            story.send(.start) == [
                "open \(story.download.lanes.keys.max()?.rawValue ?? 0) 0-"
                    + (story.download.sources.primary == 0 ? "" : " of \(Self.other)")
            ])
    }

    @Test func `different strong digests mean different files`() {
        var story = story()
        running(&story)
        story.download.retrieval.digestSearch.declare(
            [Checksum("sha256:" + String(repeating: "a", count: 64))].compactMap(\.self))
        _ = help(&story)
        var offer = story.offer(24)
        offer.checksums = [Checksum("sha256:" + String(repeating: "b", count: 64))].compactMap {
            $0
        }
        let head = Download.Event.head(
            LaneID(5), .part(ByteRange(1, 4), offer), HeadFacts(status: 206))
        #expect(story.send(head) == ["stop 5"])
        #expect(story.download.sources[1].isDropped)
    }
}
