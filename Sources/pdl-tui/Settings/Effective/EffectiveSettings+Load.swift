import DownloadEngine
import Glibc
import TerminalUI

extension EffectiveSettings {
    /// The settings that hold for this process, command line aside.
    ///
    /// - Throws: `SettingError` at the first key, variable or value that is not allowed, and when
    ///   a configuration file is there but cannot be read.
    static func load(_ choice: ConfigurationChoice, paths: Paths) throws(SettingError)
        -> EffectiveSettings
    {
        var effective = EffectiveSettings()
        if let file = try configuration(choice, paths: paths) { try effective.apply(file) }
        try effective.apply(environment: try environment())
        return effective
    }

    /// The variables of settings.
    ///
    /// - Throws: `SettingError` for one whose value is not UTF-8: another one would be taken.
    private static func environment() throws(SettingError) -> [String: String] {
        var variables: [String: String] = [:]
        for setting in Setting<Settings>.all {
            guard let value = getenv(setting.variable) else { continue }
            guard let text = String(validatingCString: value) else {
                throw SettingError(
                    message: "\(setting.variable) in the environment is not valid UTF-8")
            }
            variables[setting.variable] = text
        }
        if let problem = misspelling(among: environmentNames(prefix: "PDL_")) {
            throw SettingError(message: problem)
        }
        return variables
    }

    /// What is wrong with the first variable that is a setting's but for a slip of the keyboard.
    ///
    /// Others have variables that begin in the same way; those are none of ours.
    static func misspelling(among names: [String]) -> String? {
        let known = Setting<Settings>.all.map(\.variable)
        // What hooks find in their environment, so that they can run this program.
        let others: Set<String> = [
            "PDL_URL", "PDL_PATH", "PDL_NAME", "PDL_SIZE", "PDL_EVENT", "PDL_ERROR",
            "PDL_ERROR_KIND",
        ]
        for name in names.sorted() where !known.contains(name) && !others.contains(name) {
            guard name.utf8.count > 6,
                let meant = known.first(where: { $0.utf8.count > 6 && editDistance(name, $0) == 1 })
            else { continue }
            return
                "\(Text.visible(name)) in the environment is not a setting; did you mean \(meant)?"
        }
        return nil
    }

    private static func configuration(_ choice: ConfigurationChoice, paths: Paths)
        throws(SettingError) -> SettingsFile?
    {
        let path: String
        let mustExist: Bool
        switch choice {
        case .none: return nil
        case .file(let chosen): (path, mustExist) = (chosen, true)
        case .usual:
            guard let usual = paths.configuration else { return nil }
            (path, mustExist) = (usual, false)
        }
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try fileBytes(path, limit: 1 << 20)
        } catch {
            if !mustExist, error.isMissingFile { return nil }
            throw SettingError(
                message: "the configuration file \(Text.visible(path)) cannot be read: \(error)")
        }
        return try SettingsFile(bytes: bytes, path: path)
    }
}
