@testable import DownloadCore
import Testing

/// A URL whose response turns out to be a Metalink.
struct MetalinkStories {
    private func head(_ story: inout Story, type: String?, name: String? = nil) -> [String] {
        var offer = story.offer(24)
        offer.mediaType = type
        offer.contentDisposition = name.map { Array("attachment; filename=\"\($0)\"".utf8) }
        return story.send(
            .head(LaneID(1), .part(ByteRange(0, 24), offer), HeadFacts(status: 206)))
    }

    @Test(
        arguments: [
            ("application/metalink4+xml", nil), ("Application/Metalink+XML; charset=x", nil),
            ("text/xml", "x.meta4"), (nil, "x.METALINK"),
        ] as [(String?, String?)])
    func `it is recognised by type or name, and read`(_ type: String?, _ name: String?) {
        var story = Story()
        #expect(
            head(&story, type: type, name: name) == ["stop 1", "served", "read \(Story.url)"])
        #expect(story.state == .unpacking)
        #expect(story.download.snapshot(at: story.now.instant).state == .asking)
        #expect(story.wait(1) == [] && story.download.isConsistent)
        let error = DownloadError(.badResponse, "not a Metalink")
        #expect(story.send(.metalinkFailed(error)) == [])
        #expect(story.state == .failed(error))
        _ = story.send(.retry)
        #expect(story.send(.start) == ["look up f.bin"])
    }

    @Test func `one to be kept, or a mirror's, is a plain file`() {
        var kept = Story()
        kept.download.retrieval.request.metalink = .file
        #expect(head(&kept, type: "application/metalink4+xml").first?.hasPrefix("create") == true)
        var other = Story()
        #expect(head(&other, type: "application/octet-stream").first?.hasPrefix("create") == true)
    }

    @Test func `after a pause while it is read, it is requested again`() {
        var story = Story()
        _ = head(&story, type: "application/metalink4+xml")
        #expect(story.send(.pause(.user)) == [])
        #expect(story.send(.metalinkFailed(DownloadError(.timeout, "late"))) == [])
        #expect(story.state == .paused(.user))
        _ = story.send(.resume)
        _ = story.send(.start)
        #expect(story.send(.partFound(nil)) == ["open 2 0-"])
    }

    @Test func `its requests keep the options and use its files' folders`() throws {
        let text = """
            <metalink><file name="d/a"><size>5</size><url>http://h/a</url></file>
            <file name="b"><url>http://h/b</url></file></metalink>
            """
        let link = try Metalink(Array(text.utf8))
        var request = DownloadRequest(source: "http://x/m.meta4", directory: "/d")
        request.fragments = .fixed(3)
        let requests = try link.requests(inPlaceOf: request)
        #expect(requests.map(\.directory) == ["/d/d", "/d"])
        #expect(requests.map(\.name) == ["a", "b"])
        #expect(requests.map(\.length) == [5, nil])
        #expect(requests.allSatisfy { $0.fragments == .fixed(3) && $0.metalink == .file })
    }

    @Test func `a name or digest with several files is refused with the reason`() throws {
        let file = "<file name='a'><url>http://h/a</url></file>"
        let one = try Metalink(Array("<metalink>\(file)</metalink>".utf8))
        let two = try Metalink(Array("<metalink>\(file)\(file)</metalink>".utf8))
        let plain = DownloadRequest(source: "http://x/m.meta4", directory: "/d")
        var named = plain
        named.name = "c"
        var checked = plain
        checked.checksum = Checksum("md5:" + String(repeating: "0", count: 32))
        for (request, word) in [(named, "a name"), (checked, "a checksum")] {
            let own = try one.requests(inPlaceOf: request)
            #expect(own.map(\.checksum) == [request.checksum])
            #expect(
                throws: DownloadError(
                    .badResponse, "it lists several files, and \(word) applies to a single file")
            ) { try two.requests(inPlaceOf: request) }
        }
    }

    @Test func `a kind of file is saved to its folder, unless a name was given`() throws {
        let text = "<metalink><file name='d/a.mp4'><url>http://h/a</url></file></metalink>"
        let link = try Metalink(Array(text.utf8))
        var request = DownloadRequest(source: "http://x/m.meta4", directory: "/d")
        func place() throws -> [String?] {
            try link.requests(inPlaceOf: request) { $0.hasSuffix(".mp4") ? "/v" : nil }
                .flatMap { [$0.directory, $0.name] }
        }
        #expect(try place() == ["/v/d", "a.mp4"])
        request.name = "b.mp4"
        #expect(try place() == ["/d", "b.mp4"])
    }

    @Test func `mirrors apply to a single file; with several they are reported`() throws {
        let file = "<file name='a'><url>http://h/a</url></file>"
        let one = try Metalink(Array("<metalink>\(file)</metalink>".utf8))
        let two = try Metalink(Array("<metalink>\(file)\(file)</metalink>".utf8))
        var request = DownloadRequest(source: "http://x/m.meta4", directory: "/d")
        #expect(two.refusal(of: request) == nil)
        request.sources += ["http://y/m.meta4"]
        #expect(two.refusal(of: request) == nil)
        request.sources += ["http://m/a", "http://h/a"]
        #expect(
            try one.requests(inPlaceOf: request).map(\.sources) == [["http://h/a", "http://m/a"]])
        #expect(one.refusal(of: request) == nil)
        #expect(
            try two.requests(inPlaceOf: request).map(\.sources) == [["http://h/a"], ["http://h/a"]])
        #expect(
            two.refusal(of: request)?.contains("mirrors ignored: its Metalink lists 2 files")
                == true)
    }
}
