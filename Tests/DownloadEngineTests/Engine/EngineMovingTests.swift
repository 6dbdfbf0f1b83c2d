import DownloadCore
import FaultOrigin
import Glibc
import Testing

@testable import DownloadEngine

/// Downloads moved to another folder.
@Suite struct `A changed folder` {
    private let body = Body.pattern(8 << 20)

    /// Requests another folder.
    private func move(_ id: DownloadID, to folder: String, in run: EngineRun) async throws {
        var request = try #require(run[id]).request
        request.directory = folder
        await run.engine.perform(.edit(id, request))
    }

    /// A download with some bytes in its part file.
    private func begin(
        _ origin: FaultOrigin, in folder: TemporaryFolder, _ run: EngineRun, pauses: Bool = true
    ) async throws -> DownloadID {
        let id = try await run.add(origin.url(), to: folder.path)
        try await run.wait(for: id, "bytes") { $0.received > 150_000 }
        guard pauses else { return id }
        await run.engine.perform(.pause([id]))
        try await run.wait(for: id, "pause") { $0.state == .paused(.user) }
        return id
    }

    @Test func `before the start only the setting changes`() async throws {
        let origin = try await FaultOrigin.start(body: body)
        let (old, new) = (TemporaryFolder(), TemporaryFolder())
        let run = try await EngineRun { $0.activeDownloads = 0 }
        let id = try await run.add(origin.url(), to: old.path)
        try await run.wait(for: id, "place in the queue") { $0.state == .waiting }
        await run.engine.perform(.pause([id]))
        try await move(id, to: new.path + "/deep/er", in: run)
        let picture = try await run.wait(for: id, "folder") {
            $0.request.directory == new.path + "/deep/er"
        }
        #expect(picture.state == .paused(.user))
        #expect(picture.refusal == nil)
        #expect(new.names.isEmpty && old.names.isEmpty)
        await run.stop()
        try await origin.stop()
    }

    @Test func `the part file moves along during a pause`() async throws {
        let origin = try await FaultOrigin.start(body: body)
        origin.hold(after: 400_000)
        let (old, new) = (TemporaryFolder(), TemporaryFolder())
        let run = try await EngineRun()
        let id = try await begin(origin, in: old, run)
        try await move(id, to: new.path + "/made", in: run)
        let moved = try await run.wait(for: id, "move") {
            $0.request.directory == new.path + "/made" && $0.received > 150_000
        }
        #expect(moved.state == .paused(.user))
        #expect(old.names.isEmpty && new.names == ["made"])
        origin.release()
        await run.engine.perform(.resume([id]))
        let end = try await run.wait(forEndOf: id)
        #expect(old.names.isEmpty)
        #expect(new.holds(body, as: "made/file.bin"))
        // The received bytes are not requested again.
        #expect(end.events.contains { $0.text.hasPrefix("resuming at") })
        await run.stop()
        try await origin.stop()
    }

    @Test func `a running download resumes there by itself`() async throws {
        let origin = try await FaultOrigin.start(body: body)
        origin.hold(after: 400_000)
        let (old, new) = (TemporaryFolder(), TemporaryFolder())
        let run = try await EngineRun()
        let id = try await begin(origin, in: old, run, pauses: false)
        try await move(id, to: new.path, in: run)
        // Keys pressed meanwhile do no harm.
        await run.engine.perform(.resume([id]))
        try await run.wait(for: id, "work in the other folder") {
            $0.request.directory == new.path && $0.state == .running
        }
        origin.release()
        let end = try await run.wait(forEndOf: id)
        #expect(old.names.isEmpty && new.names == ["file.bin"])
        #expect(new.holds(body, as: "file.bin"))
        #expect(end.events.contains { $0.text.hasPrefix("resuming at") })
        await run.stop()
        try await origin.stop()
    }

    @Test func `a pause meanwhile takes effect, and a small file starts over`() async throws {
        let small = Body.pattern(100_000)
        let origin = try await FaultOrigin.start(body: small)
        origin.hold(after: 10_000)
        let (old, new) = (TemporaryFolder(), TemporaryFolder())
        let run = try await EngineRun()
        let id = try await run.add(origin.url(), to: old.path)
        try await run.wait(for: id, "an answer") { $0.state == .running }
        try await move(id, to: new.path, in: run)
        await run.engine.perform(.pause([id]))
        try await run.wait(for: id, "pause in the other folder") {
            $0.request.directory == new.path && $0.state == .paused(.user)
        }
        origin.release()
        await run.engine.perform(.resume([id]))
        try await run.wait(forEndOf: id)
        #expect(old.names.isEmpty && new.names == ["file.bin"])
        #expect(new.holds(small, as: "file.bin"))
        await run.stop()
        try await origin.stop()
    }

    @Test func `a taken name there is left alone, and the download stays`() async throws {
        let origin = try await FaultOrigin.start(body: body)
        origin.hold(after: 400_000)
        let (old, new) = (TemporaryFolder(), TemporaryFolder())
        new.put([1, 2, 3], "file.bin.part")
        let run = try await EngineRun()
        let id = try await begin(origin, in: old, run)
        try await move(id, to: new.path, in: run)
        let picture = try await run.wait(for: id, "refusal") { $0.refusal != nil }
        #expect(
            picture.refusal?.text
                == "stays in \(old.path): file.bin.part already exists in \(new.path)")
        #expect(picture.request.directory == old.path)
        #expect(new.content("file.bin.part") == [1, 2, 3])
        origin.release()
        await run.engine.perform(.resume([id]))
        try await run.wait(forEndOf: id)
        #expect(old.holds(body, as: "file.bin"))
        await run.stop()
        try await origin.stop()
    }

    @Test func `another disk is refused, and it resumes where it was`() async throws {
        let origin = try await FaultOrigin.start(body: body)
        origin.hold(after: 400_000)
        let (old, new) = (TemporaryFolder(), TemporaryFolder())
        let made = new.path + "/deep/er"
        let run = try await EngineRun(system: TwoDisks())
        let id = try await begin(origin, in: old, run, pauses: false)
        try await move(id, to: made, in: run)
        let picture = try await run.wait(for: id, "refusal") { $0.refusal != nil }
        #expect(picture.refusal?.text == "stays in \(old.path): \(made) is on another disk")
        // The empty folder created for it is removed.
        #expect(new.names.isEmpty)
        origin.release()
        let end = try await run.wait(forEndOf: id)
        #expect(end.request.directory == old.path)
        #expect(old.holds(body, as: "file.bin"))
        #expect(end.events.contains { $0.text.hasPrefix("resuming at") })
        await run.stop()
        try await origin.stop()
    }

    @Test func `the next run finds it in the new folder`() async throws {
        let origin = try await FaultOrigin.start(body: body)
        origin.hold(after: 400_000)
        let (old, new, state) = (TemporaryFolder(), TemporaryFolder(), TemporaryFolder())
        let ledger = state.path + "/ledger.sqlite"
        let first = try await EngineRun(ledger: ledger)
        let id = try await begin(origin, in: old, first, pauses: false)
        try await move(id, to: new.path, in: first)
        try await first.wait(for: id, "move") { $0.request.directory == new.path }
        await first.stop()
        #expect(old.names.isEmpty && new.names == ["file.bin.part"])
        origin.release()
        let second = try await EngineRun(ledger: ledger)
        let end = try await second.wait(forEndOf: id)
        #expect(end.request.directory == new.path)
        #expect(new.names == ["file.bin"] && new.holds(body, as: "file.bin"))
        #expect(end.events.contains { $0.text.hasPrefix("resuming at") })
        await second.stop()
        try await origin.stop()
    }

    @Test(arguments: [false, true], [false, true])
    func `after a kill during the move the next run finds it`(
        isMoved: Bool, pauses: Bool
    ) async throws {
        let origin = try await FaultOrigin.start(body: body)
        origin.hold(after: 400_000)
        let (old, new, state) = (TemporaryFolder(), TemporaryFolder(), TemporaryFolder())
        let system = KilledAtMove(ledger: state.path + "/ledger.sqlite", isMoved: isMoved)
        let first = try await EngineRun(ledger: system.ledger, system: system)
        let id = try await begin(origin, in: old, first, pauses: pauses)
        try await move(id, to: new.path, in: first)
        try await first.wait(for: id, "the move") { $0.refusal != nil }
        await first.stop()
        #expect((isMoved ? new : old).names == ["file.bin.part"])
        // Its last bytes are counted once its connections are gone.
        try await wait(for: "end of all traffic") { origin.openConnections == 0 }
        let before = origin.bytesServed
        let second = try await EngineRun(ledger: system.copy)
        let found = try await second.wait(for: id, "what has arrived") { $0.received > 150_000 }
        #expect(found.request.directory == (isMoved ? new : old).path)
        #expect(
            (found.refusal?.text.contains("the program exited before the move") == true)
                != isMoved)
        if pauses {
            #expect(found.state == .paused(.user) && origin.bytesServed == before)
            await second.engine.perform(.resume([id]))
        }
        origin.release()
        let end = try await second.wait(forEndOf: id)
        #expect((isMoved ? new : old).holds(body, as: "file.bin"))
        #expect((isMoved ? old : new).names.isEmpty)
        #expect(end.events.contains { $0.text.hasPrefix("resuming at") })
        await second.stop()
        try await origin.stop()
    }
}

/// A disk that freezes the ledger at a move, as if the process ended there.
private final class KilledAtMove: FileSystemWrapper {
    let wrapped: any FileSystem = LinuxFileSystem()
    let ledger: String
    /// Whether it ends after the rename.
    private let isMoved: Bool

    init(ledger: String, isMoved: Bool) {
        self.ledger = ledger
        self.isMoved = isMoved
    }

    /// The ledger of that moment.
    var copy: String { ledger + ".copy" }

    func move(
        _ name: String, from folder: borrowing Descriptor, to newFolder: borrowing Descriptor
    ) throws(SystemError) {
        if isMoved { try wrapped.move(name, from: folder, to: newFolder) }
        for suffix in ["", "-wal"] {
            copyFile(ledger + suffix, to: copy + suffix)
        }
        throw SystemError(EIO)
    }

    private func copyFile(_ path: String, to newPath: String) {
        guard let source = fopen(path, "r"), let target = fopen(newPath, "w") else { return }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, source), count > 0 {
            fwrite(buffer, 1, count, target)
        }
        fclose(source)
        fclose(target)
    }
}

/// Two disks: no file can be renamed from one folder to another.
private struct TwoDisks: FileSystemWrapper {
    let wrapped: any FileSystem = LinuxFileSystem()

    func move(
        _ name: String, from folder: borrowing Descriptor, to newFolder: borrowing Descriptor
    ) throws(SystemError) {
        throw SystemError(EXDEV)
    }
}
