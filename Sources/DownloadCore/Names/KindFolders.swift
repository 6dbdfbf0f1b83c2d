/// The folders that files go to by their kind.
package struct KindFolders: Hashable, Sendable {
    private let folders: [String: String]

    /// Creates it; without folders nothing goes anywhere by its kind.
    ///
    /// - Parameter folders: Paths, by the name of a kind (`FileKind`) or by an extension in lower
    ///   case with its dot.
    package init(_ folders: [String: String] = [:]) {
        self.folders = folders
    }

    /// The folder for a file of this name by its kind; `nil` when none is set for it.
    ///
    /// An extension's own folder goes before its kind's; of two extensions (`.tar.gz`) the longer
    /// goes first.
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

    /// The folder for the file at the end of a URL or path; `nil` when none is set for it.
    package func folder(forURL url: String) -> String? {
        guard !folders.isEmpty else { return nil }
        let path = url.prefix { $0 != "?" && $0 != "#" }
        return folder(forName: String(path.split(separator: "/").last ?? ""))
    }
}
