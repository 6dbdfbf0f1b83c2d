import Foundation
import Synchronization

/// A folder of its own for one test, removed with everything in it at the end.
package final class TemporaryFolder: Sendable {
    /// The absolute path.
    package let path: String

    /// Makes a new, empty folder in `parent`, or where the system has such folders.
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

    /// Removes every such folder of this process, for its end.
    package static func removeAll() {
        for path in living.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
    }

    /// The path of a name in it.
    package func file(_ name: String) -> String { path + "/" + name }

    /// Makes a folder in it and gives its path.
    package func folder(_ name: String) throws -> String {
        try FileManager.default.createDirectory(
            atPath: file(name), withIntermediateDirectories: true)
        return file(name)
    }

    /// The paths of all files in it, relative to it, in order.
    package var files: [String] {
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return names.filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: file(name), isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }
}
