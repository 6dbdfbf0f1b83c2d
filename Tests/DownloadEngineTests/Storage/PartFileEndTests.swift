import DownloadCore
import Glibc
import Testing

@testable import DownloadEngine

/// How part files are finished: names, policies, and files that arrive at once.
@Suite struct PartFileEndTests {
    let folder = TemporaryFolder()

    private func whole(_ policy: ExistingFilePolicy) throws -> PartFile {
        let part = try PartFile.make(in: folder, length: 10, policy: policy)
        try part.fill(ByteRange(0, 10))
        return part
    }

    @Test func `an existing file is never replaced`() throws {
        folder.put([7], "a.iso")
        let part = try whole(.rename)
        #expect(part.identity.name == "a (1).iso")
        #expect(folder.names == ["a (1).iso.part", "a.iso"])
        // Another file takes the name during the download.
        folder.put([8], "a (1).iso")
        #expect(try part.finish() == "a (1) (1).iso")
        #expect(folder.content("a.iso") == [7])
        #expect(folder.content("a (1).iso") == [8])
        #expect(folder.content("a (1) (1).iso") == pattern(ByteRange(0, 10)))
    }

    @Test func `the policy fail fails before anything is fetched`() throws {
        folder.put([7], "a.iso")
        for policy in [ExistingFilePolicy.fail, .skip] {
            let error = #expect(throws: DownloadError.self) { try whole(policy) }
            #expect(error?.kind == .nameTaken)
        }
        #expect(folder.names == ["a.iso"])
    }

    @Test func `a name taken meanwhile fails and leaves a resumable part file`() throws {
        let part = try whole(.fail)
        folder.put([7], "a.iso")
        let error = #expect(throws: DownloadError.self) { try part.finish(policy: .fail) }
        #expect(error?.kind == .nameTaken)
        try part.close()
        let again = try #require(try PartFile.adopt(in: folder.path, name: "a.iso"))
        #expect(again.isWhole)
        #expect(try again.finish() == "a (1).iso")
        #expect(folder.content("a.iso") == [7])
    }

    @Test func `overwriting keeps the old file until the new one is complete`() throws {
        folder.put([7], "a.iso")
        let part = try whole(.overwrite)
        #expect(folder.content("a.iso") == [7])
        #expect(try part.finish(policy: .overwrite) == "a.iso")
        #expect(folder.names == ["a.iso"])
        #expect(folder.content("a.iso") == pattern(ByteRange(0, 10)))
    }

    @Test func `overwriting replaces a link, not its target, and never a folder`() throws {
        folder.put([7], "target")
        symlink("target", folder.path + "/a.iso")
        let part = try whole(.overwrite)
        #expect(try part.finish(policy: .overwrite) == "a.iso")
        #expect(folder.content("target") == [7])
        mkdir(folder.path + "/b", 0o777)
        let error = #expect(throws: DownloadError.self) {
            try PartFile.make(in: folder, name: "b", length: 1, policy: .overwrite)
        }
        #expect(error?.kind == .nameTaken)
    }

    @Test func `a finished file is not deleted and accepts no more bytes`() throws {
        let part = try whole(.rename)
        let name = try part.finish()
        #expect(throws: DownloadError.self) { try part.fill(ByteRange(0, 1)) }
        try part.checkpoint()
        try part.sync()
        #expect(try part.finish() == name)
        part.delete()
        #expect(folder.content("a.iso") == pattern(ByteRange(0, 10)))
    }

    @Test func `files that arrive at once need no named part file`() throws {
        let bytes = pattern(ByteRange(0, 64 << 10))
        var names: [String] = []
        for _ in 0..<3 {
            let name =
                try bytes.withUnsafeBytes { bytes in
                    try PartFile.writeWhole(
                        bytes, name: "a.iso", in: folder.path, policy: .rename, numbering: numbered)
                }
            names.append(try #require(name))
        }
        #expect(names == ["a.iso", "a (1).iso", "a (2).iso"])
        #expect(folder.names == names.sorted())
        #expect(folder.content("a (2).iso") == bytes)
        folder.put([7], "b.iso.part")
        let inTheWay = try bytes.withUnsafeBytes { bytes in
            try PartFile.writeWhole(
                bytes, name: "b.iso", in: folder.path, policy: .rename, numbering: numbered)
        }
        #expect(inTheWay == nil)
        #expect(folder.content("b.iso.part") == [7])
        let error = #expect(throws: DownloadError.self) {
            try bytes.withUnsafeBytes { bytes in
                try PartFile.writeWhole(
                    bytes, name: "a.iso", in: folder.path, policy: .fail, numbering: numbered)
            }
        }
        #expect(error?.kind == .nameTaken)
        let none = UnsafeRawBufferPointer(start: nil, count: 0)
        _ = try PartFile.writeWhole(
            none, name: "empty", in: folder.path, policy: .rename, numbering: numbered)
        #expect(folder.content("empty") == [])
    }

    @Test func `a file that does not fit leaves nothing`() throws {
        let disk = TroubledDisk()
        disk.refuseWrites(after: 100, with: ENOSPC)
        let bytes = pattern(ByteRange(0, 1000))
        let error = #expect(throws: DownloadError.self) {
            try bytes.withUnsafeBytes { bytes in
                try PartFile.writeWhole(
                    bytes, name: "a.iso", in: folder.path, policy: .rename, numbering: numbered,
                    system: disk)
            }
        }
        #expect(error?.kind == .diskFull)
        #expect(folder.names.isEmpty)
    }
}
