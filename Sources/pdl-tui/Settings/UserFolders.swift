import DownloadCore

/// Reads `user-dirs.dirs`, in which the desktop keeps the user's folders.
///
/// A line is `XDG_DOWNLOAD_DIR="$HOME/Downloads"` or has an absolute path. Like
/// `xdg-user-dir`, it reads the last valid line of a name and resolves backslashes.
enum UserFolders {
    /// Returns the bytes of a folder's path.
    ///
    /// - Parameters:
    ///   - name: The folder's name, such as `XDG_DOWNLOAD_DIR`.
    ///   - bytes: The file's contents.
    ///   - home: The home folder.
    /// - Returns: The absolute path; `nil` if there is none, or it is the home folder itself, which
    ///   means that the desktop has no such folder.
    static func folder(_ name: String, in bytes: [UInt8], home: String?) -> [UInt8]? {
        let lines = bytes.split(separator: newline)
        return lines.reversed().lazy.compactMap { folder(name, inLine: $0, home: home) }.first
            .flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Returns the path in a line; empty for the home folder, `nil` if the line is not valid.
    private static func folder(
        _ name: String, inLine line: ArraySlice<UInt8>, home: String?
    ) -> [UInt8]? {
        var rest = line.drop(while: \.isBlank)
        guard rest.starts(with: name.utf8) else { return nil }
        rest = rest.dropFirst(name.utf8.count).drop(while: \.isBlank)
        guard rest.popFirst() == UInt8(ascii: "=") else { return nil }
        rest = rest.drop(while: \.isBlank)
        guard rest.popFirst() == UInt8(ascii: "\"") else { return nil }
        var path: [UInt8] = []
        if rest.starts(with: "$HOME/".utf8) {
            guard let home else { return nil }
            rest = rest.dropFirst("$HOME".utf8.count)
            path = Array(home.utf8)
        }
        guard rest.first == UInt8(ascii: "/") else { return nil }
        let start = path.count
        while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
            path.append(byte == UInt8(ascii: "\\") ? rest.popFirst() ?? byte : byte)
        }
        return start > 0 && path.count == start + 1 ? [] : path
    }

    private static let newline = UInt8(ascii: "\n")
}
