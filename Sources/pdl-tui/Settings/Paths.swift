import DownloadEngine
import Glibc
import TerminalUI

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
    /// The folder for sockets.
    var runtime: String?
    /// The folder of all programs' configurations.
    private var configurations: String?

    /// Derives the paths from the environment.
    ///
    /// - Parameter variable: Looks up the bytes of a variable.
    /// - Throws: `SettingError` for the first variable that is not valid UTF-8.
    init(variable: (String) -> [UInt8]?) throws(SettingError) {
        func folder(_ name: String) throws(SettingError) -> String? {
            try Self.folder(name, variable(name))
        }
        let home = try folder("HOME")
        let configuration = try folder("XDG_CONFIG_HOME") ?? home.map { $0 + "/.config" }
        let state = try folder("XDG_STATE_HOME") ?? home.map { $0 + "/.local/state" }
        self.home = home
        self.runtime = try folder("XDG_RUNTIME_DIR")
        self.configurations = configuration
        self.configuration = configuration.map { $0 + "/pdl-tui/config.toml" }
        self.ledger = state.map { $0 + "/pdl-tui/ledger.sqlite" }
        self.log = state.map { $0 + "/pdl-tui/pdl-tui.log" }
        self.secret = state.map { $0 + "/pdl-tui/rpc-secret" }
    }

    /// Returns the paths of this process.
    ///
    /// - Throws: `SettingError` for a variable that is not valid UTF-8.
    static func current() throws(SettingError) -> Paths {
        try Paths(variable: ProcessEnvironment.bytes)
    }

    /// Returns the download folder of the desktop.
    ///
    /// - Parameters:
    ///   - variable: Looks up the bytes of a variable.
    ///   - file: Reads a small file; `nil` if it cannot be read.
    /// - Returns: An absolute path; `nil` if it has none.
    /// - Throws: `SettingError` if its path is not valid UTF-8.
    func downloads(
        variable: (String) -> [UInt8]? = ProcessEnvironment.bytes,
        file: (String) -> [UInt8]? = { try? fileBytes($0, limit: 1 << 16) }
    ) throws(SettingError) -> String? {
        let name = "XDG_DOWNLOAD_DIR"
        if let folder = try Self.folder(name, variable(name)) { return folder }
        guard let configurations, let bytes = file(configurations + "/user-dirs.dirs"),
            let folder = UserFolders.folder(name, in: bytes, home: home)
        else { return nil }
        if let text = String(validating: folder, as: UTF8.self) { return text }
        throw SettingError(
            message: "\(name) in \(Text.visible(configurations))/user-dirs.dirs is not valid UTF-8;"
                + " name a folder with --directory")
    }

    private static func folder(_ name: String, _ bytes: [UInt8]?) throws(SettingError) -> String? {
        // Whatever does not start with a slash is no path, in any encoding.
        guard let bytes, bytes.first == UInt8(ascii: "/") else { return nil }
        return try ProcessEnvironment.checkedText(of: name, bytes)
    }
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

/// Returns the current directory as an absolute path; `nil` and the reason if there is none.
func currentDirectory() -> (path: String?, problem: String) {
    let isMissing = "no longer exists"
    guard let path = getcwd(nil, 0) else { return (nil, isMissing) }
    defer { free(path) }
    // The kernel shows a folder outside of the root as "(unreachable)/...".
    guard path.pointee == CChar(UInt8(ascii: "/")) else { return (nil, isMissing) }
    return (String(validatingCString: path), "has a name that is not valid UTF-8")
}

/// Returns an absolute path: a leading `~` is expanded, and relative paths start at `base`.
func absolutePath(_ path: String, home: String?, base: String) -> String {
    if path.hasPrefix("/") { return path }
    if let home, path == "~" || path.hasPrefix("~/") { return home + path.dropFirst(1) }
    return path == "." || path.isEmpty ? base : (base == "/" ? "" : base) + "/" + path
}
