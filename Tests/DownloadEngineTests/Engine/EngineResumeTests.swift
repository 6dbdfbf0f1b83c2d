import DownloadCore
import FaultOrigin
import Glibc
import Testing

@testable import DownloadEngine

/// What an engine resumes, and what it leaves alone.
@Suite struct `An engine and existing part files` {
    @Test func `a restored download has its bytes`() async throws {
        let size: Int64 = 16 << 20
        let body = Body.pattern(size)
        let origin = try await FaultOrigin.start(body: body)
        origin.hold(after: 900_000)
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.undoWindow = 600 }
        let id = try await run.add(origin.url(), to: folder.path)
        try await run.wait(for: id, "some bytes") { $0.received > 600_000 }
        await run.engine.perform(.remove([id], deletingPartFile: true))
        try await wait(for: "an empty list") { run.snapshot?.downloads.isEmpty == true }
        #expect(folder.names == ["file.bin.part"])
        try await wait(for: "quiet") { origin.openConnections == 0 }
        origin.misbehave(.throttle(8 << 20))
        origin.release()
        await run.engine.perform(.restore([id]))
        try await run.wait(forEndOf: id)
        #expect(folder.holds(body, as: "file.bin"))
        #expect(origin.bytesServed < size + 2 << 20)
        await run.stop()
        try await origin.stop()
    }

    @Test func `a part file is deleted when the undo window ends, or at the exit`() async throws {
        let origin = try await FaultOrigin.start(body: .pattern(16 << 20))
        for regret in [0.1, 100] {
            origin.hold(after: 600_000)
            let folder = TemporaryFolder()
            let run = try await EngineRun { $0.undoWindow = regret }
            let id = try await run.add(origin.url(), to: folder.path)
            try await run.wait(for: id, "bytes") { $0.received > 300_000 }
            await run.engine.perform(.remove([id], deletingPartFile: true))
            if regret < 1 { try await wait(for: "an empty folder") { folder.names.isEmpty } }
            await run.stop()
            #expect(folder.names == [])
        }
        try await origin.stop()
    }

    @Test func `a download just deleted can be added again at once`() async throws {
        let body = Body.pattern(16 << 20)
        let origin = try await FaultOrigin.start(body: body)
        origin.hold(after: 600_000)
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let first = try await run.add(origin.url(), to: folder.path)
        try await run.wait(for: first, "bytes") { $0.received > 300_000 }
        await run.engine.perform(.remove([first], deletingPartFile: true))
        origin.misbehave(.throttle(8 << 20))
        origin.release()
        let second = try await run.add(origin.url(), to: folder.path)
        try await run.wait(forEndOf: second)
        #expect(folder.names == ["file.bin"])
        await run.stop()
        try await origin.stop()
    }

    @Test func `a numbered part file is found again`() async throws {
        let size: Int64 = 16 << 20
        let body = Body.pattern(size)
        let origin = try await FaultOrigin.start(body: body)
        origin.hold(after: 900_000)
        let folder = TemporaryFolder()
        folder.put([1, 2, 3], "file.bin")
        let first = try await EngineRun()
        let id = try await first.add(origin.url(), to: folder.path)
        try await first.wait(for: id, "some bytes") { $0.received > 600_000 }
        await first.stop()
        #expect(folder.names == ["file (1).bin.part", "file.bin"])
        origin.misbehave(.throttle(8 << 20))
        origin.release()
        let second = try await EngineRun()
        let again = try await second.add(origin.url(), to: folder.path)
        try await second.wait(forEndOf: again)
        #expect(folder.names == ["file (1).bin", "file.bin"])
        #expect(folder.holds(body, as: "file (1).bin"))
        #expect(origin.bytesServed < size + 2 << 20)
        await second.stop()
        try await origin.stop()
    }

    @Test func `a part file of another source is left alone`() async throws {
        let body = Body.pattern(16 << 20)
        let origin = try await FaultOrigin.start(body: body)
        origin.hold(after: 900_000)
        let other = Body.pattern(16 << 20, seed: 2)
        var resource = Resource(other)
        resource.entityTag = "\"other\""
        resource.lastModified = "Fri, 02 Jan 2026 00:00:00 GMT"
        let otherOrigin = try await FaultOrigin.start(resource)
        let folder = TemporaryFolder()
        let first = try await EngineRun { $0.asksUser = false }
        let id = try await first.add(origin.url(), to: folder.path)
        try await first.wait(for: id, "some bytes") { $0.received > 600_000 }
        await first.stop()
        let second = try await EngineRun { $0.asksUser = false }
        let wrong = try await second.add(otherOrigin.url(), to: folder.path)
        let done = try await second.wait(forEndOf: wrong)
        #expect(folder.names == [done.name, "file.bin.part"].sorted())
        #expect(folder.holds(other, as: done.name))
        origin.misbehave(.throttle(8 << 20))
        origin.release()
        let right = try await second.add(origin.url(), to: folder.path)
        let end = try await second.wait(forEndOf: right)
        #expect(folder.holds(body, as: end.name))
        #expect(origin.bytesServed < 18 << 20)
        await second.stop()
        try await origin.stop()
        try await otherOrigin.stop()
    }

    @Test func `a complete file missing from the ledger is not fetched again`() async throws {
        let body = Body.pattern(16 << 20)
        let origin = try await FaultOrigin.start(body: body)
        origin.hold(after: 900_000)
        let (folder, state) = (TemporaryFolder(), TemporaryFolder())
        let ledger = state.path + "/ledger.sqlite"
        let first = try await EngineRun(ledger: ledger)
        let id = try await first.add(origin.url(), to: folder.path)
        try await first.wait(for: id, "some bytes") { $0.received > 600_000 }
        await first.stop()
        // Another process resumes it to the end.
        origin.misbehave(.throttle(8 << 20))
        origin.release()
        let other = try await EngineRun()
        let same = try await other.add(origin.url(), to: folder.path)
        try await other.wait(forEndOf: same)
        await other.stop()
        await origin.settle()
        let served = origin.bytesServed
        let second = try await EngineRun(ledger: ledger)
        try await second.wait(forEndOf: id)
        await origin.settle()
        #expect(origin.bytesServed == served)
        #expect(folder.names == ["file.bin"])
        #expect(folder.holds(body, as: "file.bin"))
        await second.stop()
        try await origin.stop()
    }

    @Test func `a missing part file raises a question when much is lost`() async throws {
        let body = Body.pattern(80 << 20)
        let origin = try await FaultOrigin.start(body: body)
        origin.hold(after: 20 << 20)
        let (folder, state) = (TemporaryFolder(), TemporaryFolder())
        let ledger = state.path + "/ledger.sqlite"
        let first = try await EngineRun(ledger: ledger)
        let id = try await first.add(origin.url(), to: folder.path)
        try await first.wait(for: id, "much") { $0.received > 18 << 20 }
        await first.stop()
        unlink(folder.path + "/file.bin.part")
        let second = try await EngineRun(ledger: ledger)
        try await second.wait(for: id, "the question") {
            $0.state == .paused(.question(.partFileMissing))
        }
        origin.misbehave(.throttle(8 << 20))
        origin.release()
        await second.engine.perform(.startOver(id))
        try await second.wait(forEndOf: id)
        #expect(folder.holds(body, as: "file.bin"))
        await second.stop()
        try await origin.stop()
    }

    @Test func `a complete part file of unknown origin is not trusted`() async throws {
        let body = Body.pattern(3 << 20)
        let origin = try await FaultOrigin.start(body: body)
        let folder = TemporaryFolder()
        for seed in [2, 1] as [UInt64] {
            // One of another source, with its validator; then the correct one.
            let content = Body.pattern(3 << 20, seed: seed).bytes(in: 0..<(3 << 20))
            let part = try PartFile.make(
                in: folder, name: "file.bin", length: 3 << 20,
                validator: Validator(
                    entityTag: seed == 1 ? "\"first\"" : "\"second\"",
                    lastModified: "Thu, 01 Jan 2026 00:00:00 GMT",
                    date: "Sun, 22 Nov 2026 12:00:00 GMT"
                ).text)
            try part.write(content.span.bytes, at: 0)
            try part.close()
            let run = try await EngineRun { $0.asksUser = false }
            let id = try await run.add(origin.url(), to: folder.path)
            let end = try await run.wait(forEndOf: id)
            #expect(folder.holds(body, as: end.name))
            #expect(folder.names.contains("file.bin.part") == (seed == 2))
            await run.stop()
            if seed == 2 { unlink(folder.path + "/file.bin.part") }
        }
        try await origin.stop()
    }

    @Test func `two sources of one name at the same time get two files`() async throws {
        let (one, two) = (Body.pattern(4 << 20), Body.pattern(4 << 20, seed: 2))
        var resource = Resource(two)
        resource.entityTag = "\"other\""
        let first = try await FaultOrigin.start(body: one)
        first.hold(after: 300_000)
        let second = try await FaultOrigin.start(resource)
        second.hold(after: 300_000)
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let a = try await run.add(first.url(), to: folder.path)
        try await run.wait(for: a, "bytes") { $0.received > 0 }
        let b = try await run.add(second.url(), to: folder.path)
        try await run.wait(for: b, "bytes") { $0.received > 0 }
        first.release()
        try await run.wait(forEndOf: a)
        second.release()
        let end = try await run.wait(forEndOf: b)
        #expect(folder.holds(one, as: "file.bin"))
        #expect(end.name == "file (1).bin")
        #expect(folder.holds(two, as: end.name))
        await run.stop()
        try await first.stop()
        try await second.stop()
    }

    @Test func `two engines at one file: one works, the other reports it and resumes later`()
        async throws
    {
        let body = Body.pattern(16 << 20)
        let origin = try await FaultOrigin.start(body: body)
        origin.hold(after: 300_000)
        let folder = TemporaryFolder()
        let (first, second) = (try await EngineRun(), try await EngineRun())
        let a = try await first.add(origin.url(), to: folder.path)
        try await first.wait(for: a, "bytes") { $0.received > 0 }
        let b = try await second.add(origin.url(), to: folder.path)
        try await second.wait(for: b, "the notice") { $0.state == .paused(.inUse) }
        #expect(folder.names == ["file.bin.part"])
        await first.stop()
        origin.misbehave(.throttle(8 << 20))
        origin.release()
        await second.engine.perform(.resume([b]))
        try await second.wait(forEndOf: b)
        #expect(folder.holds(body, as: "file.bin") && folder.names == ["file.bin"])
        await second.stop()
        try await origin.stop()
    }

    @Test func `a correct checksum finishes, a wrong one sets the file aside`()
        async throws
    {
        let body = Body.pattern(12 << 20)
        let origin = try await FaultOrigin.start(body: body)
        let folder = TemporaryFolder()
        let bytes = body.bytes(in: 0..<body.count)
        let right = BodyDigest.hex(of: bytes.span.bytes, .sha256)
        let run = try await EngineRun()
        let good = try await run.add(origin.url("/good.bin"), to: folder.path) {
            $0.checksum = Checksum("sha256:\(right)")
        }
        try await run.wait(forEndOf: good)
        let bad = try await run.add(origin.url("/bad.bin"), to: folder.path) {
            $0.checksum = Checksum("md5:" + String(repeating: "0", count: 32))
        }
        let failed = try await run.wait(for: bad, "failure") {
            if case .failed = $0.state { true } else { false }
        }
        guard case .failed(let error) = failed.state else { return }
        #expect(error.kind == .checksum)
        #expect(folder.names == ["bad.bin.bad", "good.bin"])
        let served = origin.bytesServed
        await run.engine.perform(.retry([bad]))
        try await wait(for: "another fetch") { origin.bytesServed >= served + body.count }
        try await wait(for: "a second file aside") { folder.names.contains("bad.bin (1).bad") }
        await run.stop()
        #expect(folder.names == ["bad.bin (1).bad", "bad.bin.bad", "good.bin"])
        #expect(folder.holds(body, as: "bad.bin (1).bad"))
        let next = try await EngineRun()
        let sum = BodyDigest.hex(of: bytes.span.bytes, .md5)
        let id = try await next.add(origin.url("/bad.bin"), to: folder.path) {
            $0.checksum = Checksum("md5:\(sum)")
        }
        try await next.wait(forEndOf: id)
        #expect(folder.holds(body, as: "bad.bin"))
        await next.stop()
        try await origin.stop()
    }

    @Test(arguments: [false, true])
    func `a file that changed at its URL is restarted in place`(
        namedByServer: Bool
    ) async throws {
        var new = Resource(Body.pattern(9 << 20, seed: 2))
        new.entityTag = "\"new\""
        let name = namedByServer ? "named.iso" : "file.bin"
        let names = Fault.field("Content-Disposition", "attachment; filename=\"\(name)\"")
        let origin = try await FaultOrigin.start(
            body: .pattern(16 << 20), names)
        origin.hold(after: 900_000)
        let folder = TemporaryFolder()
        let first = try await EngineRun { $0.asksUser = false }
        let id = try await first.add(origin.url(), to: folder.path)
        try await first.wait(for: id, "some bytes") { $0.received > 600_000 }
        await first.stop()
        #expect(folder.names == [name + ".part"])
        origin.release()
        origin.misbehave(.file(new), names)
        let second = try await EngineRun { $0.asksUser = false }
        let again = try await second.add(origin.url(), to: folder.path)
        try await second.wait(forEndOf: again)
        #expect(folder.names == [name])
        #expect(folder.holds(new.body, as: name))
        await second.stop()
        try await origin.stop()
    }

    private static func gzipped(_ text: String) -> [UInt8] {
        let body = Body.bytes(text.utf8).gzipped
        return body.bytes(in: 0..<body.count)
    }

    /// Answers that are not the file whose first megabyte a stream has brought.
    private static let oddAnswers: [Fault] = [
        .response { _, response in
            response.become(status: 206, text: "<html>Please log in.</html>")
            response.set("Content-Type", "text/html")
            response.set("Content-Range", "bytes 0-26/27")
        },
        .response { _, response in
            response.become(status: 416, text: "")
            response.set("Content-Range", "bytes */0")
        },
        .response { _, response in response.become(status: 200, text: "") },
        .response { _, response in response.become(status: 200, text: "expired") },
        .response { _, response in
            response.become(status: 200, text: "<html>Please log in.</html>")
            response.set("Content-Type", "text/html")
        },
        .coded(gzipped("expired"), as: "gzip"),
        .status(503), .status(404),
    ]

    @Test(arguments: oddAnswers.indices)
    func `an odd answer in the next run leaves the bytes of a stream`(_ index: Int) async throws {
        let body = Body.pattern(1_500_000)
        let stream: [Fault] = [.noRanges(), .chunked()]
        let origin = try await FaultOrigin.start(Resource(body), faults: stream)
        origin.hold(after: 1_000_000)
        let folder = TemporaryFolder()
        let first = try await EngineRun { $0.asksUser = false }
        let id = try await first.add(origin.url(), to: folder.path)
        try await first.wait(for: id, "some bytes") { $0.received > 900_000 }
        await first.stop()
        origin.release()
        let before = folder.content("file.bin.part")
        origin.misbehave([Self.oddAnswers[index]])
        let second = try await EngineRun {
            $0.asksUser = false
            $0.retries = 1
        }
        let again = try await second.add(origin.url(), to: folder.path)
        try await second.wait(for: again, "failure") {
            if case .failed = $0.state { true } else { false }
        }
        await second.stop()
        #expect(folder.content("file.bin.part") == before)
        #expect(folder.names == ["file.bin.part"])
        origin.misbehave(stream)
        let third = try await EngineRun { $0.asksUser = false }
        let last = try await third.add(origin.url(), to: folder.path)
        try await third.wait(forEndOf: last)
        #expect(folder.holds(body, as: "file.bin"))
        await third.stop()
        try await origin.stop()
    }

    @Test func `an unclaimed part file of unknown length is not overwritten`() async throws {
        let body = Body.pattern(1 << 20)
        let origin = try await FaultOrigin.start(body: body)
        let folder = TemporaryFolder()
        let part = try PartFile.make(in: folder, name: "file.bin", length: nil)
        try part.fill(ByteRange(0, 5_000))
        try part.close()
        let before = folder.content("file.bin.part")
        let run = try await EngineRun { $0.asksUser = false }
        let id = try await run.add(origin.url(), to: folder.path)
        let end = try await run.wait(forEndOf: id)
        #expect(end.name == "file.bin" && folder.holds(body, as: "file.bin"))
        #expect(folder.content("file.bin.part") == before)
        await run.stop()
        try await origin.stop()
    }
}
