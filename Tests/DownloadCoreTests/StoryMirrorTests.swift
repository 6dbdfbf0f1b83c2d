@testable import DownloadCore
import Testing

/// Mirrors added and removed during the download of a file of 24 bytes.
struct MirrorStories {
    private static let other = "http://b.example/f.bin"

    /// A download with bytes of its first fragment.
    private func running() -> Story {
        var story = Story(fragments: .fixed(2))
        _ = story.part(1)
        _ = story.part(2)
        story.bytes(1, to: 6)
        return story
    }

    @Test func `an added mirror is compared, and nothing else stops`() {
        var story = running()
        #expect(story.send(.setMirrors([Self.other])) == [])
        #expect(story.download.request.sources == [Story.url, Self.other])
        let probe = story.download.fill(allowance: 9, source: 1, at: story.now)
        #expect(probe.map(Story.text) == ["open 3 3-6 overlap 3 of \(Self.other)"])
        #expect(story.send(.setMirrors([Self.other])) == [])
        #expect(story.download.isConsistent)
    }

    @Test func `a removed mirror gets no requests; its bytes are kept`() {
        var story = running()
        _ = story.send(.setMirrors([Self.other]))
        _ = story.download.fill(allowance: 9, source: 1, at: story.now)
        let effects = story.send(.setMirrors([]))
        #expect(effects.prefix(3) == ["stop 1", "stop 2", "stop 3"])
        #expect(effects.dropFirst(3).allSatisfy { $0.hasPrefix("open") })
        #expect(story.download.sources.map(\.url) == [Story.url])
        #expect(story.download.plan.received == 6)
        #expect(story.download.sources.primary == 0 && story.download.isConsistent)
    }

    @Test func `when the primary is removed the first becomes primary again`() {
        var story = Story(fragments: .fixed(1))
        _ = story.send(.setMirrors([Self.other]))
        #expect(story.status(1, 404) == ["stop 1", "open 2 0- of \(Self.other)"])
        _ = story.part(2)
        story.bytes(2, to: 6)
        let effects = story.send(.setMirrors([]))
        #expect(story.download.sources.primary == 0 && !story.download.sources[0].isDropped)
        #expect(effects.first == "stop 2")
        #expect(story.state == .running && story.download.isConsistent)
        // It is compared before it may write, because the bytes came from another source.
        let probe = story.download.fill(allowance: 9, source: 0, at: story.now)
        #expect(probe.map(Story.text) == ["open 3 3-6 overlap 3"])
    }

    @Test func `a download without sources resumes with a new one`() {
        var story = Story(fragments: .fixed(1))
        _ = story.status(1, 404)
        guard case .failed = story.state else {
            Issue.record("\(story.state)")
            return
        }
        _ = story.send(.setMirrors([Self.other]))
        #expect(story.state == .waiting)
        #expect(story.download.sources.count == 2)
    }
}
