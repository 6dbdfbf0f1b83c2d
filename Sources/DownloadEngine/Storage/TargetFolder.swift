import DownloadCore
import Glibc

/// The destination folder of a file, held open: it stays the same folder when it is renamed.
package struct TargetFolder: ~Copyable {
    /// The path that it was opened by, for display.
    package let path: String
    let system: any FileSystem
    var descriptor: Descriptor
    /// The folders that were created to open it, the outermost first.
    private let made: [String]

    /// Opens an existing folder; `nil` when it does not exist.
    ///
    /// - Parameters:
    ///   - path: The folder's absolute path.
    ///   - system: The access to the file system.
    /// - Throws: `disk`.
    package init?(existing path: String, system: any FileSystem) throws(DownloadError) {
        try Self.checkPath(path)
        do { self.descriptor = try system.openFolder(path) } catch {
            if error.code == ENOENT { return nil }
            throw error.downloadError("cannot open the folder \(path)")
        }
        self.path = path
        self.system = system
        self.made = []
    }

    /// Opens a folder, and creates it and its parents if they are missing.
    ///
    /// - Parameters:
    ///   - path: The folder's absolute path.
    ///   - system: The access to the file system.
    /// - Throws: `disk`.
    package init(making path: String, system: any FileSystem) throws(DownloadError) {
        if let folder = try TargetFolder(existing: path, system: system) {
            self = folder
            return
        }
        var made: [String] = []
        var partial = path.utf8.first == UInt8(ascii: "/") ? "/" : ""
        for component in path.split(separator: "/") {
            partial += component
            do {
                try system.makeFolder(partial)
                made.append(partial)
            } catch {
                // Parents may exist although this user may not create them.
                if ![EEXIST, EISDIR, EROFS, EACCES, EPERM].contains(error.code) {
                    Self.remove(made, system: system)
                    throw error.downloadError("cannot create the folder \(path)")
                }
            }
            partial += "/"
        }
        do { self.descriptor = try system.openFolder(path) } catch {
            Self.remove(made, system: system)
            throw error.downloadError("cannot create the folder \(path)")
        }
        self.path = path
        self.system = system
        self.made = made
    }

    /// Deletes the folders that were created to open it, as far as they are empty, because it was
    /// not needed.
    func removeMade() {
        Self.remove(made, system: system)
    }

    private static func remove(_ folders: [String], system: any FileSystem) {
        for folder in folders.reversed() {
            do { try system.removeFolder(folder) } catch { return }
        }
    }

    /// Returns the metadata of that name, even of a broken link; `nil` when it is free.
    ///
    /// - Throws: `disk`.
    func facts(of name: String) throws(DownloadError) -> FileFacts? {
        do { return try system.facts(of: name, in: descriptor) } catch {
            if error.code == ENOENT { return nil }
            throw error.downloadError("cannot check \(path) for \(name)")
        }
    }

    /// Returns whether a file or a link has that name.
    ///
    /// - Throws: `nameTaken` if it is a folder, a device, a pipe or a socket, which no download
    ///   replaces or takes for its file; `disk`.
    func hasFile(named name: String) throws(DownloadError) -> Bool {
        guard let there = try facts(of: name) else { return false }
        if let obstacle = there.obstacle {
            throw DownloadError(.nameTaken, "\(name) is \(obstacle) and is not replaced")
        }
        return true
    }

    /// Checks that a file of `bytes` bytes fits.
    ///
    /// - Parameters:
    ///   - bytes: The size of the new file.
    ///   - promised: The bytes that others will still need.
    ///   - name: The file's name, for display.
    /// - Throws: `diskFull`.
    func checkRoom(for bytes: Int64, promised: Int64, name: String) throws(DownloadError) {
        // Where the free space is unknown, writing decides.
        guard let free = try? system.freeBytes(at: descriptor) else { return }
        let left = free - max(0, min(promised, free))
        guard bytes > left else { return }
        throw DownloadError(
            .diskFull,
            "not enough space in \(path): needs \(ByteText.binary(bytes - left)) more"
                + " (\(name) is \(ByteText.binary(bytes)), \(ByteText.binary(left)) free)")
    }

    /// Returns the bytes that can still be written in a folder, or in its nearest existing ancestor;
    /// `nil` when unknown.
    package static func freeBytes(
        in path: String, system: any FileSystem = LinuxFileSystem()
    ) -> Int64? {
        var path = Substring(path)
        while !path.isEmpty {
            if let folder = try? system.openFolder(String(path)) {
                return try? system.freeBytes(at: folder)
            }
            guard let slash = path.lastIndex(of: "/") else { return nil }
            path = slash == path.startIndex && path.count > 1 ? "/" : path[..<slash]
        }
        return nil
    }

    /// Returns whether files can be created in a folder, or in its nearest existing ancestor.
    package static func isWritable(_ path: String) -> Bool {
        var path = Substring(path)
        while !path.isEmpty {
            if access(String(path), W_OK | X_OK) == 0 { return true }
            guard errno == ENOENT, let slash = path.lastIndex(of: "/") else { return false }
            path = slash == path.startIndex && path.count > 1 ? "/" : path[..<slash]
        }
        return false
    }

    /// Refuses a name that is not a single path component: it must not lead out of its folder.
    static func checkName(_ name: String) throws(DownloadError) {
        guard isPlainName(name) else {
            throw DownloadError(.disk, "\(name.debugDescription) is not a valid file name")
        }
    }

    /// Returns whether the text is a single path component that names itself.
    static func isPlainName(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".."
            && !name.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "/") }
    }

    private static func checkPath(_ path: String) throws(DownloadError) {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw DownloadError(.disk, "\(path.debugDescription) is not a valid folder path")
        }
    }
}
