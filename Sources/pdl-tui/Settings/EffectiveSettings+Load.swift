import TerminalUI

/// Where the configuration file is looked for.
enum ConfigurationChoice: Equatable, Sendable {
    /// In its usual place, if it is there.
    case usual
    /// Here; it is an error when it is not.
    case file(String)
    /// Nowhere.
    case none
}

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
        var environment: [String: String] = [:]
        for setting in Setting<Settings>.all {
            environment[setting.variable] = environmentVariable(setting.variable)
        }
        try effective.apply(environment: environment)
        return effective
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
        let text: String
        do {
            text = try fileText(path, limit: 1 << 20)
        } catch {
            if !mustExist, error.isMissingFile { return nil }
            throw SettingError(
                message: "the configuration file \(Text.visible(path)) cannot be read: \(error)")
        }
        return try SettingsFile(text: text, path: path)
    }
}
