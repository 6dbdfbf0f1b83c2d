import DownloadCore
import GRDB
import Glibc
import Testing

@testable import DownloadEngine

@Suite struct LedgerTests {
    let folder = TemporaryFolder()
    var path: String { folder.path + "/state/pdl-tui/ledger.sqlite" }

    private func entry(_ id: Int64, source: String? = nil) -> LedgerEntry {
        var entry = LedgerEntry(
            id: DownloadID(id),
            request: DownloadRequest(
                source: source ?? "https://example.org/\(id).iso", directory: "/srv/files"),
            name: "\(id).iso")
        entry.position = id
        entry.added = Double(1000 + id)
        return entry
    }

    /// An entry with a value in every field.
    private func fullEntry(_ id: Int64) -> LedgerEntry {
        var entry = entry(id)
        entry.request.sources += ["https://mirror.example/b", "ftp://mirror.example/c"]
        entry.request.name = "größe \u{1F4E6}.iso"
        entry.request.fragments = .fixed(7)
        entry.request.checksum = Checksum("md5:0123456789abcdef0123456789abcdef")
        entry.request.onExists = .overwrite
        entry.request.limit = 5000
        entry.request.length = 1 << 40
        entry.request.metalink = .file
        entry.request.gid = "0123456789abcdef"
        entry.request.overrides.tries = 0
        entry.request.overrides.timeout = 2.5
        entry.request.overrides.usesServerTime = true
        entry.request.pieces = PieceDigests(
            length: 1 << 38, algorithm: .sha1, bytes: Array(0..<80))
        entry.request.transport.headers = ["Accept: text/plain"]
        entry.request.transport.userAgent = "agent"
        entry.request.transport.proxy = ""
        entry.request.transport.insecure = true
        entry.request.transport.addressFamily = .ipv6
        entry.request.transport.httpVersion = .http2
        entry.state = .failed(DownloadError(.status, "404 Not Found", status: 404))
        entry.length = 1 << 40
        entry.received = 12
        entry.finished = 5
        entry.digest = "sha256:00"
        entry.part = KnownPart(
            partName: "x (1).iso.part",
            identity: PartIdentity(
                length: 9, validator: "\"v\"", name: "x.iso", givesRanges: true),
            device: .max, inode: 1 << 63, boot: BootID(high: 1, low: .max))
        entry.isDurable = true
        entry.finishedIn = BootID(high: .max, low: 3)
        return entry
    }

    @Test func `entries survive a round trip, in the order of the list`() async throws {
        let ledger = try Ledger.open(path: path).ledger
        var entries = [fullEntry(3), entry(1), entry(2)]
        entries[0].position = -1
        entries[1].state = .paused
        #expect(try await ledger.save(entries) == [])
        #expect(try await ledger.loadQueue(claiming: false) == entries)
        entries[1].state = .done(path: "/srv/files/1.iso")
        entries[0].request.sources.removeLast()
        try await ledger.save(entries)
        #expect(try await ledger.loadQueue(claiming: false) == entries)
        await ledger.close()
        let again = try Ledger.open(path: path).ledger
        #expect(try await again.loadQueue(claiming: true) == entries)
    }

    @Test func `only its owner can read it`() async throws {
        let ledger = try Ledger.open(path: path).ledger
        try await ledger.save([entry(1)])
        for name in ["", "-wal", "-shm", "-sessions"] {
            var status = stat()
            try #require(stat(path + name, &status) == 0, "\(name)")
            #expect(status.st_mode & 0o7777 == 0o600, "\(name)")
        }
        var status = stat()
        try #require(stat(folder.path + "/state/pdl-tui", &status) == 0)
        #expect(status.st_mode & 0o7777 == 0o700)
    }

    @Test func `secrets are kept only on request`() async throws {
        let ledger = try Ledger.open(path: path).ledger
        var secret = entry(1, source: "https://user:pass@word@example.org/a?b=@c")
        secret.request.sources.append("ftp://me@example.net")
        secret.request.transport.credentials = "user:secret-1"
        secret.request.transport.bearer = "secret-2"
        secret.request.transport.cookies = "secret-3"
        secret.request.transport.proxy = "http://u:secret-4@proxy:3128"
        secret.request.transport.headers = [
            "Accept: a", "authorization: secret-5", "X-Api-Key: secret-6", "Cookie: secret-7",
        ]
        var kept = secret
        kept.id = DownloadID(2)
        kept.position = 2
        kept.keepsSecrets = true
        try await ledger.save([secret])
        await ledger.close()
        for name in ["ledger.sqlite", "ledger.sqlite-wal"] {
            let text = String(
                decoding: folder.content("state/pdl-tui/\(name)") ?? [], as: UTF8.self)
            #expect(!text.contains("secret-") && !text.contains("word@"))
        }
        let again = try Ledger.open(path: path).ledger
        try await again.save([kept])
        let entries = try await again.loadQueue(claiming: true)
        try #require(entries.count == 2)
        #expect(entries[0].lacksSecrets)
        #expect(entries[0].request.sources == ["https://example.org/a?b=@c", "ftp://example.net"])
        #expect(entries[0].request.transport.headers == ["Accept: a"])
        #expect(entries[0].request.transport.proxy == "http://proxy:3128")
        #expect(entries[0].request.transport.credentials == nil)
        #expect(entries[1] == kept)
    }

    @Test func `the history is searched and paged, latest first`() async throws {
        let ledger = try Ledger.open(path: path).ledger
        var entries = (1...25).map { entry($0) }
        for index in entries.indices.dropLast(2) {
            entries[index].isListed = false
            entries[index].state = .done(path: "/srv/files/\(index + 1)%_\\.iso")
            // Several with equal times: a page boundary between them must not lose any.
            entries[index].finished = Double(5000 + index / 4)
        }
        try await ledger.save(entries)
        var pages: [[Int64]] = []
        var last: LedgerEntry?
        repeat {
            let page = try await ledger.history(after: last, limit: 10)
            pages.append(page.map(\.id.rawValue))
            last = page.last
        } while last != nil
        #expect(pages == [(14...23).reversed(), (4...13).reversed(), (1...3).reversed(), []])
        #expect(try await ledger.history(matching: "%_\\.ISO").count == 23)
        #expect(try await ledger.history(matching: "/12.iso").map(\.id.rawValue) == [12])
        #expect(try await ledger.history(matching: "2%i").isEmpty)
    }

    @Test func `a file not known to be durable is reported`() async throws {
        let ledger = try Ledger.open(path: path).ledger
        var entries = (1...3).map { entry($0) }
        entries[0].state = .done(path: "/a")
        entries[1].state = .done(path: "/b")
        entries[1].isDurable = true
        try await ledger.save(entries)
        #expect(try await ledger.unsettled().map(\.id.rawValue) == [1])
    }

    @Test func `hosts survive a round trip`() async throws {
        let ledger = try Ledger.open(path: path).ledger
        var host = LedgerHost(host: "example.org:443")
        try await ledger.save(hosts: [host, LedgerHost(host: "a:80")])
        host.connectionCeiling = 4
        host.rangeCap = 1 << 33
        host.givesRanges = true
        host.goodFragments = 12
        host.updated = 17.5
        try await ledger.save(hosts: [host])
        #expect(try await ledger.loadHosts() == [LedgerHost(host: "a:80"), host])
    }

    @Test func `rows of a process belong to it while it runs`() async throws {
        let one = try Ledger.open(path: path).ledger
        let two = try Ledger.open(path: path).ledger
        let ids = try await one.takeIDs(2)
        #expect(try await two.takeIDs(1).lowerBound == ids.upperBound)
        try await one.save([entry(1)])
        try await two.save([entry(2)])
        let seen = try await two.loadQueue(claiming: true)
        try #require(seen.map(\.isInUse) == [true, false])
        var theirs = seen[0]
        theirs.name = "mine now"
        #expect(try await two.save([theirs, seen[1]]) == [DownloadID(1)])
        #expect(try await two.claim([DownloadID(1)]) == [])
        #expect(try await one.loadQueue(claiming: false).map(\.name) == ["1.iso", "2.iso"])
        await one.close()
        #expect(try await two.claim([DownloadID(1)]).map(\.isInUse) == [false])
    }

    @Test func `rows of a killed process are claimed`() async throws {
        var one: Ledger? = try Ledger.open(path: path).ledger
        try await one?.save([entry(1)])
        one = nil  // closes the descriptors, as a kill does, and releases nothing
        let two = try Ledger.open(path: path).ledger
        #expect(try await two.loadQueue(claiming: false).map(\.isInUse) == [false])
        #expect(try await two.loadQueue(claiming: true).map(\.isInUse) == [false])
    }

    @Test func `many processes lose no row`() async throws {
        let path = path
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    let ledger = try Ledger.open(path: path).ledger
                    for _ in 0..<20 {
                        let id = try await ledger.takeIDs(1).lowerBound
                        try await ledger.save([entry(id)])
                    }
                    await ledger.close()
                }
            }
            try await group.waitForAll()
        }
        let all = try await Ledger.open(path: path).ledger.loadQueue(claiming: true)
        #expect(all.map(\.id.rawValue) == Array(1...120))
    }

    @Test(arguments: [
        Array("this is not a ledger but a letter to a friend".utf8),
        Array("SQLite format 3\0".utf8) + pattern(ByteRange(0, 9000)),
    ])
    func `a file that is not a ledger is moved aside`(bytes: [UInt8]) async throws {
        folder.put(bytes, "ledger.sqlite")
        let path = folder.path + "/ledger.sqlite"
        let (ledger, notice) = try Ledger.open(path: path)
        #expect(notice == "the ledger was damaged; it was moved to \(path).broken")
        #expect(folder.content("ledger.sqlite.broken") == bytes)
        try await ledger.save([entry(1)])
        await ledger.close()
        #expect(try Ledger.open(path: path).notice == nil)
    }

    @Test(arguments: [
        Array("this is not a ledger but a letter to a friend".utf8),
        Array("SQLite format 3\0".utf8) + pattern(ByteRange(0, 9000)),
    ])
    func `a damaged ledger is reported by a reader, and stays`(bytes: [UInt8]) throws {
        folder.put(bytes, "ledger.sqlite")
        let path = folder.path + "/ledger.sqlite"
        let error = #expect(throws: LedgerError.self) {
            _ = try Ledger.openForReading(path: path)
        }
        #expect(error?.cause == "the ledger was damaged: \(path)")
        #expect(folder.content("ledger.sqlite") == bytes)
        #expect(!folder.names.contains { $0.contains("broken") })
    }

    @Test(arguments: [false, true])
    func `a ledger of a later version is refused, and stays as it is`(reads: Bool) async throws {
        let path = folder.path + "/ledger.sqlite"
        let ledger = try Ledger.open(path: path).ledger
        try await ledger.save([entry(1)])
        _ = try await ledger.perform { database in
            try database.execute(sql: "INSERT INTO grdb_migrations VALUES ('2 later')")
        }
        await ledger.close()
        let names = folder.names
        let error = #expect(throws: LedgerError.self) {
            if reads {
                _ = try Ledger.openForReading(path: path)
            } else {
                _ = try Ledger.open(path: path, continues: true)
            }
        }
        #expect(
            error?.cause == "the ledger was written by a newer pdl-tui: \(path); update pdl-tui,"
                + " or move that file away")
        #expect(error?.isOfNewerVersion == true)
        #expect(folder.names == names)
        let old = try DatabaseQueue(path: path)
        #expect(
            try await old.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM downloads") } == 1)
    }

    @Test func `corrupt pages give an error or entries, never a crash`() async throws {
        let path = folder.path + "/ledger.sqlite"
        let ledger = try Ledger.open(path: path).ledger
        try await ledger.save((1...200).map { entry($0) })
        await ledger.close()
        let good = try #require(folder.content("ledger.sqlite"))
        for seed in 0..<20 {
            var random = SeededRandom(seed: UInt64(seed))
            var bytes = good
            for _ in 0..<30 {
                let position = Int.random(in: 100..<bytes.count, using: &random)
                bytes[position] = UInt8.random(in: 0...255, using: &random)
            }
            let damaged = TemporaryFolder()
            damaged.put(bytes, "ledger.sqlite")
            let again = try Ledger.open(path: damaged.path + "/ledger.sqlite").ledger
            _ = try? await again.loadQueue(claiming: true)
            _ = try? await again.history()
            _ = try? await again.save([entry(1000)])
        }
    }

    @Test func `without a writable place there is no ledger`() {
        folder.put([], "file")
        for path in [folder.path + "/file/ledger.sqlite", "relative.sqlite", "", folder.path] {
            #expect(throws: LedgerError.self) { _ = try Ledger.open(path: path) }
        }
    }

    @Test func `a long history does not slow the start`() async throws {
        let ledger = try Ledger.open(path: path).ledger
        var entries = (1...500).map { entry($0) }
        for index in entries.indices.dropFirst(50) {
            entries[index].isListed = false
            entries[index].state = .done(path: "/srv/files/\(index)")
            entries[index].isDurable = true
        }
        try await ledger.save(entries)
        let plans = try await ledger.perform { database in
            try [
                "WHERE listed = 1 ORDER BY position, id",
                "WHERE state = 'done' AND settled = 0 ORDER BY id",
                "WHERE (listed = 0 OR state = 'done') ORDER BY time DESC, id DESC LIMIT 100",
                "WHERE url IN ('a', 'b') AND folder = 'c' ORDER BY id DESC LIMIT 16",
            ].map { condition in
                try Row.fetchAll(
                    database, sql: "EXPLAIN QUERY PLAN SELECT * FROM downloads \(condition)"
                ).map { $0["detail"] as String }.joined(separator: "; ")
            }
        }
        for (plan, index) in zip(plans, ["listed", "unsettled", "time", "url"]) {
            #expect(plan.contains("USING INDEX downloads_\(index)"), "\(plan)")
        }
        try #require(plans.count == 4)
        #expect(!plans[0].contains("TEMP B-TREE") && !plans[2].contains("TEMP B-TREE"))
    }
}
