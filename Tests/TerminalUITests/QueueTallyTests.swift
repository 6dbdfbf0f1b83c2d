import DownloadCore
import Testing

@testable import TerminalUI

/// The incremental tally of a long queue, compared with a full count.
struct QueueTallyTests {
    private struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    private func download(_ id: Int64, using random: inout Random) -> DownloadSnapshot {
        var download = DownloadSnapshot(
            id: DownloadID(id),
            request: DownloadRequest(source: "https://h/\(id)", directory: "/d"),
            name: "f\(id)")
        change(&download, using: &random)
        return download
    }

    private func change(_ download: inout DownloadSnapshot, using random: inout Random) {
        let error = DownloadError(.status, "404")
        let states: [DownloadSnapshot.State] = [
            .waiting, .asking, .running, .retrying(error, inSeconds: 1), .paused(.user),
            .paused(.inUse), .failed(error), .checking(0.5), .done,
        ]
        download.state = states.randomElement(using: &random) ?? .waiting
        download.request.transport.insecure = Bool.random(using: &random)
        var fragment = FragmentSnapshot(number: 1, range: ByteRange(0, 10))
        if Bool.random(using: &random) { fragment.state = .failed(error) }
        download.fragments = [fragment]
    }

    /// The next snapshot: some downloads change, appear, disappear or swap places.
    private func advance(
        _ downloads: inout [DownloadSnapshot], _ next: inout Int64, using random: inout Random
    ) {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: break
        case 1:
            next += 1
            downloads.append(download(next, using: &random))
        case 2 where !downloads.isEmpty:
            downloads.remove(at: Int.random(in: 0..<downloads.count, using: &random))
        case 3 where downloads.count > 1:
            let place = Int.random(in: 1..<downloads.count, using: &random)
            downloads.swapAt(place, place - 1)
        default:
            guard !downloads.isEmpty else { return }
            change(&downloads[Int.random(in: 0..<downloads.count, using: &random)], using: &random)
        }
    }

    @Test func `the tally equals a full count`() {
        for seed in 0..<20 {
            var random = Random(state: UInt64(seed))
            var (tally, matching) = (QueueTally(), FilterMatches())
            var downloads: [DownloadSnapshot] = []
            var next: Int64 = 0
            for _ in 0..<200 {
                let before = downloads
                advance(&downloads, &next, using: &random)
                tally.take(downloads)
                var whole = QueueTally()
                whole.take(downloads)
                #expect(tally.counts == whole.counts)
                #expect(tally.active == whole.active)
                #expect(tally.insecure == whole.insecure)
                let failed = downloads.count { if case .failed = $0.state { true } else { false } }
                #expect(tally.counts.failed == failed)
                #expect(tally.counts.troubled == downloads.count(where: \.needsUser) - failed)
                #expect(tally.isReordered == (downloads.map(\.id) != before.map(\.id)))
                let isMatch = { (download: DownloadSnapshot) in download.isActive }
                #expect(
                    matching.rows(of: downloads, tally, with: "x", isMatch)
                        == downloads.indices.filter { isMatch(downloads[$0]) })
            }
        }
    }

    @Test func `only changed downloads are counted`() {
        var random = Random(state: 1)
        var downloads = (0..<1000).map { download($0, using: &random) }
        var tally = QueueTally()
        tally.take(downloads)
        #expect(tally.changed.count == 1000)
        tally.take(downloads)
        #expect(tally.changed.isEmpty && !tally.isReordered)
        downloads[7].received += 1
        downloads[500].state = .done
        tally.take(downloads)
        #expect(tally.changed == [7, 500] && !tally.isReordered)
        downloads.swapAt(3, 4)
        tally.take(downloads)
        #expect(tally.changed == [3, 4] && tally.isReordered)
    }

    @Test func `a modified snapshot differs, and its copy does not`() {
        var random = Random(state: 2)
        let one = download(1, using: &random)
        var copy = one
        #expect(copy.isSame(as: one) && copy == one)
        copy.received += 1
        #expect(!copy.isSame(as: one) && copy != one)
        copy.received -= 1
        #expect(!copy.isSame(as: one) && copy == one && copy.hashValue == one.hashValue)
    }
}
