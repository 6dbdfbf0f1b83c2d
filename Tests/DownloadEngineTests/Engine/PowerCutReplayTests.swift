import DownloadCore
import FaultOrigin
import Synchronization
import Testing

@testable import DownloadEngine

/// A download with its ledger, as the next run finds it after a power cut.
@Suite struct `An engine after a power cut` {
    static let body = Body.pattern(200_000)

    @Test(arguments: 0..<2)
    func `the file is correct, and the ledger never calls it durable too early`(
        seed: UInt64
    ) async throws {
        let origin = try await FaultOrigin.start(body: Self.body)
        origin.hold(after: 100_000)
        let recorded = try await Self.record(origin, hasChecksum: seed == 1)
        var random = SeededRandom(seed: seed)
        let count = recorded.operations.count
        // Each point near the end, and some before.
        var ends = Array(max(0, count - 30)...count)
        for _ in 0..<30 { ends.append(Int.random(in: 0..<count, using: &random)) }
        for end in ends {
            let cut = CutFolder(after: recorded.operations[..<end], using: &random)
            try await Self.goOn(from: cut, recorded, origin, "seed \(seed), operation \(end)")
        }
        try await origin.stop()
    }

    struct Recorded {
        var operations: [DiskHistory.Operation]
        var directory: String
        var checksum: Checksum?
    }

    /// A download that is paused, resumed and finished.
    static func record(_ origin: FaultOrigin, hasChecksum: Bool) async throws -> Recorded {
        let (folder, state) = (TemporaryFolder(), TemporaryFolder())
        let history = DiskHistory()
        let run = try await EngineRun(ledger: state.path + "/ledger.sqlite", system: history) {
            $0.asksUser = false
        }
        await history.watch(run.engine)
        let bytes = body.bytes(in: 0..<body.count)
        let checksum =
            hasChecksum ? Checksum("md5:\(BodyDigest.hex(of: bytes.span.bytes, .md5))") : nil
        let id = try await run.add(origin.url(), to: folder.path) { $0.checksum = checksum }
        try await run.wait(for: id, "bytes") { $0.received > 50_000 }
        await run.engine.perform(.pause([id]))
        try await wait(for: "a sync") {
            history.operations.count { if case .syncData = $0 { true } else { false } } >= 2
        }
        origin.release()
        await run.engine.perform(.resume([id]))
        try await run.wait(forEndOf: id)
        try await wait(
            for: "word that it is safe",
            state: { "\(run.snapshot?.notice ?? "no notice"); \(history.operations.suffix(8))" }
        ) {
            if case .commit(let rows) = history.operations.last(where: \.isCommit) {
                rows.first?.isDurable == true
            } else {
                false
            }
        }
        await run.stop()
        return Recorded(
            operations: history.operations, directory: folder.path, checksum: checksum)
    }

    /// Starts the next run of the machine.
    static func goOn(
        from cut: CutFolder, _ recorded: Recorded, _ origin: FaultOrigin, _ comment: Comment
    ) async throws {
        let (folder, state) = (TemporaryFolder(), TemporaryFolder())
        let system = NextRun()
        for (name, file) in cut.files {
            folder.put(file.bytes, name)
            try system.call(name, in: folder.path, file.number)
        }
        let ledger = state.path + "/ledger.sqlite"
        var row = cut.rows.first
        row?.request.directory = folder.path
        if case .done(let path) = row?.state {
            let name = String(path.dropFirst(recorded.directory.count + 1))
            row?.state = .done(path: folder.path + "/" + name)
            if row?.isDurable == true {
                #expect(folder.holds(body, as: name), "\(comment)")
                return
            }
        }
        if let row {
            let old = try Ledger.open(path: ledger).ledger
            try await old.save([row])
            await old.close()
        }
        let run = try await EngineRun(ledger: ledger, system: system) { $0.asksUser = false }
        var id = row?.id ?? DownloadID(0)
        if row == nil {
            id = try await run.add(origin.url(), to: folder.path) {
                $0.checksum = recorded.checksum
            }
        }
        if row?.state == .paused { await run.engine.perform(.resume([id])) }
        // A file that may have its name but not its bytes is verified again; it can be seen as done
        // before that, and only a checksum decides.
        while true {
            let seen = try await run.wait(for: id, "right file, \(comment)") { picture in
                if case .failed = picture.state { return true }
                return picture.state == .done && folder.holds(body, as: picture.name)
            }
            guard case .failed(let error) = seen.state else { break }
            #expect(error.kind == .disk && error.cause.contains("the system stopped"))
            await run.engine.perform(.retry([id]))
            try await run.wait(for: id, "another try") { $0.state != seen.state }
        }
        await run.stop()
    }
}

extension DiskHistory.Operation {
    var isCommit: Bool { if case .commit = self { true } else { false } }
}

/// The next run of the machine, in which files keep their inode numbers.
final class NextRun: FileSystemWrapper {
    let wrapped: any FileSystem = LinuxFileSystem()
    private let numbers = Mutex<[UInt64: UInt64]>([:])

    func bootID() -> BootID { OtherRun().bootID() }

    /// Restores a file's inode number.
    func call(_ name: String, in directory: String, _ number: UInt64) throws {
        let facts = try wrapped.facts(of: name, in: wrapped.openFolder(directory))
        numbers.withLock { $0[facts.inode] = number }
    }

    func facts(of name: String, in folder: borrowing Descriptor) throws(SystemError) -> FileFacts {
        numbered(try wrapped.facts(of: name, in: folder))
    }

    func facts(of file: borrowing Descriptor) throws(SystemError) -> FileFacts {
        numbered(try wrapped.facts(of: file))
    }

    private func numbered(_ facts: FileFacts) -> FileFacts {
        var facts = facts
        facts.inode = numbers.withLock { $0[facts.inode] } ?? facts.inode
        return facts
    }
}
