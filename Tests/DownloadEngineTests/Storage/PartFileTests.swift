import DownloadCore
import Glibc
import Testing

@testable import DownloadEngine

@Suite struct PartFileTests {
    let folder = TemporaryFolder()

    @Test(arguments: [0, 1, 2, 1000, 4095, 4096, 4097, 1 << 20] as [Int64])
    func `a complete part file becomes the file`(length: Int64) throws {
        let part = try PartFile.make(in: folder, length: length)
        #expect(folder.names == ["a.iso.part"])
        #expect(!part.isWhole || length == 0)
        try part.fill(ByteRange(length / 2, length))
        try part.fill(ByteRange(0, length / 2))
        #expect(try part.finish() == "a.iso")
        try part.makeDurable()
        #expect(folder.names == ["a.iso"])
        #expect(folder.content("a.iso") == pattern(ByteRange(0, length)))
    }

    @Test func `missing bytes prevent the rename`() throws {
        let part = try PartFile.make(in: folder, length: 100)
        try part.fill(ByteRange(0, 99))
        #expect(throws: DownloadError.self) { try part.finish() }
        #expect(folder.names == ["a.iso.part"])
    }

    @Test func `bytes outside the file are refused`() throws {
        let part = try PartFile.make(in: folder, length: 100)
        #expect(throws: DownloadError.self) { try part.fill(ByteRange(99, 101)) }
        #expect(throws: DownloadError.self) { try part.write([1, 2].span.bytes, at: -1) }
        #expect(throws: DownloadError.self) { try part.write([1, 2].span.bytes, at: .max) }
        #expect(part.covered.isEmpty)
    }

    @Test func `a killed process loses no checkpointed bytes`() throws {
        var part: PartFile? = try PartFile.make(in: folder, length: 10_000)
        try part?.fill(ByteRange(0, 3000))
        try part?.fill(ByteRange(5000, 6000))
        try part?.checkpoint()
        try part?.fill(ByteRange(6000, 7000))
        part = nil  // closes the file, as a kill does, without a checkpoint
        let again = try #require(try PartFile.adopt(in: folder.path, name: "a.iso"))
        #expect(again.covered.description == "[0, 3000)[5000, 6000)")
        #expect(again.trust == .full)
        #expect(again.identity.validator == "\"v1\"")
        #expect(again.identity.length == 10_000)
        #expect(again.identity.givesRanges)
        try again.fill(ByteRange(3000, 5000))
        try again.fill(ByteRange(6000, 10_000))
        #expect(try again.finish() == "a.iso")
        #expect(folder.content("a.iso") == pattern(ByteRange(0, 10_000)))
    }

    @Test func `a process killed for real loses no checkpointed bytes`() async throws {
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder.path as String] in
            let part = try PartFile.create(
                in: path,
                identity: PartIdentity(
                    length: 1_000_000, validator: "v", name: "a.iso", givesRanges: true),
                policy: .rename, numbering: numbered)
            try part.fill(ByteRange(100, 200_000))
            try part.checkpoint()
            try part.fill(ByteRange(300_000, 400_000))
            kill(getpid(), SIGKILL)
        }
        let again = try #require(try PartFile.adopt(in: folder.path, name: "a.iso"))
        #expect(again.covered.description == "[100, 200000)")
        #expect(try again.bytes(in: ByteRange(100, 200_000)) == pattern(ByteRange(100, 200_000)))
    }

    @Test func `after a reboot only synced bytes count`() throws {
        let part = try PartFile.make(in: folder, length: 10_000)
        try part.fill(ByteRange(0, 3000))
        try part.sync()
        try part.fill(ByteRange(5000, 6000))
        try part.close()
        let system = OtherRun()
        let again = try #require(
            try PartFile.adopt(in: folder.path, name: "a.iso", system: system))
        #expect(again.trust == .syncedOnly)
        #expect(again.covered.description == "[0, 3000)")
        try again.close()
        // The previous run's claims stay invalid in this one and in later ones.
        let back = try #require(try PartFile.adopt(in: folder.path, name: "a.iso"))
        #expect(back.covered.description == "[0, 3000)")
    }

    @Test func `a second process gets an error that the file is in use`() throws {
        let part = try PartFile.make(in: folder, length: 100)
        let error = #expect(throws: DownloadError.self) {
            _ = try PartFile.adopt(in: folder.path, name: "a.iso")
        }
        #expect(error?.kind == .inUse)
        try part.close()
        #expect(try PartFile.adopt(in: folder.path, name: "a.iso") != nil)
    }

    @Test func `foreign files are left alone`() throws {
        folder.put(Array("foreign bytes".utf8), "a.iso.part")
        folder.put([], "empty.part")
        folder.put(pattern(ByteRange(0, 100_000)), "large.part")
        symlink("large.part", folder.path + "/link.part")
        mkdir(folder.path + "/folder.part", 0o777)
        mkfifo(folder.path + "/pipe.part", 0o666)
        for name in ["a.iso", "empty", "large", "link", "folder", "pipe", "missing"] {
            #expect(try PartFile.adopt(in: folder.path, name: name) == nil, "\(name)")
        }
        #expect(try PartFile.adopt(in: folder.path + "/nowhere", name: "a.iso") == nil)
        let part = try PartFile.make(in: folder, length: 10)
        #expect(part.partName == "a (1).iso.part")
        #expect(folder.content("a.iso.part") == Array("foreign bytes".utf8))
        part.delete()
        #expect(!folder.names.contains("a (1).iso.part"))
    }

    @Test func `a name never points outside the folder`() throws {
        for name in ["", ".", "..", "../a", "a/b", "/etc/passwd", "a\0b"] {
            #expect(throws: DownloadError.self) {
                try PartFile.make(in: folder, name: name, length: 1)
            }
            #expect(throws: DownloadError.self) {
                _ = try PartFile.adopt(in: folder.path, name: name)
            }
        }
        #expect(folder.names.isEmpty)
    }

    @Test func `missing folders are created`() throws {
        let path = folder.path + "/b/c"
        let part = try PartFile.create(
            in: path,
            identity: PartIdentity(length: 1, validator: "", name: "a", givesRanges: false),
            policy: .rename, numbering: numbered)
        #expect(folder.names == ["b"])
        part.delete()
    }

    @Test func `a disk that is too small is reported before anything is created`() throws {
        let error = #expect(throws: DownloadError.self) {
            try PartFile.make(in: folder, length: 1 << 60)
        }
        #expect(error?.kind == .diskFull)
        #expect(error?.cause.contains("a.iso is 1.00 EiB") == true)
        #expect(folder.names.isEmpty)
    }

    @Test func `neither a file never created nor its replacement is deleted`() throws {
        let part = try PartFile.make(in: folder, length: 10)
        rename(folder.path + "/a.iso.part", folder.path + "/moved")
        folder.put([1], "a.iso.part")
        part.delete()
        #expect(folder.names == ["a.iso.part", "moved"])
    }

    @Test func `many pieces are written in any order`() throws {
        let part = try PartFile.make(in: folder, length: 1 << 20)
        var pieces = (0..<1024).map { ByteRange($0 * 1024, ($0 + 1) * 1024) }
        var random = SeededRandom(seed: 7)
        pieces.shuffle(using: &random)
        for piece in pieces.prefix(1000) {
            try part.fill(piece)
            try part.checkpoint()
        }
        try part.close()
        let again = try #require(try PartFile.adopt(in: folder.path, name: "a.iso"))
        for piece in pieces where again.covered.contains(piece) {
            #expect(try again.bytes(in: piece) == pattern(piece))
        }
        for gap in again.covered.gaps(in: ByteRange(0, 1 << 20)) { try again.fill(gap) }
        #expect(try again.finish() == "a.iso")
        #expect(folder.content("a.iso") == pattern(ByteRange(0, 1 << 20)))
    }
}

/// The machine in another run.
struct OtherRun: FileSystemWrapper {
    var wrapped: any FileSystem = LinuxFileSystem()
    var number: UInt64 = 1
    func bootID() -> BootID { BootID(high: 1, low: number) }
}
