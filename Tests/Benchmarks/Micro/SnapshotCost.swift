import DownloadCore

/// Measures the snapshot of a download, which observers receive ten times per second.
enum SnapshotCost {
    static func report() {
        print("\nthe snapshot of a download")
        for count in [1, 16, 64] {
            let download = running(lanes: count)
            var fragments = 0
            note(
                "with \(count) lanes at work",
                microseconds(2_000) {
                    fragments += download.snapshot(at: Instant(seconds: 2)).fragments.count
                }, "µs")
            precondition(fragments == count * 2_000, "the lanes are not at work")
        }
    }

    /// Returns a download of 64 GiB with `count` lanes that have received a response head.
    private static func running(lanes count: Int) -> Download {
        var request = DownloadRequest(source: "https://example.org/file", directory: "/tmp")
        request.fragments = .fixed(count)
        var download = Download(id: DownloadID(1), request: request)
        var offer = Offer(length: 64 << 30)
        offer.validator = Validator(entityTag: "\"v1\"", lastModified: nil, date: nil)
        var waiting: [Download.Event] = [.start, .partFound(nil)]
        let now = Download.Now(Instant(seconds: 1))
        while let event = waiting.first {
            waiting.removeFirst()
            let effects =
                download.handle(event, at: now)
                + download.fill(allowance: count - download.lanes.count, at: now)
            for effect in effects {
                switch effect {
                case .open(let lane, let order):
                    waiting.append(
                        .head(
                            lane,
                            .part(ByteRange(order.start, min(order.end, 64 << 30)), offer),
                            HeadFacts(status: 206)))
                case .createPart(let name, let identity):
                    waiting.append(
                        .partReady(
                            PartFacts(name: name, identity: identity, covered: ByteRangeSet())))
                default: break
                }
            }
        }
        for lane in Array(download.lanes.keys) {
            let start = download.lanes[lane]?.order.start ?? 0
            download.advance(lane, to: start + 4_096, at: now.instant)
        }
        return download
    }
}
