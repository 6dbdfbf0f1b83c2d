import Glibc

/// Why a file with a part file's name is not resumed: another user may have written its bytes, or
/// nothing says which of them are valid.
///
/// A footer proves nothing: whoever can write the file can write a footer that claims any bytes.
package enum PartRefusal: Hashable, Sendable {
    /// It is a symbolic link, a folder, a pipe or a device.
    case notRegular
    /// It has another hard link, through which it can be changed at any time.
    case linked
    /// It belongs to another user.
    case foreign
    /// Other users may write to it.
    case writable
    /// It has a set-user-ID or set-group-ID bit.
    case privileged
    /// It does not end with a footer: it was truncated or damaged, or is another program's.
    case unreadable

    /// Returns why the file of this name is left alone, in one line; the subject is the download.
    package func text(_ name: String) -> String {
        switch self {
        case .notRegular: "does not resume \(name), which is not a regular file"
        case .linked: "does not resume \(name), which has more than one hard link"
        case .foreign: "does not resume \(name), which belongs to another user"
        case .writable: "does not resume \(name), which is writable by other users"
        case .privileged:
            "does not resume \(name), which is a set-user-ID or set-group-ID file"
        case .unreadable:
            "does not resume \(name), which does not end with a valid progress record"
        }
    }
}
