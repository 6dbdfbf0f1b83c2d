import Dispatch
import Glibc

/// Follows the symbolic links on the way to the folders that clients of the RPC name.
struct FolderLinks: Sendable {
    private let folders: [String]
    /// A disk that does not answer delays only checks.
    private let queue = DispatchQueue(label: "rpc-folders")

    /// - Parameter folders: The allowed folders: absolute paths.
    init(_ folders: [String]) { self.folders = folders }

    /// Returns whether a path leads out of the allowed folders, or to a hidden folder in them.
    func leadOut(_ path: String) async -> Bool {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: !staysInside(path)) }
        }
    }

    private func staysInside(_ path: String) -> Bool {
        guard let target = Self.resolved(path) else { return false }
        return folders.compactMap(Self.resolved).contains { folder in
            target.starts(with: folder)
                && !target[folder.count...].contains { $0.first == Self.dot }
        }
    }

    private static let (slash, dot) = (UInt8(ascii: "/"), UInt8(ascii: "."))

    /// Returns the components of a path after following all links; its last ones may not exist yet.
    ///
    /// - Returns: `nil` if it cannot be followed, for example because a link is broken.
    private static func resolved(_ path: String) -> [[UInt8]]? {
        var components = path.utf8.split(separator: slash).map(Array.init)
        var missing: [[UInt8]] = []
        while true {
            let bytes = Array(components.joined(separator: [slash]))
            let existing = "/" + String(decoding: bytes, as: UTF8.self)
            if let real = realpath(existing, nil) {
                defer { free(real) }
                return UnsafeRawBufferPointer(start: real, count: strlen(real))
                    .split(separator: slash).map(Array.init) + missing
            }
            var facts = stat()
            guard errno == ENOENT, lstat(existing, &facts) != 0, errno == ENOENT,
                let last = components.popLast()
            else { return nil }
            missing.insert(last, at: 0)
        }
    }
}
