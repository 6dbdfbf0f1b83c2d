import DownloadEngine
import Glibc

/// Creates a directory and its missing parents.
///
/// - Throws: `SystemError` when one cannot be created or a file is in the way.
func makeFolder(_ path: String) throws(SystemError) {
    var information = stat()
    if stat(path, &information) == 0 {
        guard information.st_mode & S_IFMT == S_IFDIR else { throw SystemError(ENOTDIR) }
        return
    }
    guard errno == ENOENT else { throw SystemError(errno) }
    let parent = path.lastIndex(of: "/").map { path[..<$0] } ?? ""
    if !parent.isEmpty { try makeFolder(String(parent)) }
    // Another process may have just created it.
    if mkdir(path, 0o777) != 0, errno != EEXIST { throw SystemError(errno) }
}
