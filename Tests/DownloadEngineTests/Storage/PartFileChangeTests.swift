import DownloadCore
import Glibc
import Testing

@testable import DownloadEngine

/// What happens to the claims when the file, its place or the disk under it changes.
@Suite struct PartFileChangeTests {
    let folder = TemporaryFolder()

    private func adopt(
        known: KnownPart? = nil, system: any FileSystem = LinuxFileSystem()
    ) throws -> PartFile {
        try #require(
            try PartFile.adopt(in: folder.path, name: "a.iso", known: known, system: system))
    }

    @Test func `corrupt bytes stay discarded after a power cut`() throws {
        let part = try PartFile.make(in: folder, length: 1000)
        try part.fill(ByteRange(0, 1000))
        try part.sync()
        try part.forget(ByteRange(100, 200))
        try part.close()
        for system in [LinuxFileSystem(), OtherRun()] as [any FileSystem] {
            let again = try adopt(system: system)
            #expect(again.covered.description == "[0, 100)[200, 1000)")
            try again.close()
        }
    }

    @Test func `a file that changed at its source restarts in place`() throws {
        for length in [0, 500, 1_000_000, nil] as [Int64?] {
            let part = try PartFile.make(in: folder, length: 1000)
            try part.fill(ByteRange(0, 1000))
            try part.sync()
            var identity = part.identity
            identity.validator = "\"v2\""
            identity.length = length
            try part.restart(as: identity)
            #expect(part.covered.isEmpty)
            try part.close()
            let again = try adopt(system: OtherRun())
            #expect(again.identity == identity)
            #expect(again.covered.isEmpty && again.synced.isEmpty)
            again.delete()
        }
    }

    @Test func `an unknown length is learnt during the download`() throws {
        let part = try PartFile.make(in: folder, length: nil)
        var position: Int64 = 0
        while position < 5 << 20 {
            try part.fill(ByteRange(position, position + 300_000))
            position += 300_000
        }
        try part.sync()
        try part.close()
        let again = try adopt(system: OtherRun())
        #expect(again.covered == ByteRangeSet([ByteRange(0, position)]))
        #expect(again.identity.length == nil)
        #expect(!again.isWhole)
        try again.learn(length: position + 10)
        try again.fill(ByteRange(position, position + 10))
        try again.checkpoint()
        try again.close()
        let last = try adopt(system: OtherRun(number: 2))
        #expect(last.covered == ByteRangeSet([ByteRange(0, position)]))
        try last.fill(ByteRange(position, position + 10))
        #expect(try last.finish() == "a.iso")
        #expect(folder.content("a.iso") == pattern(ByteRange(0, position + 10)))
    }

    @Test func `a length shorter than the received bytes drops the rest`() throws {
        let part = try PartFile.make(in: folder, length: nil)
        try part.fill(ByteRange(0, 100))
        try part.learn(length: 60)
        #expect(part.isWhole)
        #expect(try part.finish() == "a.iso")
        #expect(folder.content("a.iso") == pattern(ByteRange(0, 60)))
    }

    @Test func `a copy is trusted only as far as it was synced, after a comparison`() throws {
        let part = try PartFile.make(in: folder, length: 10_000)
        try part.fill(ByteRange(0, 3000))
        try part.sync()
        try part.fill(ByteRange(5000, 6000))
        try part.close()
        let bytes = try #require(folder.content("a.iso.part"))
        folder.put(bytes, "b.iso.part")
        for _ in 0..<2 {
            let copy = try #require(try PartFile.adopt(in: folder.path, name: "b.iso"))
            #expect(copy.trust == .moved)
            #expect(copy.trust.needsOverlapCheck)
            #expect(copy.covered.description == "[0, 3000)")
            try copy.fill(ByteRange(7000, 8000))
            try copy.close()
        }
        let copy = try #require(try PartFile.adopt(in: folder.path, name: "b.iso"))
        try copy.confirm()
        try copy.fill(ByteRange(7000, 8000))
        try copy.close()
        let again = try #require(try PartFile.adopt(in: folder.path, name: "b.iso"))
        #expect(again.trust == .full)
        #expect(again.covered.description == "[0, 3000)[7000, 8000)")
    }

    @Test func `a reattached disk is trusted as far as it was synced`()
        throws
    {
        let part = try PartFile.make(in: folder, length: 10_000)
        try part.fill(ByteRange(0, 3000))
        try part.sync()
        try part.fill(ByteRange(5000, 6000))
        var facts = try part.system.facts(of: part.file)
        try part.close()
        facts.mount += 1
        let system = SamePlace(boot: LinuxFileSystem().bootID(), facts: facts)
        let again = try adopt(system: system)
        #expect(again.trust == .syncedOnly)
        #expect(again.covered.description == "[0, 3000)")
    }

    @Test func `the requested part file is found under its number`() throws {
        folder.put([1], "a.iso")
        folder.put([2], "a (1).iso.part")
        for validator in ["\"x\"", "\"y\""] {
            let part = try PartFile.make(in: folder, length: 10, validator: validator)
            try part.close()
        }
        #expect(folder.names == ["a (1).iso.part", "a (2).iso.part", "a (3).iso.part", "a.iso"])
        func find(_ validator: String) throws -> PartFile? {
            try PartFile.find(
                in: folder.path, name: "a.iso", numbering: numbered,
                matching: { $0.validator == validator })
        }
        let found = try #require(try find("\"y\""))
        #expect(found.identity.name == "a (3).iso")
        #expect(try find("\"z\"") == nil)
        let error = #expect(throws: DownloadError.self) { _ = try find("\"y\"") }
        #expect(error?.kind == .inUse)
    }

    @Test func `a renamed part file is known by the ledger`() throws {
        folder.put([1], "a.iso.part")
        let part = try PartFile.make(in: folder, length: 10, policy: .overwrite)
        #expect(part.partName == "a (1).iso.part")
        #expect(part.identity.name == "a.iso")
        let known = part.known
        try part.close()
        let again = try adopt(known: known)
        try again.fill(ByteRange(0, 10))
        #expect(try again.finish(policy: .overwrite) == "a.iso")
        try again.makeDurable()
        try PartFile.makeDurable(["a.iso", "gone"], in: folder.path)
        #expect(folder.names == ["a.iso", "a.iso.part"])
    }

    @Test func `a corrupt record falls back to the previous one`() throws {
        let part = try PartFile.make(in: folder, length: 10_000)
        for end in [1000, 2000, 3000] as [Int64] {
            try part.fill(ByteRange(end - 1000, end))
            try part.checkpoint()
        }
        let newest = part.footer.newestCovered
        try part.close()
        var bytes = try #require(folder.content("a.iso.part"))
        bytes[Int(Footer.bodySize(for: 10_000)) + newest * Footer.slotSize + 900] ^= 1
        overwrite(bytes)
        let again = try adopt()
        #expect(again.trust == .torn)
        #expect(again.covered.description == "[0, 2000)")
    }

    @Test(arguments: [-20_000, -5000, -1, 1, 5000, 30_000])
    func `a file with a changed end is never trusted too much`(change: Int) throws {
        let part = try PartFile.make(in: folder, length: 10_000)
        try part.fill(ByteRange(0, 3000))
        try part.sync()
        try part.fill(ByteRange(5000, 6000))
        try part.close()
        let size = try #require(folder.content("a.iso.part")).count
        truncate(folder.path + "/a.iso.part", size + change)
        let again = try adopt()
        #expect(again.covered.contains(ByteRange(0, 3000)) || change < -16_384)
        for range in again.covered.ranges { #expect(try again.bytes(in: range) == pattern(range)) }
        try again.fill(ByteRange(0, 10_000))
        #expect(try again.finish() == "a.iso")
        #expect(folder.content("a.iso") == pattern(ByteRange(0, 10_000)))
    }

    @Test func `a file truncated just before its rename is known by the ledger`() throws {
        let part = try PartFile.make(in: folder, length: 10_000)
        try part.fill(ByteRange(0, 10_000))
        let known = part.known
        try part.close()
        truncate(folder.path + "/a.iso.part", 10_000)
        #expect(try PartFile.adopt(in: folder.path, name: "a.iso") == nil)
        let restarted = try adopt(known: known, system: OtherRun())
        #expect(restarted.covered.isEmpty)
        try restarted.close()
        truncate(folder.path + "/a.iso.part", 10_000)
        let again = try adopt(known: known)
        #expect(again.trust == .cut)
        #expect(again.isWhole)
        #expect(try again.finish() == "a.iso")
        #expect(folder.content("a.iso") == pattern(ByteRange(0, 10_000)))
    }

    @Test func `a full disk keeps the written bytes and resumes with free space`() throws {
        let disk = TroubledDisk()
        let part = try PartFile.make(in: folder, length: 10_000, system: disk)
        disk.refuseWrites(after: 1234, with: ENOSPC)
        let error = #expect(throws: DownloadError.self) { try part.fill(ByteRange(0, 5000)) }
        #expect(error?.kind == .diskFull)
        #expect(part.covered.description == "[0, 1234)")
        disk.refuseWrites(after: 0, with: EDQUOT)
        #expect(throws: DownloadError.self) { try part.checkpoint() }
        disk.allowWrites()
        try part.checkpoint()
        try part.fill(ByteRange(1234, 10_000))
        #expect(try part.finish() == "a.iso")
        #expect(folder.content("a.iso") == pattern(ByteRange(0, 10_000)))
    }

    @Test func `a disk too full to reserve the file keeps nothing of it`() throws {
        let error = #expect(throws: DownloadError.self) {
            try PartFile.make(in: folder, length: 10_000, system: UnreservableDisk())
        }
        #expect(error?.kind == .diskFull)
        #expect(error?.cause == "disk full: cannot reserve 44.0 KiB for a.iso.part")
        #expect(folder.names.isEmpty)
    }

    @Test func `a file of unknown length that cannot grow keeps its footer`() throws {
        let disk = TroubledDisk()
        let part = try PartFile.make(in: folder, length: nil, system: disk)
        try part.fill(ByteRange(0, 1 << 20))
        try part.checkpoint()
        disk.refuseWrites(after: 5000, with: ENOSPC)
        #expect(throws: DownloadError.self) { try part.fill(ByteRange(1 << 20, 2 << 20)) }
        #expect(part.covered.count == 1 << 20)
        try part.close()
        let again = try adopt()
        #expect(again.covered.count == 1 << 20)
    }

    @Test func `bytes that were not written are no longer claimed`() throws {
        let disk = TroubledDisk()
        let part = try PartFile.make(in: folder, length: 10_000, system: disk)
        try part.fill(ByteRange(0, 1000))
        try part.sync()
        try part.fill(ByteRange(1000, 5000))
        disk.failSyncs(with: EIO)
        let error = #expect(throws: DownloadError.self) { try part.sync() }
        #expect(error?.kind == .disk)
        #expect(part.covered.description == "[0, 1000)")
        try part.close()
        let again = try adopt()
        #expect(again.covered.description == "[0, 1000)")
    }

    private func overwrite(_ bytes: [UInt8]) {
        // Overwritten in place: a new file would count as a copy.
        guard let file = fopen(folder.path + "/a.iso.part", "r+") else { return }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }
}
