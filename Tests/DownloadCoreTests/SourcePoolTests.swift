import Testing

@testable import DownloadCore

/// The sources of a download, and which of them is asked.
struct SourcePoolTests {
    private let now = Download.Now(Instant(seconds: 100))
    private let error = DownloadError(.connection, "it broke")

    private func pool(_ count: Int = 3) -> SourcePool {
        var request = DownloadRequest(source: "http://a0.example/f", directory: "/d")
        request.sources = (0..<count).map { "http://a\($0).example/f" }
        return SourcePool(request)
    }

    private func identity(_ tag: String) -> FileIdentity {
        FileIdentity(length: 24, validator: Story.tag(tag))
    }

    @Test func `the identity's validators are the primary's until a source owns them`() {
        var pool = pool()
        let identity = identity("\"a\"")
        pool[2].validator = Story.tag("\"c\"")
        #expect(pool.validator(of: 0, identity) == identity.validator)
        #expect(pool.validator(of: 2, identity) == Story.tag("\"c\""))
        #expect(!pool.isOnTrial(0) && !pool.isOnTrial(2))
        pool.identitySource = .known(2)
        #expect(pool.validator(of: 2, identity) == identity.validator)
        #expect(pool.validator(of: 0, identity) == .none)
        #expect(pool.isOnTrial(0) && !pool.isOnTrial(2))
        pool.identitySource = .gone
        #expect(pool.validator(of: 2, identity) == Story.tag("\"c\"") && pool.isOnTrial(2))
        pool[2].state = .confirmed
        #expect(!pool.isOnTrial(2))
    }

    @Test func `indices follow the sources when some are removed`() {
        var pool = pool(4)
        pool.lead(with: 3)
        pool.identitySource = .known(2)
        let hasPrimary = pool.remove([1])
        #expect(hasPrimary && pool.primary == 2 && pool.identitySource == .known(1))
        let hasPrimaryStill = pool.remove([1, 2])
        #expect(!hasPrimaryStill && pool.primary == 0 && pool.identitySource == .gone)
        #expect(pool.map(\.url) == ["http://a0.example/f"])
    }

    /// The states of three sources, of which the first leads; whether there are bytes; the best.
    @Test(
        arguments: [
            ([.dropped(DownloadError(.status, "404")), .untried, .confirmed], true, 2),
            (
                [.dropped(DownloadError(.status, "404")), .withoutRanges("no ranges"), .untried],
                true, 2
            ),
            ([.confirmed, .confirmed, .untried], true, nil as Int?),
            ([.untried, .withoutRanges("no ranges"), .withoutRanges("no ranges")], false, nil),
        ] as [([SourceWork.State], Bool, Int?)])
    func `the best source leads`(states: [SourceWork.State], hasBytes: Bool, best: Int?) {
        var pool = pool()
        for (index, state) in states.enumerated() { pool[index].state = state }
        #expect(pool.betterPrimary(hasBytes: hasBytes, at: now.instant) == best)
    }

    @Test func `a source that backs off leads before one that costs all bytes`() {
        var pool = pool()
        pool[0].state = .dropped(error)
        pool[1].state = .withoutRanges("no ranges")
        pool[2].until = now.instant + 5
        #expect(pool.betterPrimary(hasBytes: true, at: now.instant) == 2)
        #expect(pool.betterPrimary(hasBytes: false, at: now.instant) == 1)
    }

    @Test func `a source backs off until its tries are used up`() {
        var pool = pool()
        let retry = RetryPolicy(tries: 3)
        var answers: [Bool] = []
        for _ in 0..<3 {
            answers.append(
                pool.backOff(1, error, retryAfter: nil, serves: false, retry, at: now))
        }
        #expect(answers == [true, true, false])
        #expect(pool[1].lastError == error && pool[1].until > now.instant)
        let isKept = pool.backOff(2, error, retryAfter: 7, serves: true, retry, at: now)
        #expect(isKept && pool[2].failures == 0 && pool[2].until - now.instant >= 7)
    }

    @Test func `mirrors are asked by speed, and only those that may serve`() {
        var pool = pool(5)
        pool[1].state = .confirmed
        pool[1].rate = 10
        pool[2].state = .confirmed
        pool[2].rate = 20
        pool[3].state = .withoutRanges("no ranges")
        pool[4].until = now.instant + 1
        #expect(pool.usableMirrors(hasIdentity: true, hasRanges: true, at: now.instant) == [2, 1])
        #expect(pool.usableMirrors(hasIdentity: true, hasRanges: false, at: now.instant) == [])
        pool.identitySource = .known(1)
        #expect(
            pool.usableMirrors(hasIdentity: true, hasRanges: true, at: now.instant) == [0, 2, 1])
        #expect(pool.isWorthMore(1) && pool.isWorthMore(0))
        pool[2].rate = 41
        #expect(!pool.isWorthMore(1))
    }

    @Test func `suspects are the mirrors that wrote the bytes`() {
        var pool = pool()
        pool.identitySource = .known(0)
        pool.received(ByteRange(0, 8), from: 0, hasPieces: false)
        pool.received(ByteRange(8, 16), from: 1, hasPieces: false)
        #expect(pool[0].written.isEmpty)
        #expect(pool.suspects(in: ByteRange(4, 8)) == [])
        #expect(pool.suspects(in: ByteRange(4, 9)) == [1])
        #expect(pool.isExposed(1, by: [ByteRange(8, 16)]))
        pool.drop(0, error)
        pool.drop(2, error)
        #expect(!pool.isExposed(1, by: [ByteRange(8, 16)]))
        pool.drop(2, DownloadError(.changed, "other bytes"))
        #expect(pool.isExposed(1, by: [ByteRange(8, 16)]))
        #expect(pool.changeError == DownloadError(.changed, "other bytes"))
    }

    @Test func `a new file makes every source of another file worth a try`() {
        var pool = pool()
        pool[0].state = .confirmed
        pool[1].state = .dropped(DownloadError(.changed, "other bytes"))
        pool[2].state = .dropped(error)
        pool.forgetFile()
        #expect(pool.map(\.state) == [.untried, .untried, .dropped(error)])
    }

    @Test func `an edited list says what is gone and what is new`() {
        var pool = pool()
        pool.append([SourceWork("http://o.example/f", isOffered: true)])
        let (gone, added) = pool.changes(
            to: ["http://a2.example/f", "http://o.example/f", "http://n.example/f"])
        #expect(gone == [1] && added == ["http://o.example/f", "http://n.example/f"])
    }

    @Test func `offered mirrors are kept up to a limit, and none without TLS after TLS`() {
        var pool = pool(1)
        let named = (0..<12).map { "http://m\($0).example/f" }
        pool.adopt(named, namedBy: ["https://a0.example/f"])
        #expect(pool.count == 1)
        pool.adopt(named + ["ftp://m.example/f"], namedBy: ["http://a0.example/f"])
        #expect(pool.count == 9 && pool.dropFirst().allSatisfy(\.isOffered))
        pool[1].written = ByteRangeSet([ByteRange(0, 8)])
        #expect(pool.hasOfferedBytes(isFromDisk: false))
        let wrong = pool.dropOffered(error)
        #expect(wrong == ByteRangeSet([ByteRange(0, 8)]) && pool[1].isDropped)
        #expect(pool.distrustsOffered && !pool.hasOfferedBytes(isFromDisk: true))
    }
}
