import DownloadEngine
import Glibc
import TerminalUI

extension EffectiveSettings {
    /// Loads the effective settings of this process, except those of the command line.
    ///
    /// - Throws: `SettingError` for an invalid key, variable or value, and for a configuration file
    ///   that exists but cannot be read.
    static func load(_ choice: ConfigurationChoice, paths: Paths) throws(SettingError)
        -> EffectiveSettings
    {
        var effective = EffectiveSettings()
        if let file = try configuration(choice, paths: paths) { try effective.apply(file) }
        try effective.apply(environment: try environment())
        return effective
    }

    /// Returns the environment variables of settings.
    ///
    /// - Throws: `SettingError` for a value that is not valid UTF-8, since decoding would change
    ///   it.
    private static func environment() throws(SettingError) -> [String: String] {
        let names = ProcessEnvironment.names(prefix: "PDL_")
        if names.isEmpty { return [:] }
        var variables: [String: String] = [:]
        for setting in Setting<Settings>.all {
            let name = setting.variable
            variables[name] = try ProcessEnvironment.checkedText(
                of: name, ProcessEnvironment.bytes(name))
        }
        if let problem = misspelling(among: names) {
            throw SettingError(message: problem)
        }
        return variables
    }

    /// Returns an error for the first variable that looks like a misspelt setting.
    ///
    /// Variables of other programs may share the prefix, so only a single typo is reported.
    static func misspelling(among names: [String]) -> String? {
        let known = Setting<Settings>.all.map(\.variable)
        // Set for hooks, which may run pdl-tui.
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
                message: "cannot read the configuration file \(Text.visible(path)): \(error)")
        }
        return try SettingsFile(bytes: bytes, path: path)
    }
}
