import DownloadCore
import TerminalUI

/// The effective settings and their origins.
///
/// The command line takes precedence over the environment, the configuration file and the built-in
/// values, in this order. Apply the sources in reverse order.
struct EffectiveSettings: Sendable {
    /// The values.
    var settings = Settings()
    /// The origin of each value by its path in the configuration file; built in if missing.
    private(set) var origins: [String: SettingOrigin] = [:]
    /// The header lines from the configuration file; they precede all others.
    private(set) var headersOfFile: [String] = []
    /// The number of header lines that precede those of the command line.
    private(set) var inheritedHeaders = 0

    /// Returns the origin of the value at a path of the configuration file.
    func origin(of path: String) -> SettingOrigin { origins[path] ?? .builtIn }

    /// Returns the name of a setting as it is written at its origin, with the place in a file.
    func name(of path: String) -> String {
        switch origin(of: path) {
        case .builtIn, .commandLine:
            Setting<Settings>.all.first { $0.path == path }.map { "--\($0.name)" } ?? path
        case .environment(let variable): "\(variable) in the environment"
        case .file(let file, let line): "\(Text.visible(file)):\(line): \(path)"
        }
    }

    /// Records that `path` was set at `origin`.
    mutating func note(_ path: String, _ origin: SettingOrigin) {
        origins[path] = origin
        guard path == "request.headers" else { return }
        switch origin {
        case .file: headersOfFile = settings.transport.headers
        case .environment: headersOfFile = []
        case .builtIn, .commandLine: break
        }
    }

    /// Applies the `PDL_…` variables of the environment.
    ///
    /// - Throws: `SettingError` that names the variable and the allowed values.
    mutating func apply(environment: [String: String]) throws(SettingError) {
        // Without variables, the table of settings need not be set up.
        if environment.isEmpty { return }
        for setting in Setting<Settings>.all {
            guard let text = environment[setting.variable] else { continue }
            guard setting.assign(.text(text), &settings) else {
                throw SettingError(
                    message: setting.complaint(
                        .text(text), for: "\(setting.variable) in the environment"))
            }
            note(setting.path, .environment(setting.variable))
            try checkTheme(after: setting)
        }
        try settleLogin(at: .environment(""))
    }

    /// Applies the options of the command line.
    ///
    /// - Throws: `SettingError` that names the option and the allowed values, or two options that
    ///   cannot be combined.
    mutating func apply(
        options: [(name: String, value: SettingValue)]
    ) throws(SettingError) {
        for (name, value) in options { try apply(option: name, value) }
        try settleLogin(at: .commandLine(""))
    }

    /// Applies a command-line option; header lines are appended to the existing ones.
    ///
    /// - Throws: `SettingError` that names the option and the allowed values.
    mutating func apply(option name: String, _ value: SettingValue) throws(SettingError) {
        guard let setting = Setting<Settings>.named(name) else {
            throw SettingError(message: "unknown option --\(name)")
        }
        let headers = name == "header" ? settings.transport.headers : []
        guard setting.assign(value, &settings) else {
            throw SettingError(
                message: setting.complaint(value, for: "--\(name)"))
        }
        if name == "header", origin(of: setting.path).rank < SettingOrigin.commandLine("").rank {
            inheritedHeaders = headers.count
        }
        if !headers.isEmpty { settings.transport.headers.insert(contentsOf: headers, at: 0) }
        note(setting.path, .commandLine("--\(name)"))
        try checkTheme(after: setting)
    }

    /// Removes a value, which leaves the built-in one.
    mutating func forget(_ path: WritableKeyPath<Settings, String?>, at key: String) {
        settings[keyPath: path] = nil
        origins[key] = nil
    }

    /// Removes the `Authorization` lines of lower precedence.
    ///
    /// - Parameter level: The origin with the precedence of the lines to keep.
    mutating func dropInheritedLogins(below level: SettingOrigin) {
        let place = origin(of: "request.headers")
        let count =
            place.rank < level.rank
            ? settings.transport.headers.count
            : place.rank == SettingOrigin.commandLine("").rank ? inheritedHeaders : 0
        guard count > 0 else { return }
        let kept = settings.transport.headers.prefix(count).filter { !FieldLine.isLogin($0) }
        settings.transport.headers.replaceSubrange(..<count, with: kept)
        headersOfFile.removeAll(where: FieldLine.isLogin)
        inheritedHeaders = kept.count
        if settings.transport.headers.isEmpty { origins["request.headers"] = nil }
    }

    /// Checks that the theme exists, after the setting of that name has been applied.
    private func checkTheme(after setting: Setting<Settings>) throws(SettingError) {
        guard setting.key == ["screen", "theme"], !settings.hasTheme(settings.theme) else { return }
        throw SettingError(message: settings.themeComplaint(for: name(of: setting.path)))
    }
}

extension SettingOrigin: CustomStringConvertible {
    /// The origin in words, for `pdl-tui config`.
    var description: String {
        switch self {
        case .builtIn: "built in"
        case .file(let path, let line): "\(Text.visible(path)):\(line)"
        case .environment(let name): "environment \(name)"
        case .commandLine(let option): "command line \(option)"
        }
    }
}
