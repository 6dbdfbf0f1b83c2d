import DownloadCore
import FaultOrigin
import Harness
import Glibc
import Synchronization
import Testing

@testable import DownloadEngine

/// Disks that are full, fail or hang, under a running engine.
@Suite struct `An engine and its disks` {
    @Test func `a full disk pauses with the reason, others continue, space resumes it`()
        async throws
    {
        let body = Body.pattern(3 << 20)
        let origin = try await FaultOrigin.start(body: body)
        let (full, roomy) = (TemporaryFolder(), TemporaryFolder())
        let disk = TroubledDisk()
        disk.refuseWrites(after: 1 << 20, with: ENOSPC)
        let run = try await EngineRun(system: disk)
        let first = try await run.add(origin.url(), to: full.path)
        let paused = try await run.wait(for: first, "pause") {
            if case .paused(.disk) = $0.state { true } else { false }
        }
        guard case .paused(.disk(let error)) = paused.state else { return }
        #expect(error.kind == .diskFull)
        #expect(error.cause.contains("disk full"))
        disk.allowWrites()
        let second = try await run.add(origin.url("/other.bin"), to: roomy.path)
        try await run.wait(forEndOf: second)
        try await run.wait(forEndOf: first)
        #expect(full.holds(body, as: "file.bin"))
        #expect(full.names == ["file.bin"])
        await run.stop()
        try await origin.stop()
    }

    @Test func `a failed sync retracts its claims, and the file is correct`() async throws {
        let body = Body.pattern(16 << 20)
        let origin = try await FaultOrigin.start(body: body)
        origin.hold(after: 900_000)
        let folder = TemporaryFolder()
        let disk = TroubledDisk()
        let run = try await EngineRun(system: disk)
        let begun = ContinuousClock.now
        let id = try await run.add(origin.url(), to: folder.path)
        try await run.wait(for: id, "some bytes") { $0.received > 600_000 }
        disk.failSyncs(with: EIO)
        // A pause syncs; the kernel may have dropped unwritten pages.
        await run.engine.perform(.pause([id]))
        try await run.wait(for: id, "the disk's word") {
            $0.events.contains { $0.text.contains("cannot write") }
        }
        // A sync happens twice a minute, and its bytes stay claimed.
        let mayBeSynced = ContinuousClock.now - begun > .seconds(25)
        try await run.wait(for: id, "its claims taken back") { $0.received == 0 || mayBeSynced }
        disk.failSyncs(with: nil)
        origin.release()
        await run.engine.perform(.resume([id]))
        try await run.wait(forEndOf: id)
        #expect(folder.holds(body, as: "file.bin"))
        await run.stop()
        try await origin.stop()
    }

    @Test func `a hung disk delays no other download, nor the shutdown`() async throws {
        let large = Body.pattern(64 << 20)
        let origin = try await FaultOrigin.start(body: large)
        let small = Body.pattern(8 << 20, seed: 2)
        let other = try await FaultOrigin.start(body: small)
        let (stuck, fine) = (TemporaryFolder(), TemporaryFolder())
        let disk = HungDisk()
        let run = try await EngineRun(system: disk) { $0.stallTimeout = 2 }
        let hung = try await run.add(origin.url("/hung.bin"), to: stuck.path, fragments: 8)
        try await wait(for: "the hang") { disk.holdsSomebodyUp }
        let hanging = ContinuousClock.now
        for number in 1...3 {
            // It completes while the other hangs, which hangs until released.
            let id = try await run.add(other.url("/\(number).bin"), to: fine.path)
            try await run.wait(forEndOf: id)
            #expect(fine.holds(small, as: "\(number).bin"))
        }
        try await wait(for: "three seconds") { ContinuousClock.now - hanging > .seconds(3) }
        // Paused, not silent: nothing was given up.
        #expect(run[hung]?.state == .running)
        #expect(run[hung]?.events.contains { $0.text.contains("no data") } == false)
        await run.engine.shutdown()
        // It did not wait for the disk, which still hangs.
        #expect(disk.holdsSomebodyUp)
        disk.hangs(false)
        try await wait(for: "the disk") { !disk.holdsSomebodyUp }
        await run.stop()
        try await origin.stop()
        try await other.stop()
    }

    @Test func `a hung disk takes no slot from other disks, and gets none`()
        async throws
    {
        let large = Body.pattern(64 << 20)
        let origin = try await FaultOrigin.start(body: large)
        let small = Body.pattern(1 << 20, seed: 2)
        let other = try await FaultOrigin.start(body: small)
        let (stuck, fine) = (TemporaryFolder(), TemporaryFolder())
        let disk = HungDisk()
        let run = try await EngineRun(system: disk) { $0.activeDownloads = 1 }
        let hung = try await run.add(origin.url("/hung.bin"), to: stuck.path, fragments: 8)
        try await wait(for: "the hang") { disk.holdsSomebodyUp }
        let next = try await run.add(other.url("/next.bin"), to: stuck.path)
        for number in 1...2 {
            let id = try await run.add(other.url("/\(number).bin"), to: fine.path)
            try await run.wait(forEndOf: id)
            #expect(fine.holds(small, as: "\(number).bin"))
        }
        #expect(run[next]?.state == .waiting)
        #expect(run[hung]?.events.contains { $0.text.contains("does not respond") } == true)
        disk.hangs(false)
        try await run.wait(forEndOf: hung)
        try await run.wait(forEndOf: next)
        #expect(stuck.holds(large, as: "hung.bin") && stuck.holds(small, as: "next.bin"))
        await run.stop()
        try await origin.stop()
        try await other.stop()
    }

    @Test func `a disk that hangs for a while loses nothing`() async throws {
        // A lane may also be silent because this machine stands still.
        let stalls = try await measured {
            try await stallsWithHungDisk()
        } until: {
            $0 == 0
        }
        #expect(stalls == 0)
    }

    /// Returns how many lanes are reported as silent when their disk hangs for longer than they may
    /// be.
    private func stallsWithHungDisk() async throws -> Int {
        let body = Body.pattern(48 << 20)
        let origin = try await FaultOrigin.start(body: body)
        let folder = TemporaryFolder()
        let disk = HungDisk()
        let run = try await EngineRun(system: disk) { $0.stallTimeout = 2 }
        let id = try await run.add(origin.url("/hung.bin"), to: folder.path, fragments: 8)
        try await wait(for: "the hang") { disk.holdsSomebodyUp }
        let begun = ContinuousClock.now
        try await wait(for: "three seconds") { ContinuousClock.now - begun > .seconds(3) }
        disk.hangs(false)
        try await run.wait(forEndOf: id)
        #expect(folder.holds(body, as: "hung.bin"))
        let events = try #require(run[id]?.events)
        await run.stop()
        try await origin.stop()
        return events.count { $0.text.contains("no data") }
    }

    @Test func `a body that decodes to a thousand times its size is saved`() async throws {
        let origin = try await FaultOrigin.start(
            body: Body.zeroBomb, .noRanges(), .field("Content-Encoding", "gzip"))
        let folder = TemporaryFolder()
        let run = try await EngineRun()
        let id = try await run.add(origin.url("/zeros"), to: folder.path)
        try await run.wait(forEndOf: id)
        let bytes = try #require(folder.content("zeros"))
        #expect(bytes.count == Int(Body.zeroBombCount))
        let isZero = bytes.withUnsafeBytes { all in
            guard let start = all.baseAddress, all[0] == 0 else { return false }
            return memcmp(start, start + 1, all.count - 1) == 0
        }
        #expect(isZero)
        await run.stop()
        try await origin.stop()
    }

    @Test func `a long list completes with few descriptors`() async throws {
        let body = Body.pattern(300 << 10)
        let origin = try await FaultOrigin.start(body: body)
        let folder = TemporaryFolder()
        let disk = ScarceDisk()
        let run = try await EngineRun(system: disk) { $0.activeDownloads = 16 }
        var ids: [DownloadID] = []
        for number in 0..<48 {
            ids.append(try await run.add(origin.url("/\(number)"), to: folder.path))
        }
        for id in ids { try await run.wait(forEndOf: id) }
        #expect(folder.names.count == 48)
        for name in folder.names { #expect(folder.holds(body, as: name)) }
        #expect(disk.refusals > 0)
        await run.stop()
        try await origin.stop()
    }

    @Test func `the free space of the download folder is in the snapshot`() async throws {
        let folder = TemporaryFolder()
        let run = try await EngineRun { $0.defaultDirectory = folder.path + "/not/yet/there" }
        try await wait(for: "free space") { run.snapshot?.freeBytes != nil }
        var status = statvfs()
        #expect(statvfs(folder.path, &status) == 0)
        let free = Int64(status.f_bavail) * Int64(status.f_frsize)
        #expect(abs((run.snapshot?.freeBytes ?? 0) - free) < 1 << 30)
        await run.stop()
    }

    @Test func `space reserved for others is not given away`() async throws {
        let body = Body.pattern(64 << 20)
        let origin = try await FaultOrigin.start(body: body)
        origin.hold(after: 1 << 20)
        let folder = TemporaryFolder()
        let disk = SmallDisk(room: 96 << 20)
        let run = try await EngineRun(system: disk)
        let first = try await run.add(origin.url("/first.bin"), to: folder.path)
        try await run.wait(for: first, "first bytes") { $0.received > 0 }
        let second = try await run.add(origin.url("/second.bin"), to: folder.path)
        let refused = try await run.wait(for: second, "a refusal") {
            if case .paused(.disk) = $0.state { true } else { false }
        }
        guard case .paused(.disk(let error)) = refused.state else { return }
        #expect(error.kind == .diskFull)
        #expect(run[first]?.state == .running)
        await run.stop()
        try await origin.stop()
    }
}

/// A disk that always reports this much free space, and reserves none.
struct SmallDisk: FileSystemWrapper {
    let wrapped: any FileSystem = LinuxFileSystem()
    let room: Int64

    init(room: Int64) { self.room = room }

    func freeBytes(at folder: borrowing Descriptor) throws(SystemError) -> Int64 { room }

    func allocate(_ file: borrowing Descriptor, length: Int64) throws(SystemError) -> Bool { false }
}

/// A disk on which every seventh open fails with EMFILE.
final class ScarceDisk: FileSystemWrapper {
    let wrapped: any FileSystem = LinuxFileSystem()
    private let calls = Mutex(0)

    /// How often that happened.
    var refusals: Int { calls.withLock { $0 / 7 } }

    private func count() throws(SystemError) {
        let isScarce = calls.withLock { calls in
            calls += 1
            return calls % 7 == 0
        }
        if isScarce { throw SystemError(EMFILE) }
    }

    func openFolder(_ path: String) throws(SystemError) -> Descriptor {
        try count()
        return try wrapped.openFolder(path)
    }

    func create(_ name: String, in folder: borrowing Descriptor) throws(SystemError) -> Descriptor {
        try count()
        return try wrapped.create(name, in: folder)
    }

    func open(_ name: String, in folder: borrowing Descriptor) throws(SystemError) -> Descriptor {
        try count()
        return try wrapped.open(name, in: folder)
    }
}
