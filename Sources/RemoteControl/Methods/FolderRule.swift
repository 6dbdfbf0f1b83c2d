import DownloadCore

/// Where clients may save files: in the allowed folders and below them.
///
/// Hidden files and folders are excluded: many of them are read as configuration.
struct FolderRule: Sendable {
    /// A refused place, in words.
    struct Problem: Error, Hashable, Sendable {
        /// The fault, and the way out.
        var reason: String
    }

    /// The allowed folders: absolute paths.
    private let folders: [[Substring]]

    /// Creates a rule.
    init(_ folders: [String]) { self.folders = folders.map { Self.components($0) } }

    /// Splits a path as the system does: at bytes, whatever characters they are part of.
    private static func components(_ path: String, keepsEmpty: Bool = false) -> [Substring] {
        path.utf8.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: !keepsEmpty
        ).map { Substring($0) }
    }

    private static func isAbsolute(_ path: String) -> Bool { path.utf8.first == UInt8(ascii: "/") }

    /// Returns a folder's path in its plain form.
    ///
    /// - Throws: `Problem` unless it is an absolute path within an allowed folder.
    func folder(_ path: String) throws(Problem) -> String {
        if let problem = TransportRule.problem(inPath: path) { throw Problem(reason: problem) }
        guard Self.isAbsolute(path) else { throw Problem(reason: "write an absolute path") }
        try Self.check(line: path)
        let parts = Self.components(path)
        let allowed = folders.first { folder in
            parts.starts(with: folder) { $0.utf8.elementsEqual($1.utf8) }
        }
        guard let allowed else {
            throw Problem(
                reason: "it is outside the allowed folders; add it to rpc.folders in the settings")
        }
        try Self.check(parts.dropFirst(allowed.count))
        guard !parts.contains("..") else { throw Problem(reason: "\"..\" is not allowed") }
        return "/" + parts.joined(separator: "/")
    }

    /// Splits a file's path, relative to a folder, into its folder and its name.
    ///
    /// - Throws: `Problem` if it could leave the folder.
    static func place(_ path: String, in folder: String) throws(Problem) -> (
        folder: String, name: String
    ) {
        guard !isAbsolute(path) else {
            throw Problem(reason: "write a path relative to dir, without a leading \"/\"")
        }
        try check(line: path)
        var parts = components(path, keepsEmpty: true)
        try check(parts[...])
        let name = String(parts.removeLast())
        guard FileName.safe(name).utf8.elementsEqual(name.utf8) else {
            throw Problem(reason: "the file name contains characters that are not allowed")
        }
        return (([folder] + parts.map(String.init)).joined(separator: "/"), name)
    }

    private static func check(line: String) throws(Problem) {
        if let problem = TransportRule.problem(inLine: line) { throw Problem(reason: problem) }
    }

    private static func check(_ parts: ArraySlice<Substring>) throws(Problem) {
        for part in parts {
            guard !part.isEmpty else { throw Problem(reason: "a part of the path is empty") }
            guard part != "..", part != "." else {
                throw Problem(reason: "\"\(part)\" is not allowed")
            }
            guard part.utf8.first != UInt8(ascii: ".") else {
                throw Problem(reason: "hidden files and folders are not allowed")
            }
            guard part.utf8.count <= FileName.longest else {
                throw Problem(reason: "a part of the path is longer than 255 bytes")
            }
        }
    }
}
