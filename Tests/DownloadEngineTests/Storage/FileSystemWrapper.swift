import DownloadEngine

/// A file system that forwards all calls; tests override some.
protocol FileSystemWrapper: FileSystem {
    var wrapped: any FileSystem { get }
}

extension FileSystemWrapper {
    func bootID() -> BootID { wrapped.bootID() }
    func makeFolder(_ path: String) throws(SystemError) { try wrapped.makeFolder(path) }
    func removeFolder(_ path: String) throws(SystemError) { try wrapped.removeFolder(path) }
    func openFolder(_ path: String) throws(SystemError) -> Descriptor {
        try wrapped.openFolder(path)
    }
    func create(_ name: String, in folder: borrowing Descriptor) throws(SystemError) -> Descriptor {
        try wrapped.create(name, in: folder)
    }
    func names(in folder: borrowing Descriptor) throws(SystemError) -> [String] {
        try wrapped.names(in: folder)
    }
    func user() -> FileUser { wrapped.user() }
    func privateFacts(in folder: borrowing Descriptor) throws(SystemError) -> FileFacts {
        try wrapped.privateFacts(in: folder)
    }
    func usePermissions(
        of folder: borrowing Descriptor, for file: borrowing Descriptor
    ) throws(SystemError) {
        try wrapped.usePermissions(of: folder, for: file)
    }
    func open(_ name: String, in folder: borrowing Descriptor) throws(SystemError) -> Descriptor {
        try wrapped.open(name, in: folder)
    }
    func facts(of name: String, in folder: borrowing Descriptor) throws(SystemError) -> FileFacts {
        try wrapped.facts(of: name, in: folder)
    }
    func facts(of file: borrowing Descriptor) throws(SystemError) -> FileFacts {
        try wrapped.facts(of: file)
    }
    func lock(_ file: borrowing Descriptor) throws(SystemError) { try wrapped.lock(file) }
    func unlock(_ file: borrowing Descriptor) { wrapped.unlock(file) }
    func freeBytes(at folder: borrowing Descriptor) throws(SystemError) -> Int64 {
        try wrapped.freeBytes(at: folder)
    }
    func allocate(_ file: borrowing Descriptor, length: Int64) throws(SystemError) -> Bool {
        try wrapped.allocate(file, length: length)
    }
    func write(
        _ bytes: RawSpan, to file: borrowing Descriptor, at offset: Int64
    ) throws(SystemError) -> Int {
        try wrapped.write(bytes, to: file, at: offset)
    }
    func read(
        into buffer: inout MutableRawSpan, from file: borrowing Descriptor, at offset: Int64
    ) throws(SystemError) -> Int {
        try wrapped.read(into: &buffer, from: file, at: offset)
    }
    func truncate(_ file: borrowing Descriptor, to length: Int64) throws(SystemError) {
        try wrapped.truncate(file, to: length)
    }
    func syncData(_ file: borrowing Descriptor) throws(SystemError) {
        try wrapped.syncData(file)
    }
    func syncFolder(_ folder: borrowing Descriptor) throws(SystemError) {
        try wrapped.syncFolder(folder)
    }
    func renameExclusively(
        _ name: String, to newName: String, in folder: borrowing Descriptor
    ) throws(SystemError) {
        try wrapped.renameExclusively(name, to: newName, in: folder)
    }
    func move(
        _ name: String, from folder: borrowing Descriptor, to newFolder: borrowing Descriptor
    ) throws(SystemError) {
        try wrapped.move(name, from: folder, to: newFolder)
    }
    func rename(
        _ name: String, over newName: String, in folder: borrowing Descriptor
    ) throws(SystemError) {
        try wrapped.rename(name, over: newName, in: folder)
    }
    func setModified(
        _ seconds: Int64, of name: String, in folder: borrowing Descriptor
    ) throws(SystemError) {
        try wrapped.setModified(seconds, of: name, in: folder)
    }
    func remove(_ name: String, in folder: borrowing Descriptor) throws(SystemError) {
        try wrapped.remove(name, in: folder)
    }
}
