import Glibc

/// The calls to the kernel that a part file is made of.
///
/// The one door to the disk: a test that stands in it sees each write, sync, cut and rename in
/// order, and can replay a power cut between any two of them. A call through it costs a few
/// nanoseconds.
///
/// Names are single components, looked up in an open folder; symbolic links are never followed.
package protocol FileSystem: Sendable {
    /// The run of the machine.
    func bootID() -> BootID
    /// Makes a folder; its parent must be there.
    func makeFolder(_ path: String) throws(SystemError)
    /// Deletes a folder; fails with `ENOTEMPTY` when something is in it.
    func removeFolder(_ path: String) throws(SystemError)
    /// Opens a folder, following symbolic links.
    func openFolder(_ path: String) throws(SystemError) -> Descriptor
    /// The user that this process runs as.
    func user() -> FileUser
    /// Makes a file that is not there yet, which no other user may write to, and opens it for
    /// reading and writing.
    func create(_ name: String, in folder: borrowing Descriptor) throws(SystemError) -> Descriptor
    /// Opens a file for reading and writing.
    func open(_ name: String, in folder: borrowing Descriptor) throws(SystemError) -> Descriptor
    /// What `name` is.
    func facts(of name: String, in folder: borrowing Descriptor) throws(SystemError) -> FileFacts
    /// What an open file is.
    func facts(of file: borrowing Descriptor) throws(SystemError) -> FileFacts
    /// What a file of this process looks like that only its owner may read or write; it is made in
    /// the folder and deleted.
    func privateFacts(in folder: borrowing Descriptor) throws(SystemError) -> FileFacts
    /// Gives a file the permissions that new files of this process usually get in its folder.
    func usePermissions(
        of folder: borrowing Descriptor, for file: borrowing Descriptor
    ) throws(SystemError)
    /// Takes the file for this process; fails with `EAGAIN` when another has it.
    func lock(_ file: borrowing Descriptor) throws(SystemError)
    /// Gives the file up for other processes, whatever duplicates of it are open.
    func unlock(_ file: borrowing Descriptor)
    /// Bytes that an ordinary user can still write to the folder's disk; fails where the file system
    /// does not know.
    func freeBytes(at folder: borrowing Descriptor) throws(SystemError) -> Int64
    /// Reserves blocks for the first `length` bytes; `false` where that cannot be done cheaply.
    func allocate(_ file: borrowing Descriptor, length: Int64) throws(SystemError) -> Bool
    /// Writes at least one byte at `offset` and returns how many; `bytes` is not empty.
    func write(
        _ bytes: RawSpan, to file: borrowing Descriptor, at offset: Int64
    ) throws(SystemError) -> Int
    /// Fills the buffer from `offset` on and returns how many bytes there were: fewer only at the
    /// file's end.
    func read(
        into buffer: inout MutableRawSpan, from file: borrowing Descriptor,
        at offset: Int64
    ) throws(SystemError) -> Int
    /// Makes the file this long.
    func truncate(_ file: borrowing Descriptor, to length: Int64) throws(SystemError)
    /// Returns when the file's bytes, and its size, are on the disk.
    func syncData(_ file: borrowing Descriptor) throws(SystemError)
    /// Returns when the folder's names are on the disk.
    func syncFolder(_ folder: borrowing Descriptor) throws(SystemError)
    /// Gives a file another name in its folder; fails with `EEXIST` when it is taken.
    func renameExclusively(
        _ name: String, to newName: String, in folder: borrowing Descriptor
    ) throws(SystemError)
    /// Takes a file to another folder under the same name; fails with `EEXIST` when it is taken
    /// there, and with `EXDEV` when that folder is on another disk.
    func move(
        _ name: String, from folder: borrowing Descriptor, to newFolder: borrowing Descriptor
    ) throws(SystemError)
    /// Gives a file another name in its folder; a file that has it is replaced.
    func rename(
        _ name: String, over newName: String, in folder: borrowing Descriptor
    ) throws(SystemError)
    /// Says when a file was changed last, in seconds since 1970.
    func setModified(
        _ seconds: Int64, of name: String, in folder: borrowing Descriptor
    ) throws(SystemError)
    /// Deletes a file.
    func remove(_ name: String, in folder: borrowing Descriptor) throws(SystemError)
}
