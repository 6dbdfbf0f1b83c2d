@testable import DownloadCore
import Testing

/// The expected digest of a finished file, and the search for checksum files.
struct DigestStories {
    private let strong = Checksum("sha256:" + String(repeating: "a1", count: 32))
    private let weak = Checksum("md5:" + String(repeating: "b2", count: 16))

    /// A download of 4 bytes whose server declares these digests.
    private func story(
        _ declared: [Checksum?], _ change: (inout DownloadRequest) -> Void = { _ in }
    ) -> Story {
        var story = Story(fragments: .fixed(1), length: 4)
        change(&story.download.retrieval.request)
        var offer = story.offer(4)
        offer.checksums = declared.compactMap { $0 }
        _ = story.send(.head(LaneID(1), .part(ByteRange(0, 4), offer), HeadFacts(status: 206)))
        return story
    }

    private func end(_ story: inout Story) -> [String] {
        story.bytes(1, to: 4)
        return story.complete(1)
    }

    @Test func `by default the strongest declared digest counts`() {
        var story = story([weak, strong])
        #expect(story.download.expectedDigest == strong.map { ExpectedDigest($0, from: .server) })
        #expect(end(&story) == ["finish f.bin a1a1 server"])
        #expect(story.send(.finished(name: "f.bin")) == [])
        #expect(story.download.log.events.map(\.text).contains("verified: sha-256 from the server"))
    }

    @Test func `the user's checksum, or none, takes precedence`() {
        var given = story([strong]) { $0.checksum = weak }
        #expect(end(&given) == ["finish f.bin b2b2 user"])
        var nothing = story([strong]) { $0.digestSource = .none }
        #expect(end(&nothing) == ["finish f.bin"])
    }

    @Test func `a checksum file is looked for after the first response`() throws {
        var story = Story(fragments: .fixed(1), length: 4)
        story.download.retrieval.request.digestSource = .file
        #expect(story.part(1).contains("find digest of f.bin at \(Story.url)"))
        story.bytes(1, to: 2)
        #expect(story.wait(0.1) == [])
        // The complete file waits for the result.
        #expect(end(&story) == [])
        #expect(story.state == .finishing)
        let digest = ExpectedDigest(try #require(strong), from: .file("f.bin.sha256"))
        #expect(
            story.send(.digestFound(.success(digest)))
                == ["finish f.bin a1a1 file(\"f.bin.sha256\")"])
    }

    @Test func `a missing checksum file fails the download, and a retry looks again`() {
        var story = Story(fragments: .fixed(1), length: 4)
        story.download.retrieval.request.digestSource = .file
        _ = story.part(1)
        story.bytes(1, to: 2)
        let error = DownloadError(.checksum, "no checksum")
        #expect(story.send(.digestFound(.failure(error))) == ["stop 1", "sync"])
        #expect(story.state == .failed(error))
        #expect(story.send(.retry) == [])
        #expect(story.send(.start) == ["open 2 2-4 if \"v1\""])
        #expect(story.part(2).contains("find digest of f.bin at \(Story.url)"))
        #expect(story.download.isConsistent)
    }

    @Test func `after a mismatch a retry starts over`() {
        var story = story([strong])
        _ = end(&story)
        let error = DownloadError(.checksum, "another")
        #expect(story.send(.finishFailed(error)) == [])
        #expect(story.state == .failed(error))
        #expect(story.send(.retry) == [])
        #expect(story.send(.start) == ["look up f.bin"])
        #expect(story.send(.partFound(nil)) == ["open 2 0-"])
        #expect(story.part(2).contains("create f.bin 4 e\"v1\""))
    }
}
