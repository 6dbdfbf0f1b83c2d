import DownloadCore
import TOMLKit
import TerminalUI

/// The configuration file's text as values, with the places they stand at.
struct SettingsFile {
    /// The file's path, for messages.
    var path: String
    /// What the file sets, by key and section.
    var values: [String: SettingValue]
    private var lines: TOMLLines

    /// Reads the text of a configuration file.
    ///
    /// - Throws: `SettingError` with file and line when it is not TOML.
    init(text: String, path: String) throws(SettingError) {
        self.path = path
        self.lines = TOMLLines(text)
        do {
            let root = try TOMLTable(string: text)
            self.values = withExtendedLifetime(root) { Self.values(of: root) }
        } catch let error as TOMLParseError {
            throw SettingError(
                message: "\(Text.visible(path)):\(error.source.begin.line): "
                    + Text.visible(error.description))
        } catch {
            throw SettingError(message: "\(Text.visible(path)): \(error)")
        }
    }

    /// The line a key or section stands on.
    func line(of key: [String]) -> Int { lines.line(of: key) }

    /// An error at a key or section.
    func error(at key: [String], _ message: String) -> SettingError {
        SettingError(message: "\(Text.visible(path)):\(line(of: key)): \(message)")
    }

    private static func values(of table: TOMLTable) -> [String: SettingValue] {
        var values: [String: SettingValue] = [:]
        for key in table.keys {
            guard let value = table[key] else { continue }
            values[key] = self.value(of: value)
        }
        return values
    }

    private static func value(of value: any TOMLValueConvertible) -> SettingValue {
        if let text = value.string { return .text(text) }
        if let integer = value.int { return .integer(Int64(integer)) }
        if let number = value.double { return .number(number) }
        if let flag = value.bool { return .flag(flag) }
        if let list = value.array { return .list(list.map { self.value(of: $0) }) }
        if let table = value.table { return .table(values(of: table)) }
        // Dates and times: the schedule takes `from = 08:00` as well as `from = "08:00"`.
        return .text(value.debugDescription)
    }
}
