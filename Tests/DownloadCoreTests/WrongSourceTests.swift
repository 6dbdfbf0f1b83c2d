import Testing

@testable import DownloadCore

/// Sources that send something else than the file.
struct WrongSourceTests {
    private let now = Instant(seconds: 100)
    private let error = DownloadError(.checksum, "wrong digest")

    private func pool(_ count: Int = 3) -> SourcePool {
        var request = DownloadRequest(source: "http://a0.example/f", directory: "/d")
        request.sources = (0..<count).map { "http://a\($0).example/f" }
        var pool = SourcePool(request)
        pool.identitySource = .known(0)
        return pool
    }

    // MARK: What looks like no file

    /// The media type, the length, the name, and what it is instead.
    @Test(
        arguments: [
            ("text/html", 9000, "f.iso", "it sends a web page instead of the file"),
            (
                "text/html; charset=utf-8", 9 << 20, "f.iso",
                "it sends a web page instead of the file"
            ),
            ("application/json", 9000, "f.iso", "it sends application/json instead of the file"),
            ("application/json", nil, "f.iso", "it sends application/json instead of the file"),
            ("application/json", 9 << 20, "f.iso", nil), ("text/html", 9000, "f.html", nil),
            ("text/html", 9000, "f", nil), ("application/octet-stream", 9000, "f.iso", nil),
            (nil, 9000, "f.iso", nil), (nil, 0, "f.iso", "its file is empty"),
            ("text/html", 0, "f.html", "its file is empty"),
        ] as [(String?, Int64?, String, String?)])
    func `a page, a short text or nothing is hardly the file`(
        type: String?, length: Int64?, name: String, doubt: String?
    ) {
        var offer = Offer(length: length)
        offer.mediaType = type
        #expect(Judgement.whole(offer).doubt(named: name)?.cause == doubt)
        #expect(Judgement.part(ByteRange(0, length ?? 9), offer).doubt(named: name)?.cause == doubt)
    }

    @Test func `an empty file is doubted, and a refusal is no file at all`() {
        #expect(Judgement.empty(Offer(length: 0)).doubt(named: "f.iso") == .empty)
        #expect(Judgement.fail(error).doubt(named: "f.iso") == nil)
    }

    @Test func `the others are asked before a doubtful response counts`() {
        var pool = pool()
        pool[2].state = .dropped(error)
        let isAsked = pool.doubtPrimary(.page, at: now)
        #expect(isAsked && pool.betterPrimary(hasBytes: false, at: now) == 1)
        #expect(pool.leading.lastError == DownloadError(.badResponse, SourceDoubt.page.cause))
        pool[1].state = .dropped(error)
        #expect(pool.betterPrimary(hasBytes: false, at: now) == nil)
        let isAskedAgain = pool.doubtPrimary(.page, at: now)
        #expect(!isAskedAgain)
    }

    @Test(
        arguments: [
            ([.text("text/plain"), .empty, .page], 0), ([.empty, .page, .text("text/plain")], 2),
            ([.page, .empty, .page], 0), ([.empty, .empty, .empty], 0),
            ([.empty, .page, .empty], 1),
        ] as [([SourceDoubt], Int)])
    func `of doubtful responses the least doubtful counts, and the first of equal ones`(
        doubts: [SourceDoubt], best: Int
    ) {
        var pool = pool()
        for _ in 0..<4 {
            guard pool.doubtPrimary(doubts[pool.primary], at: now) else { break }
            guard let next = pool.betterPrimary(hasBytes: false, at: now) else { break }
            pool.lead(with: next)
        }
        #expect(pool.primary == best)
        let isAsked = pool.doubtPrimary(doubts[best], at: now)
        #expect(!isAsked)
    }

    @Test func `a source that is long away is not waited for`() {
        var pool = pool(2)
        pool[1].until = now + 300
        var isAsked = pool.doubtPrimary(.text("text/plain"), at: now)
        #expect(!isAsked)
        pool.lead(with: 1)
        #expect(pool.betterPrimary(hasBytes: false, at: now) == 0)
        pool.lead(with: 0)
        pool[1].until = now + 5
        isAsked = pool.doubtPrimary(.text("text/plain"), at: now)
        #expect(isAsked && pool.betterPrimary(hasBytes: false, at: now) == 1)
    }

    @Test func `a single source is not doubted`() {
        var pool = pool(1)
        let isDoubted = pool.doubtPrimary(.page, at: now)
        #expect(!isDoubted)
    }

    // MARK: Wrong digests

    private func digest(_ origin: ExpectedDigest.Origin) -> ExpectedDigest? {
        Checksum("sha256:" + String(repeating: "ab", count: 32))
            .map { ExpectedDigest($0, from: origin) }
    }

    private func next(
        _ pool: SourcePool, _ origin: ExpectedDigest.Origin = .user, isFromDisk: Bool = false
    ) -> Int? {
        pool.nextSingle(digest(origin), isFromDisk: isFromDisk)
    }

    @Test func `only a digest of the user or of a checksum file has others asked`() {
        let pool = pool()
        #expect(next(pool) == 1 && next(pool, .file("SHA256SUMS")) == 1)
        #expect(next(pool, .server) == nil && pool.nextSingle(nil, isFromDisk: false) == nil)
        #expect(next(self.pool(1)) == nil)
    }

    @Test func `a file that differs from a declared digest is fetched from the slow source`() {
        var pool = pool()
        pool[0].speed.foundSlow()
        pool.identitySource = .known(1)
        #expect(next(pool, .server) == 0)
        pool.beginTurn(of: 0, after: error, isFromDisk: false)
        pool.lead(with: 0)
        #expect(next(pool, .server) == nil)
    }

    @Test func `the source of all bytes is not asked again, one of several is`() {
        var pool = pool()
        #expect(next(pool) == 1 && next(pool, isFromDisk: true) == 0)
        pool[2].written.insert(ByteRange(0, 9))
        #expect(next(pool) == 0)
        pool[0].state = .dropped(DownloadError(.status, "404"))
        #expect(next(pool) == 1)
        pool[1].state = .dropped(DownloadError(.changed, "its bytes differ"))
        #expect(next(pool) == 1)
    }

    @Test func `each source of the user sends the whole file in its turn`() {
        var pool = pool()
        pool.append([SourceWork("http://b.example/f", isOffered: true)])
        pool[2].state = .dropped(DownloadError(.changed, "its bytes differ"))
        for source in 1...2 {
            #expect(next(pool) == source)
            pool.beginTurn(of: source, after: error, isFromDisk: false)
            pool.lead(with: source)
            #expect(pool[source - 1].isWrong && !pool[2].isDropped && pool.isSingle)
            #expect(!pool.hasAlternative(to: source))
            #expect(pool.usableMirrors(hasIdentity: true, hasRanges: true, at: now).isEmpty)
        }
        #expect(next(pool) == nil)
        let failure = pool.failure(DownloadError(.status, "404", status: 404))
        #expect(failure.kind == .checksum)
    }

    @Test func `a retry gives each source another turn`() {
        var pool = pool(2)
        pool.beginTurn(of: 1, after: error, isFromDisk: false)
        pool.lead(with: 1)
        pool.refresh()
        #expect(pool[0].isWrong && next(pool) == nil)
        pool.endTurns()
        pool.refresh()
        #expect(!pool[0].isDropped && !pool.isSingle && pool.hasAlternative(to: 1))
        pool.identitySource = .known(1)
        #expect(next(pool) == 0)
    }

    @Test func `other sources share a file again`() {
        var pool = pool(2)
        pool.beginTurn(of: 1, after: error, isFromDisk: false)
        var request = DownloadRequest(source: "http://c.example/f", directory: "/d")
        request.sources.append("http://d.example/f")
        pool.replace(with: request)
        #expect(!pool.isSingle && pool.hasAlternative(to: 0))
    }
}
