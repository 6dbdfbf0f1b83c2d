import DownloadCore
import TerminalUI

/// The settings that hold, and where each one came from.
///
/// Order: command line, then environment, then configuration file, then built in. Whoever builds
/// this applies them in the opposite order.
struct EffectiveSettings: Sendable {
    /// The values.
    var settings = Settings()
    /// Where they came from, by their path in the configuration file; built in when missing.
    private(set) var origins: [String: SettingOrigin] = [:]
    /// Those of the header lines that the configuration file has; they come first.
    private(set) var headersOfFile: [String] = []

    /// Where the value at this path of the configuration file came from.
    func origin(of path: String) -> SettingOrigin { origins[path] ?? .builtIn }

    /// Notes that `path` was set at `origin`.
    mutating func note(_ path: String, _ origin: SettingOrigin) {
        origins[path] = origin
        guard path == "request.headers" else { return }
        switch origin {
        case .file: headersOfFile = settings.transport.headers
        case .environment: headersOfFile = []
        case .builtIn, .commandLine: break
        }
    }

    /// Applies the variables `PDL_…` of the environment.
    ///
    /// - Throws: `SettingError` naming the variable and what is allowed.
    mutating func apply(environment: [String: String]) throws(SettingError) {
        for setting in Setting<Settings>.all {
            guard let text = environment[setting.variable] else { continue }
            guard setting.assign(.text(text), &settings) else {
                throw SettingError(
                    message: setting.complaint(
                        .text(text), for: "\(setting.variable) in the environment"))
            }
            note(setting.path, .environment(setting.variable))
        }
    }

    /// Applies one option of the command line; header lines are added to those that are there.
    ///
    /// - Throws: `SettingError` naming the option and what is allowed.
    mutating func apply(option name: String, _ value: SettingValue) throws(SettingError) {
        guard let setting = Setting<Settings>.named(name) else {
            throw SettingError(message: "there is no option --\(name)")
        }
        let headers = name == "header" ? settings.transport.headers : []
        guard setting.assign(value, &settings) else {
            throw SettingError(
                message: setting.complaint(value, for: "--\(name)"))
        }
        if !headers.isEmpty { settings.transport.headers.insert(contentsOf: headers, at: 0) }
        note(setting.path, .commandLine("--\(name)"))
    }
}

extension SettingOrigin: CustomStringConvertible {
    /// In words, for `pdl-tui config`.
    var description: String {
        switch self {
        case .builtIn: "built in"
        case .file(let path, let line): "\(Text.visible(path)):\(line)"
        case .environment(let name): "environment \(name)"
        case .commandLine(let option): "command line \(option)"
        }
    }
}
