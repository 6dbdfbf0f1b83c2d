import DownloadCore
import Testing

/// A download that has not begun is its snapshot.
@Suite struct RestingTests {
    private static let pasts: [Download.Past] = [
        .waiting, .paused, .failed(DownloadError(.unreachable, "no route to host")),
        .done(length: 5_000, at: 1_767_268_800), .done(length: 0, at: nil),
    ]

    private static let requests: [DownloadRequest] = {
        let plain = DownloadRequest(source: "http://a.example/file.iso", directory: "/downloads")
        var rich = plain
        rich.sources.append("ftp://user:secret@b.example/file.iso")
        rich.fragments = .fixed(8)
        rich.checksum = Checksum("sha256:" + String(repeating: "ab", count: 32))
        rich.transport.headers = ["X-Key: 1"]
        rich.overrides.tries = 3
        rich.limit = 1_000
        var pieces = plain
        pieces.pieces = PieceDigests(
            length: 2_500, algorithm: .sha1, bytes: Array(repeating: 7, count: 40))
        return [plain, rich, pieces]
    }()

    private static let logs: [[DownloadEvent]] = [[], [DownloadEvent(time: 1, text: "moved")]]

    @Test func `a snapshot made without a download equals the download's`() {
        for request in Self.requests {
            for past in Self.pasts {
                for events in Self.logs {
                    let snapshot = DownloadSnapshot(
                        resting: DownloadID(7), request: request, policy: Download.Policy(),
                        added: 5, name: "file.iso", past: past, events: events)
                    let download = Download(
                        id: DownloadID(7), request: request, added: 5, name: "file.iso",
                        past: past, events: events)
                    #expect(snapshot == download.snapshot(at: Instant(seconds: 3)))
                    #expect(snapshot.facts == download.snapshot(at: Instant(seconds: 3)).facts)
                    #expect(Download(resting: snapshot, policy: Download.Policy()) == download)
                }
            }
        }
    }

    @Test func `a pause or a resumption of the snapshot is that of the download`() {
        let now = Download.Now(Instant(seconds: 1), date: 9, random: 0)
        for request in Self.requests {
            var snapshot = DownloadSnapshot(
                resting: DownloadID(7), request: request, policy: Download.Policy(), added: 5,
                name: "file.iso", past: .waiting)
            let waiting = snapshot
            var download = Download(resting: snapshot, policy: Download.Policy())
            #expect(download.handle(.pause(.user), at: now).isEmpty)
            snapshot.state = .paused(.user)
            #expect(snapshot == download.snapshot(at: now.instant))
            #expect(!snapshot.isSame(as: waiting))
            #expect(Download(resting: snapshot, policy: Download.Policy()).state == download.state)
            snapshot.state = .waiting
            #expect(snapshot == waiting)
            #expect(snapshot.isSame(as: waiting))
        }
    }

    @Test func `the sizes of what every queued download keeps stay small`() {
        #expect(MemoryLayout<DownloadSnapshot>.stride <= 24)
        #expect(MemoryLayout<DownloadSnapshot.Outline>.size <= 360)
        #expect(MemoryLayout<DownloadRequest>.size <= 240)
    }
}
