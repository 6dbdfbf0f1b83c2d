import Glibc

/// The system calls of a part file.
///
/// All disk access goes through it: a test implementation sees each write, sync, truncation and
/// rename in order, and can replay a power cut between any two of them. A call through it costs a
/// few nanoseconds.
///
/// Names are single components, looked up in an open folder; symbolic links are never followed.
package protocol FileSystem: Sendable {
    /// Returns the ID of this boot.
    func bootID() -> BootID
    /// Creates a folder; its parent must exist.
    func makeFolder(_ path: String) throws(SystemError)
    /// Deletes a folder; fails with `ENOTEMPTY` when it is not empty.
    func removeFolder(_ path: String) throws(SystemError)
    /// Opens a folder, following symbolic links.
    func openFolder(_ path: String) throws(SystemError) -> Descriptor
    /// Returns the user that this process runs as.
    func user() -> FileUser
    /// Creates a file that does not exist yet, not writable by other users, and opens it for
    /// reading and writing.
    func create(_ name: String, in folder: borrowing Descriptor) throws(SystemError) -> Descriptor
    /// Opens a file for reading and writing.
    func open(_ name: String, in folder: borrowing Descriptor) throws(SystemError) -> Descriptor
    /// Returns the names in a folder, without `.` and `..` and those that are not UTF-8.
    func names(in folder: borrowing Descriptor) throws(SystemError) -> [String]
    /// Returns the metadata of `name`.
    func facts(of name: String, in folder: borrowing Descriptor) throws(SystemError) -> FileFacts
    /// Returns the metadata of an open file.
    func facts(of file: borrowing Descriptor) throws(SystemError) -> FileFacts
    /// Returns the metadata of a file of this process that only its owner may read or write.
    ///
    /// The file is created in the folder and deleted.
    func privateFacts(in folder: borrowing Descriptor) throws(SystemError) -> FileFacts
    /// Gives a file the permissions of a new file of this process in its folder.
    func usePermissions(
        of folder: borrowing Descriptor, for file: borrowing Descriptor
    ) throws(SystemError)
    /// Locks the file for this process; fails with `EAGAIN` when another holds the lock.
    func lock(_ file: borrowing Descriptor) throws(SystemError)
    /// Releases the lock for other processes, even while duplicates of the descriptor are open.
    func unlock(_ file: borrowing Descriptor)
    /// Returns the bytes that an ordinary user can still write to the folder's disk; fails where
    /// the file system does not know.
    func freeBytes(at folder: borrowing Descriptor) throws(SystemError) -> Int64
    /// Reserves blocks for the first `length` bytes; returns `false` where that cannot be done
    /// cheaply.
    func allocate(_ file: borrowing Descriptor, length: Int64) throws(SystemError) -> Bool
    /// Writes at least one byte at `offset` and returns the number written; `bytes` is not empty.
    func write(
        _ bytes: RawSpan, to file: borrowing Descriptor, at offset: Int64
    ) throws(SystemError) -> Int
    /// Fills the buffer from `offset` on and returns the number of bytes read: fewer only at the
    /// file's end.
    func read(
        into buffer: inout MutableRawSpan, from file: borrowing Descriptor,
        at offset: Int64
    ) throws(SystemError) -> Int
    /// Sets the length of the file.
    func truncate(_ file: borrowing Descriptor, to length: Int64) throws(SystemError)
    /// Returns once the file's bytes and its size are durable.
    func syncData(_ file: borrowing Descriptor) throws(SystemError)
    /// Returns once the folder's names are durable.
    func syncFolder(_ folder: borrowing Descriptor) throws(SystemError)
    /// Renames a file within its folder; fails with `EEXIST` when the name is taken.
    func renameExclusively(
        _ name: String, to newName: String, in folder: borrowing Descriptor
    ) throws(SystemError)
    /// Moves a file to another folder under the same name; fails with `EEXIST` when it is taken
    /// there, and with `EXDEV` when that folder is on another file system.
    func move(
        _ name: String, from folder: borrowing Descriptor, to newFolder: borrowing Descriptor
    ) throws(SystemError)
    /// Renames a file within its folder, replacing a file of the new name.
    func rename(
        _ name: String, over newName: String, in folder: borrowing Descriptor
    ) throws(SystemError)
    /// Sets a file's modification time, in seconds since 1970.
    func setModified(
        _ seconds: Int64, of name: String, in folder: borrowing Descriptor
    ) throws(SystemError)
    /// Deletes a file.
    func remove(_ name: String, in folder: borrowing Descriptor) throws(SystemError)
}
