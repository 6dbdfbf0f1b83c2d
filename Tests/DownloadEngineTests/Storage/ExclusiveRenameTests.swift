import DownloadCore
import Glibc
import Testing

@testable import DownloadEngine

/// Exclusive renames on file systems with less and less support for them.
@Suite struct ExclusiveRenameTests {
    let folder = TemporaryFolder()

    /// A rename on a file system that refuses some calls.
    private func rename(
        _ name: String, to newName: String, exclusively: Int32?, links: Int32?
    ) -> ExclusiveRename {
        let (old, new) = (folder.path + "/" + name, folder.path + "/" + newName)
        return ExclusiveRename(
            withoutReplacing: { () throws(SystemError) in
                if let exclusively { throw SystemError(exclusively) }
                var status = stat()
                if lstat(new, &status) == 0 { throw SystemError(EEXIST) }
                if Glibc.rename(old, new) != 0 { throw .last }
            },
            link: { () throws(SystemError) in
                if let links { throw SystemError(links) }
                if Glibc.link(old, new) != 0 { throw .last }
            },
            unlink: { () throws(SystemError) in if Glibc.unlink(old) != 0 { throw .last } },
            check: { () throws(SystemError) in
                var status = stat()
                if lstat(new, &status) != 0 { throw .last }
            },
            plainly: { () throws(SystemError) in if Glibc.rename(old, new) != 0 { throw .last } })
    }

    @Test(
        arguments: [nil, EINVAL, ENOSYS, EOPNOTSUPP] as [Int32?],
        [nil, EPERM, ENOSYS, EOPNOTSUPP, EMLINK] as [Int32?])
    func `a file is renamed without replacing another`(exclusively: Int32?, links: Int32?) throws {
        folder.put([1], "from")
        folder.put([2], "taken")
        symlink("nowhere", folder.path + "/broken")
        for name in ["taken", "broken"] {
            #expect(throws: SystemError(EEXIST)) {
                try rename("from", to: name, exclusively: exclusively, links: links)()
            }
        }
        try rename("from", to: "free", exclusively: exclusively, links: links)()
        #expect(folder.names == ["broken", "free", "taken"])
        #expect(folder.content("free") == [1] && folder.content("taken") == [2])
    }

    @Test(arguments: [EACCES, EROFS, ENOSPC, EIO, EXDEV, ENOENT, ENAMETOOLONG] as [Int32])
    func `other errors do not trigger the fallback`(code: Int32) {
        folder.put([1], "from")
        for (exclusively, links) in [(code, nil), (EINVAL, code)] as [(Int32, Int32?)] {
            #expect(throws: SystemError(code)) {
                try rename("from", to: "free", exclusively: exclusively, links: links)()
            }
        }
        #expect(folder.names == ["from"])
    }

    @Test func `a file system without block counts reports no free space`() {
        func free(_ blocks: UInt64, _ available: UInt64, _ size: UInt64) -> Int64? {
            LinuxFileSystem.freeBytes(ofBlocks: blocks, available: available, size: size)
        }
        #expect(free(0, 0, 4096) == nil)
        #expect(free(0, 0, 0) == nil)
        #expect(free(100, 0, 4096) == 0)
        #expect(free(100, 50, 4096) == 204_800)
        #expect(free(.max, .max, 4096) == .max)
    }
}
