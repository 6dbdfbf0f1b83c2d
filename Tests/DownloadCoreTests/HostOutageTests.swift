import DownloadCore
import Testing

@Suite struct `An unreachable host` {
    private let refused = DownloadError(.unreachable, "connection refused by host:80")

    private func outage(_ count: Int, at second: Double = 0) -> HostOutage {
        var outage = HostOutage()
        for id in 0..<count {
            outage.gaveUp(refused, by: DownloadID(Int64(id)), at: Instant(seconds: second))
        }
        return outage
    }

    @Test func `one download that gives up proves little`() {
        #expect(!outage(0).isAway && !outage(1).isAway && outage(2).isAway)
        #expect(outage(1).start(at: Instant(seconds: 0)) == nil)
    }

    @Test func `one that keeps trying counts once`() {
        var outage = HostOutage()
        for second in 0..<9 {
            outage.gaveUp(refused, by: DownloadID(1), at: Instant(seconds: Double(second)))
        }
        #expect(outage.hasFailures && !outage.isAway)
    }

    @Test func `the next is tried after growing delays`() {
        let delays = (2...12).map { outage($0).start(at: Instant(seconds: 0))?.seconds ?? 0 }
        #expect(delays == [1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 30])
        #expect(outage(5).start(at: Instant(seconds: 8)) == nil)
    }

    @Test func `all give up in the end, but not with a user present`() throws {
        #expect(outage(7).reasonToGiveUp(isWatched: false) == nil)
        #expect(outage(100).reasonToGiveUp(isWatched: true) == nil)
        var given = outage(8)
        let error = try #require(given.reasonToGiveUp(isWatched: false))
        #expect(error.kind == .unreachable && error.cause.hasPrefix(refused.cause))
        // One that was not tried proves nothing more.
        let before = given
        given.gaveUp(error, by: DownloadID(99), at: Instant(seconds: 5))
        #expect(given == before)
    }

    @Test func `a response ends it`() {
        var given = outage(20)
        given.answered()
        #expect(given == HostOutage())
    }
}

@Suite struct `The rate of snapshots` {
    @Test func `a long queue makes fewer attempts`() {
        #expect([1, 20_000].map(SnapshotPace.steady(rows:)) == [0.1, 0.1])
        #expect([1, 20_000].map(SnapshotPace.urgent(rows:)) == [0.02, 0.02])
        #expect(SnapshotPace.steady(rows: 100_000) == 0.5)
        #expect([200_000, 1_000_000].map(SnapshotPace.steady(rows:)) == [1, 1])
        #expect([500_000, 1_000_000].map(SnapshotPace.urgent(rows:)) == [0.5, 0.5])
        #expect([1, 1_000, 100_000].allSatisfy { SnapshotPace.idle(rows: $0) <= 0.04 })
        #expect(SnapshotPace.idle(rows: 10_000_000) == 0.5)
    }
}
