import CLinux
import Glibc

/// The system's file system.
package struct LinuxFileSystem: FileSystem {
    /// Creates a file system.
    package init() {}

    package func bootID() -> BootID { Self.bootID }

    /// Read once: a process does not outlive a boot.
    private static let bootID = BootID.current()

    package func makeFolder(_ path: String) throws(SystemError) {
        try check(mkdir(path, 0o777))
    }

    package func removeFolder(_ path: String) throws(SystemError) {
        try check(rmdir(path))
    }

    package func openFolder(_ path: String) throws(SystemError) -> Descriptor {
        try descriptor(Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    }

    package func create(
        _ name: String, in folder: borrowing Descriptor
    ) throws(SystemError) -> Descriptor {
        let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        return try descriptor(openat(folder.number, name, flags, 0o644))
    }

    package func user() -> FileUser { FileUser(user: geteuid(), group: getegid()) }

    package func privateFacts(in folder: borrowing Descriptor) throws(SystemError) -> FileFacts {
        let name = ".pdl-tui-\(getpid())-\(UInt64.random(in: 0...UInt64.max)).probe"
        let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let file = try descriptor(openat(folder.number, name, flags, 0o600))
        defer { _ = unlinkat(folder.number, name, 0) }
        return try facts(of: file)
    }

    package func usePermissions(
        of folder: borrowing Descriptor, for file: borrowing Descriptor
    ) throws(SystemError) {
        try check(pdl_use_permissions(folder.number, file.number, Self.creationMask))
    }

    /// Read once: nothing here changes the umask.
    private static let creationMask = pdl_creation_mask()

    package func open(
        _ name: String, in folder: borrowing Descriptor
    ) throws(SystemError) -> Descriptor {
        // Without O_NONBLOCK, opening a pipe or a device of that name could block.
        let flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        return try descriptor(openat(folder.number, name, flags))
    }

    package func names(in folder: borrowing Descriptor) throws(SystemError) -> [String] {
        // Reading moves the position of the descriptor, so it is another one.
        let number = openat(folder.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw SystemError(errno) }
        guard let stream = fdopendir(number) else {
            let code = errno
            close(number)
            throw SystemError(code)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { bytes in
                bytes.withMemoryRebound(
                    to: CChar.self, capacity: MemoryLayout.size(ofValue: bytes.pointee)
                ) {
                    String(validatingCString: $0)
                }
            }
            if let name, name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    package func facts(
        of name: String, in folder: borrowing Descriptor
    ) throws(SystemError) -> FileFacts {
        var status = stat()
        try check(fstatat(folder.number, name, &status, AT_SYMLINK_NOFOLLOW))
        return FileFacts(status, mount: 0)
    }

    package func facts(of file: borrowing Descriptor) throws(SystemError) -> FileFacts {
        var status = stat()
        try check(fstat(file.number, &status))
        return FileFacts(status, mount: pdl_mount_number(file.number))
    }

    package func lock(_ file: borrowing Descriptor) throws(SystemError) {
        guard pdl_lock(file.number, 0, 0) != 0 else { return }
        switch errno {
        case EAGAIN, EACCES: throw SystemError(EAGAIN)
        default: break  // The file system has no locks: continue without.
        }
    }

    package func unlock(_ file: borrowing Descriptor) {
        _ = pdl_unlock(file.number, 0, 0)
    }

    package func freeBytes(at folder: borrowing Descriptor) throws(SystemError) -> Int64 {
        var status = statvfs()
        try check(fstatvfs(folder.number, &status))
        let free = Self.freeBytes(
            ofBlocks: UInt64(status.f_blocks), available: UInt64(status.f_bavail),
            size: UInt64(status.f_frsize))
        guard let free else { throw SystemError(EOPNOTSUPP) }
        return free
    }

    /// Returns the bytes of free blocks; `nil` where the file system reports no blocks at all (some
    /// in user space, ramfs): the space is unknown, not used up.
    static func freeBytes(ofBlocks blocks: UInt64, available: UInt64, size: UInt64) -> Int64? {
        guard blocks > 0, size > 0 else { return nil }
        let (bytes, overflow) = available.multipliedReportingOverflow(by: size)
        return overflow ? Int64.max : Int64(clamping: bytes)
    }

    package func allocate(
        _ file: borrowing Descriptor, length: Int64
    ) throws(SystemError) -> Bool {
        guard pdl_allocation_is_costly(file.number) == 0 else { return false }
        while pdl_allocate(file.number, length) != 0 {
            switch errno {
            case EINTR: continue
            case ENOSPC, EDQUOT, EFBIG, EIO: throw .last
            default: return false  // Not supported here.
            }
        }
        return true
    }

    package func write(
        _ bytes: RawSpan, to file: borrowing Descriptor, at offset: Int64
    ) throws(SystemError) -> Int {
        while true {
            let count = bytes.withUnsafeBytes { all in
                pwrite(file.number, all.baseAddress, all.count, off_t(offset))
            }
            if count > 0 { return count }
            // A kernel that writes nothing and reports no error would make the caller loop for
            // ever.
            if count == 0 { throw SystemError(EIO) }
            if errno != EINTR { throw .last }
        }
    }

    package func read(
        into buffer: inout MutableRawSpan, from file: borrowing Descriptor, at offset: Int64
    ) throws(SystemError) -> Int {
        var filled = 0
        while filled < buffer.byteCount {
            let start = filled
            let count = buffer.withUnsafeMutableBytes { all in
                pread(
                    file.number, all.baseAddress?.advanced(by: start), all.count - start,
                    off_t(offset) + off_t(start))
            }
            if count == 0 { break }
            if count > 0 { filled += count } else if errno != EINTR { throw .last }
        }
        return filled
    }

    package func truncate(
        _ file: borrowing Descriptor, to length: Int64
    ) throws(SystemError) {
        while ftruncate(file.number, off_t(length)) != 0 {
            if errno != EINTR { throw .last }
        }
    }

    package func syncData(_ file: borrowing Descriptor) throws(SystemError) {
        try check(fdatasync(file.number))
    }

    package func syncFolder(_ folder: borrowing Descriptor) throws(SystemError) {
        guard fsync(folder.number) != 0 else { return }
        // Some file systems cannot sync a folder, and report so.
        if errno != EINVAL, errno != EROFS { throw .last }
    }

    package func renameExclusively(
        _ name: String, to newName: String, in folder: borrowing Descriptor
    ) throws(SystemError) {
        try renameExclusively(name, in: folder.number, to: newName, in: folder.number)
    }

    package func move(
        _ name: String, from folder: borrowing Descriptor, to newFolder: borrowing Descriptor
    ) throws(SystemError) {
        try renameExclusively(name, in: folder.number, to: name, in: newFolder.number)
    }

    private func renameExclusively(
        _ name: String, in folder: Int32, to newName: String, in newFolder: Int32
    ) throws(SystemError) {
        let rename = ExclusiveRename(
            withoutReplacing: { () throws(SystemError) in
                try check(pdl_rename_exclusive(folder, name, newFolder, newName))
            },
            link: { () throws(SystemError) in
                try check(linkat(folder, name, newFolder, newName, 0))
            },
            unlink: { () throws(SystemError) in try check(unlinkat(folder, name, 0)) },
            check: { () throws(SystemError) in
                var status = stat()
                try check(fstatat(newFolder, newName, &status, AT_SYMLINK_NOFOLLOW))
            },
            plainly: { () throws(SystemError) in
                try check(renameat(folder, name, newFolder, newName))
            })
        try rename()
    }

    package func setModified(
        _ seconds: Int64, of name: String, in folder: borrowing Descriptor
    ) throws(SystemError) {
        try check(pdl_set_modified(folder.number, name, seconds))
    }

    package func rename(
        _ name: String, over newName: String, in folder: borrowing Descriptor
    ) throws(SystemError) {
        try check(renameat(folder.number, name, folder.number, newName))
    }

    package func remove(
        _ name: String, in folder: borrowing Descriptor
    ) throws(SystemError) {
        try check(unlinkat(folder.number, name, 0))
    }

    private func check(_ result: Int32) throws(SystemError) {
        if result != 0 { throw .last }
    }

    private func descriptor(_ number: Int32) throws(SystemError) -> Descriptor {
        guard number >= 0 else { throw .last }
        return Descriptor(owning: number)
    }
}

extension FileFacts {
    fileprivate init(_ status: stat, mount: UInt64) {
        self.init(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino),
            size: Int64(status.st_size), mount: mount,
            isRegularFile: status.st_mode & S_IFMT == S_IFREG,
            isFolder: status.st_mode & S_IFMT == S_IFDIR,
            isLink: status.st_mode & S_IFMT == S_IFLNK, links: UInt64(status.st_nlink),
            owner: status.st_uid, group: status.st_gid, permissions: status.st_mode & 0o7777)
    }
}
