@testable import DownloadCore
import Testing

/// A file of 24 bytes whose three pieces have known digests.
struct PieceStories {
    private static let other = "http://b.example/f.bin"

    private func story(_ mirrors: [String] = [], fragments: Int = 1) -> Story {
        var story = Story(fragments: .fixed(fragments), asks: false)
        story.download.retrieval.request.pieces = PieceDigests(
            length: 8, algorithm: .md5, bytes: Array(repeating: 7, count: 48))
        story.download.retrieval.request.sources += mirrors
        story.download.retrieval.sources.append(mirrors.map { SourceWork($0) })
        return story
    }

    /// The disk's findings about a batch of pieces.
    private func found(
        _ order: Int, right: [ByteRange] = [], wrong: [ByteRange] = []
    ) -> Download.Event {
        var findings = PieceFindings(order: order)
        findings.right = ByteRangeSet(right)
        findings.wrong = wrong.map { PieceFindings.Wrong(range: $0, found: "00") }
        return .piecesChecked(findings)
    }

    private let pieces = [ByteRange(0, 8), ByteRange(8, 16), ByteRange(16, 24)]

    @Test func `a piece is verified when complete, and the rest at the end`() {
        var story = story()
        _ = story.part(1)
        story.bytes(1, to: 7)
        #expect(story.wait(0.1) == [])
        story.bytes(1, to: 17)
        #expect(story.wait(0.1) == ["check 1 [0, 16)"])
        #expect(story.wait(0.3) == [])
        story.bytes(1, to: 24)
        // One batch at a time.
        #expect(story.complete(1) == [])
        #expect(story.state == .finishing)
        #expect(story.send(found(1, right: [pieces[0], pieces[1]])) == ["check 2 [16, 24)"])
        #expect(story.download.snapshot(at: story.now.instant).pieces?.right == 2)
        #expect(story.send(found(2, right: [pieces[2]])) == ["finish f.bin"])
    }

    @Test func `only corrupt pieces are fetched again, twice at most`() {
        var story = story()
        _ = story.part(1)
        story.bytes(1, to: 24)
        #expect(story.complete(1) == ["check 1 [0, 24)"])
        #expect(
            story.send(found(1, right: [pieces[0], pieces[2]], wrong: [pieces[1]]))
                == ["drop [8, 16)", "open 2 8-16 if \"v1\""])
        #expect(story.state == .running && story.download.isConsistent)
        _ = story.part(2)
        story.bytes(2, to: 16)
        #expect(story.complete(2) == ["check 2 [8, 16)"])
        #expect(story.send(found(2, wrong: [pieces[1]])).first == "drop [8, 16)")
        _ = story.part(3)
        story.bytes(3, to: 16)
        #expect(story.complete(3) == ["check 3 [8, 16)"])
        #expect(story.send(found(3, wrong: [pieces[1]])) == ["put f.bin aside"])
        let error = DownloadError(.checksum, "wrong")
        _ = story.send(.finishFailed(error))
        #expect(story.state == .failed(error))
        // A manual retry restores the retries.
        _ = story.send(.retry)
        #expect(story.download.retrieval.pieces.rounds == 0)
    }

    @Test func `the digest of the whole file is decisive`() {
        var story = story()
        story.download.retrieval.request.checksum = Checksum(
            "md5:" + String(repeating: "b2", count: 16))
        _ = story.part(1)
        story.bytes(1, to: 24)
        _ = story.complete(1)
        for order in 1...2 {
            _ = story.send(
                found(order, right: [pieces[0], pieces[1]], wrong: [pieces[2]]))
            _ = story.part(order + 1)
            story.bytes(order + 1, to: 24)
            _ = story.complete(order + 1)
        }
        #expect(story.send(found(3, wrong: [pieces[2]])) == ["finish f.bin b2b2 user"])
    }

    /// The primary has delivered 16 bytes, and a confirmed second source the rest.
    private func shared() -> Story {
        var story = story([Self.other], fragments: 2)
        _ = story.part(1)
        _ = story.part(2)
        story.bytes(1, to: 8)
        let probe = story.download.fill(allowance: 9, source: 1, at: story.now)
        #expect(probe.map(Story.text) == ["open 3 5-8 overlap 3 of \(Self.other)"])
        _ = story.send(
            .head(LaneID(3), .part(ByteRange(5, 8), story.offer(24)), HeadFacts(status: 206)))
        _ = story.complete(3)
        _ = story.reset(2)
        return story
    }

    @Test func `a mirror with a corrupt piece is rejected with its bytes`() throws {
        var story = shared()
        story.time += 2
        _ = story.download.fill(allowance: 9, source: 1, at: story.now)
        let lane = try #require(story.lane(of: 1))
        _ = story.part(lane)
        story.bytes(lane, to: 22)
        #expect(story.wait(0.1).contains { $0.hasPrefix("check 1 ") })
        let effects = story.send(found(1, right: [pieces[0]], wrong: []))
        #expect(!effects.contains { $0.hasPrefix("drop") })
        story.bytes(lane, to: 24)
        #expect(story.wait(0.1).contains("check 2 [16, 24)"))
        #expect(story.send(found(2, wrong: [pieces[2]])).contains { $0.hasPrefix("drop [12, 24)") })
        guard case .dropped(let error) = story.download.sources[1].state else {
            Issue.record("\(story.download.sources[1].state)")
            return
        }
        #expect(error.kind == .checksum)
        #expect(story.download.plan.covered.contains(pieces[0]))
        #expect(story.state == .running && story.download.isConsistent)
    }

    @Test func `when the primary is wrong, sources that differed are asked again`() {
        var story = story([Self.other], fragments: 1)
        _ = story.part(1)
        story.bytes(1, to: 8)
        _ = story.download.fill(allowance: 9, source: 1, at: story.now)
        _ = story.send(
            .head(LaneID(2), .part(ByteRange(5, 8), story.offer(24)), HeadFacts(status: 206)))
        _ = story.send(.ended(LaneID(2), .overlapDiffers))
        #expect(story.download.sources[1].isDropped)
        _ = story.wait(0.1)
        let effects = story.send(found(1, wrong: [pieces[0]]))
        #expect(effects.contains("drop [0, 8)"))
        #expect(story.download.sources[0].isDropped && !story.download.sources[1].isDropped)
        #expect(story.download.sources.primary == 1)
        #expect(effects.last == "open 3 0- of \(Self.other)")
        #expect(story.download.isConsistent)
    }

    @Test func `results for discarded bytes are ignored`() {
        var story = story()
        _ = story.part(1)
        story.bytes(1, to: 8)
        #expect(story.wait(0.1) == ["check 1 [0, 8)"])
        let full = DownloadError(.diskFull, "no room")
        _ = story.send(.diskFailed(full, covered: ByteRangeSet()))
        #expect(story.send(found(1, wrong: [pieces[0]])) == [])
        #expect(
            story.download.retrieval.pieces.wrong.isEmpty
                && story.download.retrieval.pieces.right.isEmpty)
    }

    @Test func `a file whose length contradicts its pieces is refused`() {
        var story = story()
        story.download.retrieval.request.pieces = PieceDigests(
            length: 8, algorithm: .md5, bytes: Array(repeating: 7, count: 64))
        #expect(story.part(1) == ["stop 1"])
        guard case .failed(let error) = story.state else {
            Issue.record("\(story.state)")
            return
        }
        #expect(error.cause.contains("24 bytes long, but its checksums cover 4 pieces of 8"))
        // A server that announces no length is detected at the end.
        var stream = self.story()
        _ = stream.whole(1, length: nil)
        stream.bytes(1, to: 3)
        #expect(stream.complete(1) == ["put f.bin aside"])
        #expect(PieceDigests(length: 0, algorithm: .md5, bytes: [1]) == nil)
        #expect(PieceDigests(length: 4, algorithm: .md5, bytes: [1]) == nil)
        #expect(
            PieceDigests(length: .max, algorithm: .md5, bytes: Array(repeating: 1, count: 16))
                == nil)
    }
}
