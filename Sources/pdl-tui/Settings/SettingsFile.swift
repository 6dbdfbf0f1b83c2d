import DownloadCore
import TerminalUI

/// A parsed configuration file, with the line numbers of its keys.
struct SettingsFile {
    /// The file's path, for messages.
    var path: String
    /// The values by key and section.
    var values: [String: SettingValue]
    private var lines: [[String]: Int]
    private var lists: [[String]: [Int]]

    /// Parses the bytes of a configuration file.
    ///
    /// - Throws: `SettingError` with file and line if it is not valid TOML.
    init(bytes: [UInt8], path: String) throws(SettingError) {
        do throws(TOMLReader.Failure) {
            let document = try TOMLReader.read(bytes)
            self.path = path
            self.values = document.values
            self.lines = document.lines
            self.lists = document.lists
        } catch {
            throw SettingError(
                message: "\(Text.visible(path)):\(error.line): \(Text.visible(error.message))")
        }
    }

    /// Parses the text of a configuration file.
    ///
    /// - Throws: `SettingError` with file and line if it is not valid TOML.
    init(text: String, path: String) throws(SettingError) {
        try self.init(bytes: Array(text.utf8), path: path)
    }

    /// Returns the line of a key or section, else of the innermost enclosing section, else 1.
    func line(of key: [String]) -> Int {
        var key = key
        while !key.isEmpty {
            if let line = lines[key] { return line }
            key.removeLast()
        }
        return 1
    }

    /// Returns an error at one of several sections `[[key]]`, counted from 0.
    func error(at key: [String], section index: Int, _ message: String) -> SettingError {
        // A list on one line has no sections.
        let all = lists[key] ?? []
        let line = all.indices.contains(index) ? all[index] : line(of: key)
        return SettingError(message: "\(Text.visible(path)):\(line): \(message)")
    }

    /// Returns an error at a key or section.
    func error(at key: [String], _ message: String) -> SettingError {
        SettingError(message: "\(Text.visible(path)):\(line(of: key)): \(message)")
    }
}
