import Foundation

/// File system queries that run off the main thread.
enum Folders {
    /// Returns the folders whose path begins with `prefix`, sorted, at most 50.
    @concurrent
    static func beginning(with prefix: String) async -> [String] {
        guard let slash = prefix.lastIndex(of: "/") else { return [] }
        let parent = String(prefix[...slash])
        let start = prefix[prefix.index(after: slash)...]
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
        let found = names.filter { name in
            var isFolder: ObjCBool = false
            return name.hasPrefix(start) && (start.hasPrefix(".") || !name.hasPrefix("."))
                && FileManager.default.fileExists(atPath: parent + name, isDirectory: &isFolder)
                && isFolder.boolValue
        }
        return found.sorted().prefix(50).map { parent + $0 }
    }

    /// Opens a file or a folder with the desktop's default application; returns the fault in words.
    @concurrent
    static func open(_ path: String) async -> String? {
        let environment = ProcessInfo.processInfo.environment
        guard environment["DISPLAY"] != nil || environment["WAYLAND_DISPLAY"] != nil else {
            return "No file manager found: \(path)"
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["xdg-open", path]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
            return nil
        } catch {
            return "xdg-open cannot be started: \(path)"
        }
    }
}
