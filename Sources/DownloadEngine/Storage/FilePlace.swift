/// A path, taken apart.
struct FilePlace {
    let directory: String
    let name: String

    /// Takes an absolute path apart; `nil` for any other.
    init?(_ path: String) {
        guard path.utf8.first == UInt8(ascii: "/"), let slash = path.lastIndex(of: "/") else {
            return nil
        }
        directory = slash == path.startIndex ? "/" : String(path[..<slash])
        name = String(path[path.index(after: slash)...])
    }
}
