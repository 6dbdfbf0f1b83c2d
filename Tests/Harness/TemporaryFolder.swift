import Foundation
import Synchronization

/// A folder for one test, removed with its contents on deinitialization.
package final class TemporaryFolder: Sendable {
    /// The absolute path.
    package let path: String

    /// Creates an empty folder in `parent`, or in the system's temporary folder.
    package init(in parent: String? = nil) throws {
        path =
            (parent.map { URL(fileURLWithPath: $0) } ?? FileManager.default.temporaryDirectory)
            .appending(path: "pdl-tui-test-" + UUID().uuidString.prefix(13)).path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        TemporaryFolder.living.withLock { [path] in _ = $0.insert(path) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
        TemporaryFolder.living.withLock { _ = $0.remove(path) }
    }

    private static let living = Mutex<Set<String>>([])

    /// Removes all such folders of this process, before it exits.
    package static func removeAll() {
        for path in living.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
    }

    /// Returns the path of a name in the folder.
    package func file(_ name: String) -> String { path + "/" + name }

    /// Creates a subfolder and returns its path.
    package func folder(_ name: String) throws -> String {
        try FileManager.default.createDirectory(
            atPath: file(name), withIntermediateDirectories: true)
        return file(name)
    }

    /// The relative paths of all files in the folder, sorted.
    package var files: [String] {
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return names.filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: file(name), isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }
}
