import Testing

@testable import DownloadCore

/// Mirrors of a file of 24 bytes that its server offers (RFC 6249).
struct OfferedMirrorStories {
    private static let sha256 = Checksum("sha256:" + String(repeating: "a", count: 64))
    private static let md5 = Checksum("md5:" + String(repeating: "a", count: 32))

    /// A download whose server offers a mirror in its first response.
    private func named(
        _ mirror: String = "http://m.example/f.bin", by source: String = Story.url,
        declaring checksum: Checksum? = sha256, part: PartFacts? = nil,
        _ change: (inout DownloadRequest) -> Void = { _ in }
    ) -> Story {
        var story = Story(fragments: .fixed(2), part: part, asks: false)
        story.download.retrieval.request.sources = [source]
        story.download.retrieval.sources = SourcePool(story.download.request)
        change(&story.download.retrieval.request)
        var offer = story.offer(24)
        offer.mirrors = [mirror]
        offer.checksums = [checksum].compactMap(\.self)
        let range = story.order(1)?.range?.start ?? 0
        _ = story.send(
            .head(LaneID(1), .part(ByteRange(range, 24), offer), HeadFacts(status: 206)))
        return story
    }

    private func isTaken(_ story: Story) -> Bool { story.download.sources.count == 2 }

    @Test func `an offered mirror needs a strong digest of the whole file`() {
        #expect(isTaken(named()))
        #expect(!isTaken(named(declaring: nil)))
        #expect(!isTaken(named(declaring: Self.md5)))
        #expect(!isTaken(named { $0.digestSource = .none }))
        #expect(isTaken(named(declaring: nil) { $0.checksum = Self.sha256 }))
        #expect(!isTaken(named(declaring: nil) { $0.checksum = Self.md5 }))
    }

    @Test(arguments: [
        ("https://a.example/f", "http://m.example/f", false),
        ("https://a.example/f", "https://m.example/f", true),
        ("http://a.example/f", "http://m.example/f", true),
        ("http://a.example/f", "https://m.example/f", true),
        ("https://a.example/f", "ftp://m.example/f", false),
        ("http://a.example/f", "ftp://m.example/f", false),
        ("http://a.example/f", "http://user:pw@m.example/f", false),
        ("http://a.example/f", "http://a.example/f", false),
    ])
    func `a file over TLS has no mirror without TLS`(
        source: String, mirror: String, isUsed: Bool
    ) {
        #expect(isTaken(named(mirror, by: source)) == isUsed)
    }

    /// The same with a complete file whose second half came from the mirror.
    private func finished(part: PartFacts? = nil) -> Story {
        var story = named(part: part)
        story.download.retrieval.sources[1].state = .confirmed
        story.download.retrieval.sources[1].written = ByteRangeSet([ByteRange(12, 24)])
        for lane in story.download.lanes.keys.sorted() {
            let end = story.download.lanes[lane]?.order.end ?? 24
            if story.download.lanes[lane]?.isAccepted == false { _ = story.part(lane.rawValue) }
            story.bytes(lane.rawValue, to: end)
            _ = story.complete(lane.rawValue)
        }
        #expect(story.state == .finishing)
        return story
    }

    @Test func `on a mismatch the mirror's bytes are fetched from the source`() {
        var story = finished()
        #expect(story.download.refetchesMismatch)
        let effects = story.send(.mismatched(DownloadError(.checksum, "the sha-256 is another")))
        #expect(effects.first == "drop [12, 24)")
        #expect(effects.dropFirst().allSatisfy { !$0.contains("m.example") })
        #expect(story.download.plan.received == 12 && story.state == .running)
        #expect(story.download.isConsistent && !story.download.refetchesMismatch)
        #expect(story.download.sources[1].isDropped)
        _ = story.send(.retry)
        #expect(story.download.sources[1].isDropped)
    }

    @Test func `bytes of an earlier run may be the mirror's`() {
        let part = PartFacts(
            name: "f.bin", identity: FileIdentity(length: 24, validator: Story.tag("\"v1\"")),
            covered: ByteRangeSet([ByteRange(0, 10)]))
        var story = finished(part: part)
        let effects = story.send(.mismatched(DownloadError(.checksum, "the sha-256 is another")))
        #expect(effects.first == "drop [0, 24)")
        #expect(story.download.plan.received == 0)
    }

    @Test func `without such mirrors a corrupt file is set aside`() {
        var story = finished()
        story.download.retrieval.sources[1].isOffered = false
        #expect(!story.download.refetchesMismatch)
    }
}

struct SecretScopeTests {
    @Test(arguments: [
        ("https://a.example/x", true), ("https://A.example:443/y?z", true),
        ("https://a.example./x", true), ("https://u:p@a.example/x", true),
        ("http://a.example/x", false), ("https://a.example:444/x", false),
        ("https://b.example/x", false), ("https://x.a.example/x", false),
        ("ftp://a.example/x", false), ("https://a.example@b.example/x", false), ("", false),
        ("a.example", false),
    ])
    func `secrets belong to scheme, host and port of the first source`(
        url: String, isCovered: Bool
    ) {
        var request = DownloadRequest(source: "https://a.example/f.bin", directory: "/d")
        request.sources.append("https://b.example/f.bin")
        #expect(request.secretScope.covers(url) == isCovered)
    }

    @Test(
        arguments: [
            ("https://a.example/x", "https://p.example/x?t", "https://p.example/x?t"),
            ("https://b.example/x", "https://u:p@P.example/x?t", "https://p.example/"),
            ("https://a.example:444/x", "http://p.example:80/x", "http://p.example/"),
            ("http://a.example/x", "https://p.example/x", nil),
            ("http://a.example/x", "http://[::1]:8/x", "http://[::1]:8/"),
            ("https://b.example/x", "android-app://x", nil), ("https://b.example/x", "", nil),
        ] as [(String, String, String?)])
    func `a redirect learns the referer's origin, and a mirror nothing of it`(
        _ target: String, _ referer: String, _ sent: String?
    ) throws {
        let scope = SecretScope(of: "https://a.example/f.bin")
        let url = try SourceURL(target)
        let part = scope.refererPart(for: target, isRedirect: true)
        #expect(part.part(of: referer, for: url) == sent)
        let mirror = scope.refererPart(for: target, isRedirect: false)
        #expect(mirror.part(of: referer, for: url) == (scope.covers(target) ? sent : nil))
    }
}
