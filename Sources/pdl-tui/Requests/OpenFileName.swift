import Glibc

/// Names that stand for an open file of a process, such as `/dev/stdout` and `/dev/fd/3`.
enum OpenFileName {
    /// The symbolic links followed at most, as by the kernel.
    private static let mostLinks = 40

    /// Returns whether an absolute path stands for an open file: itself, or through symbolic links.
    static func contains(_ path: String) -> Bool {
        var path = path
        for _ in 0..<mostLinks {
            guard let slash = path.lastIndex(of: "/") else { return false }
            let parent = String(path[...slash])
            guard let resolved = realpath(parent, nil) else { return false }
            defer { free(resolved) }
            // A name in another encoding is no entry of /proc.
            guard let folder = String(validatingCString: resolved) else { return false }
            if folder == "/proc" || folder.hasPrefix("/proc/") { return true }
            guard let target = linkTarget(path) else { return false }
            path = target.hasPrefix("/") ? target : parent + target
        }
        return false
    }

    private static func linkTarget(_ path: String) -> String? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(PATH_MAX)) { buffer in
            let count = buffer.withMemoryRebound(to: CChar.self) { characters in
                characters.baseAddress.map { readlink(path, $0, characters.count) } ?? -1
            }
            return count > 0 ? String(validating: buffer[..<count], as: UTF8.self) : nil
        }
    }
}
