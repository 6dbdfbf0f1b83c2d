@testable import pdl_tui

/// Reads a configuration file as the program does, without environment and command line.
enum ConfigurationText {
    /// Returns the settings of a configuration file named `c`.
    static func settings(_ text: String) throws -> Settings {
        var effective = EffectiveSettings()
        try effective.apply(try SettingsFile(text: text, path: "c"))
        return effective.settings
    }

    /// Returns the message for an invalid configuration file; `accepted` for a valid one.
    static func complaint(_ text: String) -> String {
        do {
            _ = try settings(text)
            return "accepted"
        } catch {
            return (error as? SettingError)?.message ?? "\(error)"
        }
    }
}
