/// The folders configured for kinds of files.
package struct KindFolders: Hashable, Sendable {
    private let folders: [String: String]

    /// Creates the mapping; without folders, no file matches.
    ///
    /// - Parameter folders: The paths, keyed by the name of a kind (`FileKind`) or by a lowercase
    ///   extension with its dot.
    package init(_ folders: [String: String] = [:]) {
        self.folders = folders
    }

    /// Returns the folder for a file name; `nil` if none is configured.
    ///
    /// A folder for an extension takes precedence over one for a kind, and a longer extension
    /// (`.tar.gz`) over a shorter one.
    package func folder(forName name: String) -> String? {
        guard !folders.isEmpty else { return nil }
        let parts = name.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        for start in parts.indices.dropFirst() {
            let ending = parts[start...].joined(separator: ".")
            if let folder = folders["." + ending] { return folder }
        }
        guard parts.count > 1, let last = parts.last else { return nil }
        let kind = FileKind.allCases.first { $0.extensions.contains(String(last)) }
        return kind.flatMap { folders[$0.rawValue] }
    }

    /// Returns the folder for the file name in a URL or path; `nil` if none is configured.
    package func folder(forURL url: String) -> String? {
        guard !folders.isEmpty else { return nil }
        let path = url.prefix { $0 != "?" && $0 != "#" }
        return folder(forName: String(path.split(separator: "/").last ?? ""))
    }
}
