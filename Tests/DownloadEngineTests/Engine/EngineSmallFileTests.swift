import DownloadCore
import FaultOrigin
import Testing

@testable import DownloadEngine

/// Files that fit into memory and are written at once.
@Suite struct `An engine and small files` {
    private let body = Body.pattern(200 << 10)

    @Test func `many of one name are numbered, and leave no part file`() async throws {
        let origin = try await FaultOrigin.start(body: body)
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.activeDownloads = 4 }
        var ids: [DownloadID] = []
        for _ in 0..<12 { ids.append(try await run.add(origin.url(), to: folder.path)) }
        for id in ids { try await run.wait(forEndOf: id) }
        let names = (0..<12).map { $0 == 0 ? "file.bin" : "file (\($0)).bin" }
        #expect(Set(folder.names) == Set(names))
        for name in names { #expect(folder.holds(body, as: name)) }
        await run.stop()
        try await origin.stop()
    }

    @Test func `a part file of another user is left alone`() async throws {
        let origin = try await FaultOrigin.start(body: body)
        let folder = TemporaryFolder()
        folder.put([1, 2, 3], "file.bin.part")
        let run = try await EngineRun()
        let id = try await run.add(origin.url(), to: folder.path)
        let end = try await run.wait(forEndOf: id)
        #expect(end.name == "file.bin")
        #expect(
            end.refusal?.text
                == "does not resume file.bin.part, which does not end with a valid progress record")
        #expect(folder.holds(body, as: "file.bin"))
        #expect(folder.content("file.bin.part") == [1, 2, 3])
        #expect(folder.names.count == 2)
        await run.stop()
        try await origin.stop()
    }

    @Test func `an older file is replaced if requested`() async throws {
        let origin = try await FaultOrigin.start(body: body)
        let folder = TemporaryFolder()
        folder.put([1, 2, 3], "file.bin")
        let run = try await EngineRun()
        let id = try await run.add(origin.url(), to: folder.path) { $0.onExists = .overwrite }
        try await run.wait(forEndOf: id)
        #expect(folder.names == ["file.bin"])
        #expect(folder.holds(body, as: "file.bin"))
        await run.stop()
        try await origin.stop()
    }

    @Test func `a slow one gets a part file, and resumes from it`() async throws {
        let origin = try await FaultOrigin.start(body: body)
        origin.hold(after: 10_000)
        let folder = TemporaryFolder()
        let first = try await EngineRun()
        _ = try await first.add(origin.url(), to: folder.path)
        try await wait(for: "a part file") { folder.names == ["file.bin.part"] }
        await first.stop()
        try await waitForRecord(of: "file.bin", in: folder, atLeast: 1)
        origin.release()
        let before = origin.log.count
        let second = try await EngineRun()
        let id = try await second.add(origin.url(), to: folder.path)
        try await second.wait(forEndOf: id)
        #expect(folder.names == ["file.bin"])
        #expect(folder.holds(body, as: "file.bin"))
        let ranges = origin.log[before...].map { $0.request.field("range") ?? "" }
        #expect(!ranges.isEmpty && ranges.allSatisfy { $0 != "" && !$0.hasPrefix("bytes=0-") })
        await second.stop()
        try await origin.stop()
    }

    /// Waits until a part file records its bytes: the end of an engine waits for a slow disk only
    /// so long.
    private func waitForRecord(
        of name: String, in folder: TemporaryFolder, atLeast count: Int64
    ) async throws {
        try await wait(for: "the record of \(name)") {
            guard let part = try? PartFile.adopt(in: folder.path, name: name) else { return false }
            defer { try? part.close() }
            return part.covered.count >= count
        }
    }

    @Test func `in a long queue the last one resumes from an earlier run`()
        async throws
    {
        let origin = try await FaultOrigin.start(body: body)
        origin.hold(after: 100 << 10)
        let folder = TemporaryFolder()
        let first = try await EngineRun()
        let last = try await first.add(origin.url("/last.bin"), to: folder.path)
        try await first.wait(for: last, "100 KiB") { $0.received >= 100 << 10 }
        try await wait(for: "a part file") { folder.names == ["last.bin.part"] }
        await first.stop()
        try await waitForRecord(of: "last.bin", in: folder, atLeast: 50 << 10)
        origin.misbehave(.throttle(8 << 20))
        origin.release()
        let before = origin.log.count
        let second = try await EngineRun { $0.activeDownloads = 4 }
        var ids: [DownloadID] = []
        for number in 1...40 {
            ids.append(try await second.add(origin.url("/\(number).bin"), to: folder.path))
        }
        ids.append(try await second.add(origin.url("/last.bin"), to: folder.path))
        for id in ids { try await second.wait(forEndOf: id) }
        #expect(folder.names.count == 41)
        for name in folder.names { #expect(folder.holds(body, as: name)) }
        let asked = origin.log[before...].filter { $0.request.target == "/last.bin" }
        #expect(!asked.isEmpty)
        #expect(asked.allSatisfy { $0.request.field("range")?.hasPrefix("bytes=0-") == false })
        await second.stop()
        try await origin.stop()
    }

    @Test func `short responses that exceed their fragments are used, not failures`()
        async throws
    {
        let body = Body.pattern(1 << 20)
        let origin = try await FaultOrigin.start(body: body, .gives { $0.lowerBound..<$1 })
        for _ in 0..<10 {
            let folder = TemporaryFolder()
            let run = try await EngineRun()
            // The last fragment but one is 128 KiB long and gets 256 KiB, which fit into a block.
            let id = try await run.add(origin.url(), to: folder.path, fragments: 8)
            let end = try await run.wait(forEndOf: id)
            #expect(folder.holds(body, as: "file.bin"))
            #expect(!end.events.contains { $0.text.contains("too early") }, "\(end.events)")
            await run.stop()
        }
        try await origin.stop()
    }

    @Test func `one that breaks in the middle resumes from there`() async throws {
        let origin = try await FaultOrigin.start(body: body, .cut(after: 100 << 10))
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(origin.url(), to: folder.path)
        try await run.wait(forEndOf: id)
        #expect(folder.names == ["file.bin"])
        #expect(folder.holds(body, as: "file.bin"))
        #expect(origin.bytesServed < 320 << 10)
        await run.stop()
        try await origin.stop()
    }

    @Test func `one being written does not delay others`() async throws {
        let origin = try await FaultOrigin.start(body: body)
        let disk = HungDisk()
        let (one, other) = (TemporaryFolder(), TemporaryFolder())
        let run = try await EngineRun(system: disk) { $0.activeDownloads = 1 }
        let slow = try await run.add(origin.url(), to: one.path) { $0.name = "hung.bin" }
        let quick = try await run.add(origin.url(), to: other.path)
        try await run.wait(forEndOf: quick)
        #expect(disk.holdsSomebodyUp)
        #expect(other.holds(body, as: "file.bin"))
        disk.hangs(false)
        try await run.wait(forEndOf: slow)
        #expect(one.holds(body, as: "hung.bin"))
        await run.stop()
        try await origin.stop()
    }
}
