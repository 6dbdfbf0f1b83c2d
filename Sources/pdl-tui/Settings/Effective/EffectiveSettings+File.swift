import DownloadCore
import TerminalUI

extension EffectiveSettings {
    /// The sections with names as keys, which have no settings in the table.
    static let tables = ["folders", "host", "keys", "theme"]

    /// Applies a configuration file.
    ///
    /// - Throws: `SettingError` at the first unknown key or invalid value; it names file, line, key
    ///   and the allowed values.
    mutating func apply(_ file: SettingsFile) throws(SettingError) {
        let sections = Set(Setting<Settings>.all.compactMap { $0.key.count > 1 ? $0.key[0] : nil })
        for (key, value) in file.values.sorted(by: {
            file.line(of: [$0.key]) < file.line(of: [$1.key])
        }) {
            switch (key, value) {
            case ("host", .table(let hosts)): try apply(hosts: hosts, of: file)
            case ("folders", .table(let folders)): try apply(folders: folders, of: file)
            case ("keys", .table(let keys)): try apply(keys: keys, of: file)
            case ("theme", .table(let themes)): try apply(themes: themes, of: file)
            case (_, .table(let values)) where sections.contains(key):
                try apply(section: key, values, of: file)
            case (_, _) where sections.contains(key) || Self.tables.contains(key):
                throw file.error(at: [key], "\"\(key)\" is a section: write [\(key)]")
            default: try apply([key], value, of: file)
            }
        }
        guard settings.hasTheme(settings.theme) else {
            throw file.error(
                at: ["screen", "theme"], settings.themeComplaint(for: "theme"))
        }
        try settleLogin(at: .file(path: file.path, line: 1))
    }

    private mutating func apply(
        section: String, _ values: [String: SettingValue], of file: SettingsFile
    ) throws(SettingError) {
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            if section == "limit", key == "schedule" {
                settings.schedule = try schedule(value, of: file)
                note("limit.schedule", .file(path: file.path, line: file.line(of: [section, key])))
            } else {
                try apply([section, key], value, of: file)
            }
        }
    }

    /// Applies a value to a setting of the table.
    private mutating func apply(
        _ key: [String], _ value: SettingValue, of file: SettingsFile
    ) throws(SettingError) {
        guard let setting = Setting<Settings>.all.first(where: { $0.key == key }) else {
            throw file.unknown(key, known: Setting<Settings>.knownKeys(in: key.dropLast()))
        }
        guard setting.assign(value, &settings) else {
            throw file.error(
                at: key, setting.complaint(value, for: setting.path))
        }
        note(setting.path, .file(path: file.path, line: file.line(of: key)))
    }
}

extension Setting where Root == Settings {
    /// Returns the valid keys of a section of the configuration file; `[]` is the top level.
    static func knownKeys(in section: ArraySlice<String>) -> [String] {
        let keys = all.filter { $0.key.dropLast() == section }.compactMap(\.key.last)
        switch section.first {
        case nil:
            let sections = Set(all.compactMap { $0.key.count > 1 ? $0.key[0] : nil })
            return keys + (sections.union(EffectiveSettings.tables)).sorted().map { "[\($0)]" }
        case "limit": return keys + ["schedule"]
        default: return keys
        }
    }
}

extension SettingsFile {
    /// Returns the error for an unknown key.
    func unknown(_ key: [String], known: [String]) -> SettingError {
        error(
            at: key,
            "unknown key \"\(Text.visible(key.last ?? ""))\": use "
                + known.joined(separator: ", "))
    }
}
