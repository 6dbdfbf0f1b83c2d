import DownloadCore
import FaultOrigin
import Glibc
import Testing

@testable import DownloadEngine

/// The finished file is the one that was written.
@Suite struct PartPlaceTests {
    let folder = TemporaryFolder()
    private let wanted = pattern(ByteRange(0, 10_000))

    /// Changes of names while a part file is written.
    enum Change: String, CaseIterable {
        case replaced, symbolicLink, hardLinkOfOther, moved, deleted, deletedAndFolder
        case truncated, folderMoved, folderReplaced, folderLinkTurned
    }

    @Test(arguments: Change.allCases, [ExistingFilePolicy.rename, .overwrite])
    func `a file in place of the part file never becomes the finished file`(
        change: Change, policy: ExistingFilePolicy
    ) throws {
        let place = folder.path + "/place"
        mkdir(folder.path + "/real", 0o755)
        symlink("real", place)
        let (part, other, moved) = (place + "/a.iso.part", place + "/other", folder.path + "/moved")
        let file = try PartFile.create(
            in: place,
            identity: PartIdentity(length: 10_000, validator: "", name: "a.iso", givesRanges: true),
            policy: policy, numbering: numbered)
        try file.fill(ByteRange(0, 10_000))
        put([7, 7, 7], other)
        switch change {
        case .replaced: rename(other, part)
        case .symbolicLink:
            unlink(part)
            symlink("other", part)
        case .hardLinkOfOther:
            unlink(part)
            link(other, part)
        case .moved: rename(part, moved)
        case .deleted: unlink(part)
        case .deletedAndFolder:
            unlink(part)
            mkdir(part, 0o755)
        case .truncated: truncate(part, 5_000)
        case .folderMoved: rename(folder.path + "/real", moved)
        case .folderReplaced:
            rename(folder.path + "/real", moved)
            mkdir(folder.path + "/real", 0o755)
        case .folderLinkTurned:
            unlink(place)
            mkdir(folder.path + "/elsewhere", 0o755)
            symlink("elsewhere", place)
        }
        let error = #expect(throws: DownloadError.self) { try file.finish(policy: policy) }
        #expect(error?.kind == .disk)
        #expect(file.finishedName == nil)
        #expect(access(place + "/a.iso", F_OK) != 0)
        let isOfFolder = change.rawValue.hasPrefix("folder")
        #expect(file.isLost != isOfFolder)
        #expect(error?.cause.contains(isOfFolder ? "restore it" : "during the download") == true)
        guard isOfFolder else { return }
        // Nothing is lost: once the folder is restored, the file is finished.
        switch change {
        case .folderLinkTurned:
            unlink(place)
            symlink("real", place)
        default:
            rmdir(folder.path + "/real")
            rename(moved, folder.path + "/real")
        }
        #expect(try file.finish(policy: policy) == "a.iso")
        #expect(read(place + "/a.iso") == wanted)
    }

    @Test(arguments: [ExistingFilePolicy.rename, .overwrite])
    func `a name replaced at the last moment is noticed after the rename`(
        policy: ExistingFilePolicy
    ) throws {
        let swap = SwappingDisk(folder.path)
        let part = try PartFile.make(in: folder, length: 10_000, policy: policy, system: swap)
        try part.fill(ByteRange(0, 10_000))
        folder.put([7, 7, 7], "other")
        let error = #expect(throws: DownloadError.self) { try part.finish(policy: policy) }
        #expect(error?.cause.contains("replaced by another file") == true)
        #expect(folder.content("a.iso") == nil)
        #expect(folder.content("a.iso.part") == [7, 7, 7])
        folder.put([7, 7, 7], "other")
        unlink(folder.path + "/a.iso.part")
        let whole = #expect(throws: DownloadError.self) {
            try wanted.withUnsafeBytes {
                try PartFile.writeWhole(
                    $0, name: "a.iso", in: folder.path, policy: policy, numbering: numbered,
                    system: swap)
            }
        }
        #expect(whole?.cause.contains("replaced by another file") == true)
        #expect(folder.content("a.iso") == nil && folder.content("a.iso.part") == [7, 7, 7])
    }

    @Test(arguments: [0, 1, 4096, 9_999, 10_000, 10_001, 12_288, 20_480, 28_672, 36_864])
    func `a part file truncated between runs is never complete`(size: Int)
        throws
    {
        for has in [6_000, 10_000] as [Int64] {
            let part = try PartFile.make(in: folder, length: 10_000)
            try part.fill(ByteRange(0, has))
            let known = part.known
            try part.close()
            truncate(folder.path + "/a.iso.part", off_t(size))
            let again = try PartFile.adopt(in: folder.path, name: "a.iso", known: known)
            if let again {
                #expect(!again.isWhole || has == 10_000)
                for range in again.covered.ranges {
                    #expect(try again.bytes(in: range) == pattern(range))
                }
                try again.fill(ByteRange(0, 10_000))
                #expect(try again.finish() == "a.iso")
                #expect(folder.content("a.iso") == wanted)
            }
            for name in folder.names { unlink(folder.path + "/" + name) }
        }
    }

    @Test(arguments: [nil, 100_000] as [Int64?], [0, 1, 5_000, 60_000, 99_999, 102_400, 110_000])
    func `a part file truncated while written never becomes the finished file`(
        length: Int64?, size: Int
    ) throws {
        for checkpoints in [false, true] {
            let part = try PartFile.make(in: folder, length: length)
            try part.fill(ByteRange(0, 70_000))
            try part.checkpoint()
            truncate(folder.path + "/a.iso.part", off_t(size))
            let error = #expect(throws: DownloadError.self) {
                try part.fill(ByteRange(70_000, 90_000))
                if checkpoints { try part.checkpoint() }
                try part.fill(ByteRange(90_000, 100_000))
                if length == nil { try part.learn(length: 100_000) }
                _ = try part.finish()
            }
            #expect(error?.cause.contains("truncated") == true)
            #expect(part.isLost && part.covered.isEmpty)
            try part.close()
            // If only its footer was cut, the bytes that the rest claims exist.
            if let again = try PartFile.adopt(in: folder.path, name: "a.iso") {
                for range in again.covered.ranges {
                    #expect(try again.bytes(in: range) == pattern(range))
                }
                again.delete()
            }
            unlink(folder.path + "/a.iso.part")
            #expect(folder.names.isEmpty)
        }
    }

    @Test func `a download whose part file was replaced fails, and a retry succeeds`()
        async throws
    {
        let body = Body.pattern(2 << 20)
        let origin = try await FaultOrigin.start(body: body)
        origin.hold(after: 1 << 20)
        let run = try await EngineRun()
        let id = try await run.add(origin.url(), to: folder.path, fragments: 1)
        try await run.wait(for: id, "bytes") { $0.received >= 1 << 20 }
        folder.put([7, 7, 7], "other")
        rename(folder.path + "/other", folder.path + "/file.bin.part")
        await run.engine.perform(.pause([id]))
        origin.release()
        await run.engine.perform(.resume([id]))
        let failed = try await run.wait(for: id, "a failure") {
            if case .failed = $0.state { true } else { false }
        }
        guard case .failed(let error) = failed.state else { return }
        #expect(error.cause.contains("file.bin.part was replaced by another file"))
        #expect(folder.names == ["file.bin.part"])
        await run.engine.perform(.retry([id]))
        try await run.wait(forEndOf: id)
        #expect(folder.holds(body, as: "file.bin"))
        #expect(folder.content("file.bin.part") == [7, 7, 7])
        await run.stop()
        try await origin.stop()
    }

    private func put(_ bytes: [UInt8], _ path: String) {
        guard let file = fopen(path, "w") else { return }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }

    private func read(_ path: String) -> [UInt8] {
        var bytes: [UInt8] = Array(repeating: 0, count: 20_000)
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
    }
}

/// A disk on which `other` takes the old name just before the rename.
private struct SwappingDisk: FileSystemWrapper {
    let wrapped: any FileSystem = LinuxFileSystem()
    let path: String

    init(_ path: String) { self.path = path }

    func renameExclusively(
        _ name: String, to newName: String, in folder: borrowing Descriptor
    ) throws(SystemError) {
        _ = Glibc.rename(path + "/other", path + "/" + name)
        try wrapped.renameExclusively(name, to: newName, in: folder)
    }

    func rename(
        _ name: String, over newName: String, in folder: borrowing Descriptor
    ) throws(SystemError) {
        _ = Glibc.rename(path + "/other", path + "/" + name)
        try wrapped.rename(name, over: newName, in: folder)
    }
}
