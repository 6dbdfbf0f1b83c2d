import Glibc

/// Why a file with a part file's name is not resumed: another user may have written its bytes.
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

    /// Returns why the file of this name is left alone, in one line.
    package func text(_ name: String) -> String {
        switch self {
        case .notRegular: "\(name) is not a regular file; left alone"
        case .linked: "\(name) has more than one hard link; left alone"
        case .foreign: "\(name) belongs to another user; left alone"
        case .writable: "\(name) is writable by other users; left alone"
        case .privileged: "\(name) is a set-user-ID or set-group-ID file; left alone"
        }
    }
}
