import CLinux
import DownloadEngine
import Glibc

/// The paths of the program's own files, by the XDG Base Directory Specification 0.8.
///
/// A variable that is empty or not an absolute path counts as unset. Without a home directory there
/// are no such files, and the program works without them.
struct Paths: Equatable, Sendable {
    /// The home directory.
    var home: String?
    /// The configuration file, whether or not it exists.
    var configuration: String?
    /// The ledger file.
    var ledger: String?
    /// The log file.
    var log: String?
    /// The secret of the RPC.
    var secret: String?
    /// The download directory of the desktop.
    var downloads: String?

    /// Derives the paths from the environment.
    ///
    /// - Parameters:
    ///   - variable: Looks up a variable.
    ///   - text: Reads a small file; `nil` if it cannot be read.
    init(variable: (String) -> String?, text: (String) -> String?) {
        func folder(_ name: String) -> String? {
            variable(name).flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        let home = folder("HOME")
        let configuration = folder("XDG_CONFIG_HOME") ?? home.map { $0 + "/.config" }
        let state = folder("XDG_STATE_HOME") ?? home.map { $0 + "/.local/state" }
        self.home = home
        self.configuration = configuration.map { $0 + "/pdl-tui/config.toml" }
        self.ledger = state.map { $0 + "/pdl-tui/ledger.sqlite" }
        self.log = state.map { $0 + "/pdl-tui/pdl-tui.log" }
        self.secret = state.map { $0 + "/pdl-tui/rpc-secret" }
        self.downloads =
            folder("XDG_DOWNLOAD_DIR")
            ?? configuration.flatMap { text($0 + "/user-dirs.dirs") }
            .flatMap { Self.downloads(in: $0, home: home) }
    }

    /// Returns the download directory from `user-dirs.dirs`: `XDG_DOWNLOAD_DIR="$HOME/Downloads"`.
    private static func downloads(in text: String, home: String?) -> String? {
        for line in text.split(separator: "\n") where line.hasPrefix("XDG_DOWNLOAD_DIR=\"") {
            var value = line.dropFirst("XDG_DOWNLOAD_DIR=\"".count)
            guard let end = value.lastIndex(of: "\"") else { return nil }
            value = value[..<end]
            if value.hasPrefix("/") { return String(value) }
            // A bare "$HOME/" means that the desktop has no download directory.
            guard value.hasPrefix("$HOME/"), value != "$HOME/", let home else { return nil }
            return home + value.dropFirst("$HOME".count)
        }
        return nil
    }

    /// Returns the paths of this process.
    static func current() -> Paths {
        Paths(variable: environmentVariable, text: { try? fileText($0, limit: 1 << 16) })
    }
}

/// Returns the value of an environment variable.
func environmentVariable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
}

/// Returns the bytes of an environment variable.
func environmentBytes(_ name: String) -> [UInt8]? {
    getenv(name).map {
        Array(UnsafeRawBufferPointer(start: UnsafeRawPointer($0), count: strlen($0)))
    }
}

/// Returns the names of environment variables that begin with `prefix`.
func environmentNames(prefix: String) -> [String] {
    var names: [String] = []
    var next = pdl_environment()
    while let entry = next?.pointee {
        let text = String(cString: entry)
        if text.hasPrefix(prefix) { names.append(String(text.prefix { $0 != "=" })) }
        next = next?.advanced(by: 1)
    }
    return names
}

/// Reads a small file as text, with invalid UTF-8 replaced.
///
/// - Throws: `SystemError`; `EFBIG` if it is longer than `limit` bytes.
func fileText(_ path: String, limit: Int) throws(SystemError) -> String {
    String(decoding: try fileBytes(path, limit: limit), as: UTF8.self)
}

/// Reads a small file.
///
/// - Throws: `SystemError`; `EFBIG` if it is longer than `limit` bytes.
func fileBytes(_ path: String, limit: Int) throws(SystemError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError(errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    while true {
        let before = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: 1 << 14))
        let count = bytes.withUnsafeMutableBytes {
            read(descriptor, $0.baseAddress?.advanced(by: before), 1 << 14)
        }
        if count < 0, errno == EINTR {
            bytes.removeLast(bytes.count - before)
            continue
        }
        guard count >= 0 else { throw SystemError(errno) }
        bytes.removeLast(bytes.count - before - count)
        if count == 0 { return bytes }
        guard bytes.count <= limit else { throw SystemError(EFBIG) }
    }
}

/// Returns the current directory as an absolute path; `nil` if it no longer exists.
func currentDirectory() -> String? {
    guard let path = getcwd(nil, 0) else { return nil }
    defer { free(path) }
    return String(validatingCString: path).flatMap { $0.hasPrefix("/") ? $0 : nil }
}

/// Returns an absolute path: a leading `~` is expanded, and relative paths start at `base`.
func absolutePath(_ path: String, home: String?, base: String) -> String {
    if path.hasPrefix("/") { return path }
    if let home, path == "~" || path.hasPrefix("~/") { return home + path.dropFirst(1) }
    return path == "." || path.isEmpty ? base : (base == "/" ? "" : base) + "/" + path
}
