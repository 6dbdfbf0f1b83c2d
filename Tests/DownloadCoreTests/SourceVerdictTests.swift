import Testing

@testable import DownloadCore

/// What requests show about mirrors.
struct SourceVerdictTests {
    private let error = DownloadError(.status, "404 Not Found", status: 404)
    private let busy = DownloadError(.busy, "503 Service Unavailable", status: 503)

    @Test func `each judgement has its verdict`() {
        let cases: [(Judgement, SourceVerdict)] = [
            (.whole(Offer(length: 24)), .withoutRanges("it does not support ranges")),
            (.plainOnce(error), .withoutRanges("404 Not Found")),
            (.empty(Offer(length: 0)), .wrong("its file is empty")),
            (.unrelated(error), .failed(error, retryAfter: nil)),
            (.changed("an older ETag", nil), .wrong("different file: an older ETag")),
            (.busy(busy, retryAfter: 7), .busy(busy, retryAfter: 7)),
            (.retry(error, retryAfter: 3), .failed(error, retryAfter: 3)),
            (.fail(error), .useless(error)),
        ]
        for (judgement, verdict) in cases {
            #expect(SourceVerdict(judgement, isRedirected: false) == verdict)
        }
        #expect(SourceVerdict(.fail(error), isRedirected: true) == .lostRedirect(error))
    }

    @Test func `each end of a probe has its verdict`() {
        var probe = Probe(
            order: LaneOrder(url: Story.url, end: 24), opened: Instant(seconds: 0))
        guard case .failed(let early, nil) = SourceVerdict(.complete, of: probe) else {
            Issue.record("a response without bytes confirms nothing")
            return
        }
        #expect(early.kind == .cutShort)
        probe.isAccepted = true
        let security = DownloadError(.security, "a certificate has expired")
        let target = ResolvedURL(url: "http://b.example/f.bin", redirects: 1)
        let cases: [(LaneEnd, SourceVerdict)] = [
            (.complete, .confirmed),
            (.overlapDiffers, .wrong("its bytes differ from those on disk")),
            (.startedOver, .withoutRanges(FileServerDoubts.startedOver)),
            (.tooLong, .wrong(FileServerDoubts.tooLong(24))),
            (.failed(busy), .failed(busy, retryAfter: nil)),
            (.failed(security), .useless(security)),
            (.redirected(to: target.url, status: 302), .redirected(target)),
        ]
        for (end, verdict) in cases { #expect(SourceVerdict(end, of: probe) == verdict) }
    }

    /// The redirects so far, the target, and whether it is followed.
    @Test(arguments: [
        (19, "http://b.example/", true), (20, "http://b.example/", false),
        (0, "ftp://b.example/", false), (0, "not a URL", false),
    ])
    func `redirects are followed up to a limit, and from HTTP to HTTP only`(
        redirects: Int, url: String, isFollowed: Bool
    ) {
        let order = LaneOrder(url: Story.url, redirects: redirects)
        let target = try? order.redirected(to: url)
        #expect(
            (target != nil) == isFollowed && (target?.redirects ?? redirects + 1) == redirects + 1)
    }
}
