import DownloadCore
import DownloadEngine
import Glibc
import TerminalUI

/// Checks the local files that the settings name, before anything starts.
///
/// Otherwise a missing or malformed file would be ignored silently, or fail late with a message
/// about the server.
struct RequiredFiles {
    /// The most bytes read from a file to check.
    static let longest = 16 << 20

    /// The settings.
    var effective: EffectiveSettings
    /// The home directory.
    var home: String?
    /// The base of relative paths; `nil` if the current directory cannot be used.
    var base: String?
    /// Why the current directory cannot be used, in words that follow its name.
    var baseProblem = "no longer exists"

    /// Checks that paths relative to the home or current directory can be resolved.
    ///
    /// - Parameters:
    ///   - others: More paths, with the options that name them.
    ///   - needsBase: Whether the current directory itself is needed.
    /// - Throws: `SettingError` that names the setting.
    func checkPlaces(
        _ others: [(String, String?)], needsBase: Bool
    ) throws(SettingError) {
        let transport = effective.settings.transport
        var paths = [
            ("directory", effective.settings.directory),
            ("request.cookies", transport.cookieFile),
            ("request.cacert", transport.certificateAuthority),
            ("request.cert", transport.clientCertificate),
            ("request.key", transport.clientKey),
            ("request.user-file", effective.settings.userFile),
            ("request.bearer-file", effective.settings.bearerFile),
        ]
        paths += others
        paths.append(("rpc.web-ui", effective.settings.remote.webUI))
        paths += effective.settings.remote.folders.map { ("rpc.folders", $0) }
        paths += effective.settings.folders.map { ("folders.\($0)", $1) }
        for (key, path) in paths {
            guard let path else { continue }
            if path == "~" || path.hasPrefix("~/") {
                guard home == nil else { continue }
                throw SettingError(
                    message:
                        "\(effective.name(of: key)): HOME is not set, so \"~\" cannot be expanded")
            }
            guard base == nil, !path.hasPrefix("/") else { continue }
            throw SettingError(
                message:
                    "\(effective.name(of: key)): the current folder \(baseProblem); use an absolute"
                    + " path")
        }
        guard base == nil, needsBase else { return }
        throw SettingError(
            message: "the current folder \(baseProblem); name a folder with --directory")
    }

    /// Checks the files used for requests and the programs of hooks.
    ///
    /// - Throws: `SettingError` that names the setting, the file and the fault.
    func checkFiles() throws(SettingError) {
        let transport = effective.settings.transport
        try check("request.cookies", transport.cookieFile, CookieFile.problem(in:))
        try check("request.cacert", transport.certificateAuthority) { Self.problem(inPEM: $0) }
        try check("request.cert", transport.clientCertificate) { Self.problem(inPEM: $0) }
        try check("request.key", transport.clientKey) { Self.problem(inPEM: $0) }
        if transport.usesNetrc {
            guard let home else {
                throw SettingError(
                    message: "\(effective.name(of: "request.netrc")): HOME is not set")
            }
            try check("request.netrc", home + "/.netrc", NetrcFile.problem(in:))
        }
        try checkProgram("hooks.on-complete", effective.settings.onComplete)
        try checkProgram("hooks.on-fail", effective.settings.onFail)
        let problem = Self.problem(inProxies: { name in
            // The exceptions apply to any proxy.
            let isUsed =
                transport.proxy == nil
                || transport.proxy != "" && name.asciiLowercased == "no_proxy"
            return isUsed ? ProcessEnvironment.bytes(name) : nil
        })
        if let problem { throw SettingError(message: Text.visible(problem)) }
    }

    /// Returns the first error in the environment's proxies and their exceptions, or `nil`.
    ///
    /// - Parameter bytes: Returns the bytes of a variable; `nil` if it is unset.
    /// - Returns: The error, which quotes no password.
    static func problem(inProxies bytes: (String) -> [UInt8]?) -> String? {
        var problem: String?
        let environment = ProxyEnvironment { name in
            do throws(SettingError) {
                return try ProcessEnvironment.checkedText(of: name, bytes(name))
            } catch {
                problem = problem ?? error.message
                return nil
            }
        }
        return problem ?? environment.problem?.cause
    }

    private func check(
        _ key: String, _ path: String?, _ problem: ([UInt8]) -> String?
    ) throws(SettingError) {
        guard let path else { return }
        let file = absolutePath(path, home: home, base: base ?? "/")
        let what: String
        do throws(SystemError) {
            guard let problem = problem(try regularFile(file, limit: Self.longest)) else { return }
            what = problem
        } catch {
            what = error.code == EINVAL ? "is not a regular file" : error.description
        }
        throw SettingError(message: "\(effective.name(of: key)): \(Text.visible(path)): \(what)")
    }

    private func checkProgram(_ key: String, _ words: [String]) throws(SettingError) {
        guard let program = words.first else { return }
        let path = ProcessEnvironment.bytes("PATH") ?? Array("/usr/bin:/bin".utf8)
        let places =
            program.contains("/")
            ? [Array(absolutePath(program, home: home, base: base ?? "/").utf8)]
            : path.split(separator: UInt8(ascii: ":")).map { $0 + Array("/\(program)".utf8) }
        guard !places.contains(where: { isExecutableFile($0) }) else { return }
        throw SettingError(
            message:
                "\(effective.name(of: key)): \(Text.visible(program)): no such program, or not executable"
        )
    }

    private func isExecutableFile(_ path: [UInt8]) -> Bool {
        var path = path
        if path.first != UInt8(ascii: "/") { path = Array("\(base ?? "")/".utf8) + path }
        return (path + [0]).withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                guard let start = characters.baseAddress else { return false }
                var facts = stat()
                return stat(start, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
                    && access(start, X_OK) == 0
            }
        }
    }

    private static func problem(inPEM bytes: [UInt8]) -> String? {
        String(decoding: bytes, as: UTF8.self).contains("-----BEGIN ")
            ? nil : "is not in PEM form (it has no line -----BEGIN ...)"
    }
}

/// Returns the contents of a regular file.
///
/// - Throws: `SystemError`: `EISDIR` for a directory; `EINVAL` for a device, pipe or socket;
///   `EFBIG` if the file is longer than `limit` bytes.
func regularFile(_ path: String, limit: Int) throws(SystemError) -> [UInt8] {
    var facts = stat()
    guard stat(path, &facts) == 0 else { throw SystemError(errno) }
    switch facts.st_mode & S_IFMT {
    case S_IFREG: return try fileBytes(path, limit: limit)
    case S_IFDIR: throw SystemError(EISDIR)
    default: throw SystemError(EINVAL)
    }
}
