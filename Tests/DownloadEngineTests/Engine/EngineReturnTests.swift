import DownloadCore
import FaultOrigin
import Glibc
import Testing

@testable import DownloadEngine

/// What the next run knows from the ledger, and what it has to discover.
@Suite struct `An engine after a restart` {
    @Test func `a copied part file is compared, and trusted from then on`() async throws {
        let body = Body.pattern(64 << 20)
        let origin = try await FaultOrigin.start(body: body, .throttle(128 << 10))
        origin.hold(after: 900_000)
        let (old, new) = (TemporaryFolder(), TemporaryFolder())
        let first = try await EngineRun()
        let id = try await first.add(origin.url(), to: old.path)
        try await first.wait(for: id, "some bytes") { $0.received > 600_000 }
        await first.stop()
        new.put(try #require(old.content("file.bin.part")), "file.bin.part")
        let moved = try #require(try PartFile.adopt(in: new.path, name: "file.bin"))
        #expect(moved.trust == .moved)
        let covered = moved.covered.count
        // Each of them is compared by the lane that begins at its end.
        let (ends, requests) = (moved.covered.ranges.count, origin.log.count)
        try moved.close()
        let second = try await EngineRun()
        origin.release()
        let again = try await second.add(origin.url(), to: new.path)
        try await wait(for: "bytes beyond all that is compared") {
            origin.log[requests...].count { $0.bytesSent > 200_000 } >= ends
        }
        try await second.wait(for: again, "more bytes") { $0.received > covered + 200_000 }
        await second.stop()
        let part = try #require(try PartFile.adopt(in: new.path, name: "file.bin"))
        #expect(part.trust == .full)
        #expect(part.covered.count > covered)
        for range in part.covered.ranges {
            #expect(try part.bytes(in: range) == body.bytes(in: range.start..<range.end))
        }
        try part.close()
        try await origin.stop()
    }

    @Test func `secrets that were not saved are reported and requested again`() async throws {
        let origin = try await FaultOrigin.start(body: .pattern(16 << 20))
        origin.hold(after: 400_000)
        let (folder, state) = (TemporaryFolder(), TemporaryFolder())
        let ledger = state.path + "/ledger.sqlite"
        let first = try await EngineRun(ledger: ledger)
        let id = try await first.add(origin.url(), to: folder.path) {
            $0.transport.credentials = "user:secret"
        }
        try await first.wait(for: id, "bytes") { $0.received > 100_000 }
        await first.stop()
        let second = try await EngineRun(ledger: ledger)
        let picture = try await second.wait(for: id, "its log") { !$0.events.isEmpty }
        #expect(picture.events.first?.text.contains("were not saved") == true)
        await second.stop()
        try await origin.stop()
    }

    @Test func `a new URL with another name keeps the file's name`() async throws {
        let body = Body.pattern(4 << 20)
        // Without a length nothing can be resumed: the response starts the file over.
        let origin = try await FaultOrigin.start(
            body: body, .noRanges(), .chunked())
        origin.hold(after: 900_000)
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.asksUser = false }
        let id = try await run.add(origin.url("/wanted.iso"), to: folder.path)
        try await run.wait(for: id, "bytes") { $0.received > 600_000 }
        origin.release()
        origin.misbehave(.noRanges(), .chunked())
        await run.engine.perform(.replaceSource(id, url: origin.url("/dl.php?key=2")))
        try await run.wait(forEndOf: id)
        #expect(folder.names == ["wanted.iso"])
        #expect(folder.holds(body, as: "wanted.iso"))
        await run.stop()
        try await origin.stop()
    }

    @Test(arguments: [false, true])
    func `a new URL at another server gets no credentials of the old one`(_ isSame: Bool)
        async throws
    {
        let body = Body.pattern(4 << 20)
        let old = try await FaultOrigin.start(body: body)
        old.hold(after: 900_000)
        let new = try await FaultOrigin.start(body: body)
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.asksUser = false }
        let id = try await run.add(old.url(), to: folder.path) {
            $0.transport.headers = ["X-Key: secret"]
            $0.transport.cookies = "session=secret"
            $0.transport.bearer = "secret"
            $0.transport.userAgent = "agent"
        }
        try await run.wait(for: id, "bytes") { $0.received > 0 }
        let target = isSame ? old : new
        let count = target.log.count
        old.release()
        await run.engine.perform(.replaceSource(id, url: target.url("/moved.bin")))
        let end = try await run.wait(forEndOf: id)
        let requests = target.log.dropFirst(count).map(\.request).filter { $0.path == "/moved.bin" }
        #expect(!requests.isEmpty)
        for request in requests {
            for name in ["x-key", "cookie", "authorization"] {
                #expect((request.field(name) != nil) == isSame, "\(name)")
            }
            #expect(request.field("user-agent") == "agent")
        }
        #expect(end.events.contains { $0.text.contains("set them again") } == !isSame)
        await run.stop()
        try await old.stop()
        try await new.stop()
    }
}
