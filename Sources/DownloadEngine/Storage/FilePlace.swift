/// A path, split into folder and name.
struct FilePlace {
    let directory: String
    let name: String

    /// Splits an absolute path; `nil` for any other.
    init?(_ path: String) {
        guard path.utf8.first == UInt8(ascii: "/"), let slash = path.lastIndex(of: "/") else {
            return nil
        }
        directory = slash == path.startIndex ? "/" : String(path[..<slash])
        name = String(path[path.index(after: slash)...])
    }
}
