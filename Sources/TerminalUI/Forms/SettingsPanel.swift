import DownloadCore

/// A changed setting, as in the configuration file.
package struct ChangedSetting: Hashable, Sendable {
    /// The section; `nil` for settings at the top of the file.
    package var section: String?
    /// The key.
    package var key: String
    /// The value in TOML.
    package var value: String
}

/// The settings that can be changed in the interface.
struct SettingsPanel: Hashable, Sendable {
    /// One setting.
    enum Row: Int, Hashable, Sendable, CaseIterable {
        case theme, connections, active, limit, slow, schedule

        /// The label of the value.
        var label: String {
            switch self {
            case .theme: "Theme"
            case .connections: "Connections"
            case .active: "Downloads at once"
            case .limit: "Total speed limit"
            case .slow: "Slow mode limit"
            case .schedule: "Daily limit"
            }
        }

        /// When a change takes effect.
        var note: String {
            switch self {
            case .theme: "at once"
            case .connections: "new downloads"
            case .limit: "at once"
            case .active, .slow, .schedule: "next start"
            }
        }

        /// The choices, as shown.
        var values: [String] {
            switch self {
            case .theme: ["auto"] + Theme.builtIn.map(\.name)
            case .connections: ["auto", "1", "2", "4", "8", "16", "32", "64"]
            case .active: (1...10).map { "\($0)" }
            case .limit: ["none", "256K", "512K", "1M", "2M", "5M", "10M", "20M", "50M"]
            case .slow: ["50K", "100K", "200K", "500K", "1M", "2M"]
            case .schedule:
                ["off"]
                    + ["08:00-18:00", "09:00-17:00", "07:00-23:00", "18:00-23:00"].flatMap {
                        hours in
                        ["500K", "2M", "5M"].map { hours + " " + $0 }
                    }
            }
        }

        /// Returns the TOML value of a daily limit such as `08:00-18:00 2M`.
        private static func schedule(_ value: String) -> String {
            let parts = value.split { $0 == "-" || $0 == " " }
            guard parts.count == 3 else { return "[]" }
            return "[{ from = \"\(parts[0])\", to = \"\(parts[1])\", rate = \"\(parts[2])\" }]"
        }

        /// Returns the setting in the configuration file.
        func setting(_ value: String) -> ChangedSetting {
            let quoted = "\"\(value)\""
            switch self {
            case .theme: return ChangedSetting(section: "screen", key: "theme", value: quoted)
            case .connections:
                return ChangedSetting(
                    section: nil, key: "fragments", value: value == "auto" ? quoted : value)
            case .active: return ChangedSetting(section: nil, key: "active", value: value)
            case .limit: return ChangedSetting(section: "limit", key: "rate", value: quoted)
            case .slow: return ChangedSetting(section: "limit", key: "slow", value: quoted)
            case .schedule:
                return ChangedSetting(
                    section: "limit", key: "schedule", value: Self.schedule(value))
            }
        }
    }

    /// The selected setting.
    var picked = Row.theme
    /// The chosen values of changed settings.
    var changes: [Row: String] = [:]
    /// The theme to restore on Esc.
    var before: Theme?
}
