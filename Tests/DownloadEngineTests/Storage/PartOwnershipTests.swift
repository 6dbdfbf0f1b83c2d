import DownloadCore
import Glibc
import Testing

@testable import DownloadEngine

/// Which part files are resumed: those that only this user can have written.
@Suite struct PartOwnershipTests {
    let folder = TemporaryFolder()
    private var path: String { folder.path + "/a.iso.part" }

    /// A part file that claims bytes, as any writer to the folder could create.
    private func prepare(_ name: String = "a.iso") throws {
        let part = try PartFile.make(in: folder, name: name, length: 10_000)
        try part.fill(ByteRange(0, 3000), seed: 2)
        try part.close()
    }

    private func adopt(
        _ system: any FileSystem = LinuxFileSystem()
    ) throws -> (part: PartFile?, refusal: PartRefusal?) {
        var refusal: PartRefusal?
        let part = try PartFile.adopt(
            in: folder.path, name: "a.iso", onRefusal: { refusal = $0 }, system: system)
        return (part, refusal)
    }

    /// Changes to a part file between runs.
    enum Change: String, CaseIterable {
        case none, ownGroup, worldWritable, allWritable, hardLink, setGroup, setUser, sticky
        case readOnlyForOthers, symbolicLink, pipe, folder, foreign, foreignGroupWritable
        case cut, noFooter, damagedFooter, empty
    }

    @Test(arguments: Change.allCases)
    func `only a file that no other user can write to is resumed`(change: Change) throws {
        try prepare()
        let otherPath = folder.path + "/other"
        var expected: PartRefusal?
        switch change {
        case .none: break
        case .ownGroup:
            chown(path, geteuid(), getegid())
            chmod(path, 0o664)
        case .readOnlyForOthers: chmod(path, 0o644)
        case .sticky: chmod(path, 0o1600)
        case .worldWritable:
            chmod(path, 0o646)
            expected = .writable
        case .allWritable:
            chmod(path, 0o666)
            expected = .writable
        case .setGroup:
            chmod(path, 0o2644)
            expected = .privileged
        case .setUser:
            chmod(path, 0o4755)
            expected = .privileged
        case .hardLink:
            link(path, otherPath)
            expected = .linked
        case .symbolicLink:
            rename(path, otherPath)
            symlink("other", path)
            expected = .notRegular
        case .pipe:
            unlink(path)
            mkfifo(path, 0o644)
            expected = .notRegular
        case .folder:
            unlink(path)
            mkdir(path, 0o755)
            expected = .notRegular
        case .foreign:
            // Only root can give a file away.
            guard chown(path, 12_345, getegid()) == 0 else { return }
            expected = .foreign
        case .foreignGroupWritable:
            guard chown(path, geteuid(), 12_345) == 0 else { return }
            chmod(path, 0o664)
            expected = .writable
        case .cut:
            truncate(path, 8192)
            expected = .unreadable
        case .noFooter:
            truncate(path, 10_000)
            expected = .unreadable
        case .damagedFooter:
            let size = try #require(folder.content("a.iso.part")).count
            truncate(path, off_t(size - Footer.size))
            truncate(path, off_t(size))
            expected = .unreadable
        case .empty:
            // Another process may just have created it; nothing is lost.
            truncate(path, 0)
            #expect(try adopt().part == nil && adopt().refusal == nil)
            return
        }
        let isReadable = change != .pipe && change != .folder
        let before = isReadable ? folder.content("a.iso.part") : nil
        let found = try adopt()
        #expect(found.refusal == expected)
        #expect((found.part == nil) == (expected != nil))
        guard expected != nil else { return }
        // It keeps its name, and a new part file gets another one.
        let part = try PartFile.make(in: folder, length: 10_000)
        #expect(part.partName == "a (1).iso.part")
        #expect(part.covered.isEmpty)
        if isReadable { #expect(folder.content("a.iso.part") == before) }
        #expect(folder.names.filter { $0.hasSuffix(".probe") }.isEmpty)
        let known = part.known
        try part.close()
        // The ledger's record does not override it.
        var other = known
        other.partName = "a.iso.part"
        #expect(try PartFile.adopt(in: folder.path, name: "a.iso", known: other) == nil)
    }

    @Test(arguments: [0o000, 0o002, 0o007, 0o022, 0o027, 0o077] as [mode_t])
    func `no other user can write to a part file, with any creation mask`(mask: mode_t)
        async throws
    {
        await #expect(processExitsWith: .success) { [path = folder.path as String, mask] in
            umask(mask)
            let part = try PartFile.create(
                in: path,
                identity: PartIdentity(
                    length: 10, validator: "v", name: "a.iso", givesRanges: true),
                policy: .rename, numbering: numbered)
            var status = stat()
            stat(path + "/a.iso.part", &status)
            precondition(status.st_mode & 0o022 == 0)
            try part.fill(ByteRange(0, 10))
            _ = try part.finish()
            let bytes = pattern(ByteRange(0, 10))
            _ = try bytes.withUnsafeBytes {
                try PartFile.writeWhole(
                    $0, name: "b.iso", in: path, policy: .rename, numbering: numbered)
            }
            // The finished file has the permissions that any new file has.
            for name in ["/a.iso", "/b.iso"] {
                stat(path + name, &status)
                precondition(status.st_mode & 0o7777 == 0o666 & ~mask)
            }
        }
    }

    @Test
    func `fixed owners and permissions of a file system are ignored`()
        throws
    {
        try prepare()
        let fat = Flat(owner: 0xFFFE, permissions: 0o777)
        #expect(try adopt(fat).part != nil)
        // Where they are stored, the same values mean another user.
        #expect(
            try adopt(Flat(owner: 0xFFFE, permissions: 0o777, isKept: true)).refusal == .foreign)
    }

    @Test func `only suspicious permissions are compared with a new file's`() throws {
        let own = FileUser(user: 1, group: 2)
        var facts = FileFacts(
            device: 1, inode: 1, size: 1, mount: 0, isRegularFile: true, isFolder: false, links: 1,
            owner: 1, group: 2, permissions: 0o664)
        var asked = 0
        func refusal() -> PartRefusal? {
            facts.refusal(for: own) {
                asked += 1
                return nil
            }
        }
        #expect(refusal() == nil && asked == 0)
        facts.permissions = 0o666
        #expect(refusal() == .writable && asked == 1)
        facts.owner = 0
        #expect(refusal() == .foreign && asked == 2)
    }
}

/// A file system without owners and permissions.
private struct Flat: FileSystemWrapper {
    let wrapped: any FileSystem = LinuxFileSystem()
    var owner: UInt32
    var permissions: UInt32
    /// Whether new files have other permissions after all.
    var isKept = false

    func facts(of name: String, in folder: borrowing Descriptor) throws(SystemError) -> FileFacts {
        flat(try wrapped.facts(of: name, in: folder))
    }

    func facts(of file: borrowing Descriptor) throws(SystemError) -> FileFacts {
        flat(try wrapped.facts(of: file))
    }

    func privateFacts(in folder: borrowing Descriptor) throws(SystemError) -> FileFacts {
        let found = try wrapped.privateFacts(in: folder)
        return isKept ? found : flat(found)
    }

    private func flat(_ found: FileFacts) -> FileFacts {
        var found = found
        found.owner = owner
        found.permissions = permissions
        return found
    }
}
