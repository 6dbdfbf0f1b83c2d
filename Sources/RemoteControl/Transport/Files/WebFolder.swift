import DownloadCore
import Glibc

/// The folder of the web interface, read without following links.
package struct WebFolder: Sendable {
    /// A file of the folder.
    struct File: Sendable {
        var bytes: [UInt8]
        /// The value of its `Content-Type` header.
        var type: String
    }

    private static let most = 16 << 20
    private let path: String

    /// - Parameter path: An absolute path.
    init(_ path: String) {
        self.path = path
    }

    /// Returns the file under a path as sent, `index.html` for a folder; `nil` if there is none.
    ///
    /// Every name is opened within the folder before it, and no link is followed, so no path leads
    /// out of the folder. Hidden files do not exist.
    func file(_ target: String) -> File? {
        guard var names = Self.names(target) else { return nil }
        if names.last == "" { names[names.count - 1] = "index.html" }
        var folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if folder >= 0 { close(folder) } }
        for name in names.dropLast() {
            guard folder >= 0 else { return nil }
            let next = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            close(folder)
            folder = next
        }
        guard folder >= 0, let name = names.last else { return nil }
        let file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return Self.bytes(of: file).map { File(bytes: $0, type: MediaType.named(name)) }
    }

    /// Returns the decoded names of a path; `nil` if one of them may not be opened.
    package static func names(_ target: String) -> [String]? {
        guard target.utf8.first == UInt8(ascii: "/"), target.utf8.count <= 4096 else { return nil }
        let parts = target.utf8.dropFirst()
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var names: [String] = []
        for (index, part) in parts.enumerated() {
            guard let bytes = strictlyPercentDecoded(part),
                let name = String(validating: bytes, as: UTF8.self)
            else { return nil }
            let isLast = index == parts.count - 1
            guard isLast || !name.isEmpty, !name.utf8.contains(0), !name.utf8.contains(0x2F),
                !name.hasPrefix(".")
            else { return nil }
            names.append(name)
        }
        return names.count <= 32 ? names : nil
    }

    private static func bytes(of file: Int32) -> [UInt8]? {
        var facts = stat()
        guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_size <= most
        else { return nil }
        var bytes: [UInt8] = Array(repeating: 0, count: Int(facts.st_size))
        var count = 0
        while count < bytes.count {
            let part = bytes.withUnsafeMutableBytes { buffer in
                read(file, buffer.baseAddress?.advanced(by: count), buffer.count - count)
            }
            if part < 0, errno == EINTR { continue }
            guard part >= 0 else { return nil }
            if part == 0 { break }
            count += part
        }
        return Array(bytes.prefix(count))
    }
}
