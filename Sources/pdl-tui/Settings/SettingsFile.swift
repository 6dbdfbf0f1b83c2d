import DownloadCore
import TerminalUI

/// The configuration file's text as values, with the places they stand at.
struct SettingsFile {
    /// The file's path, for messages.
    var path: String
    /// What the file sets, by key and section.
    var values: [String: SettingValue]
    private var lines: [[String]: Int]

    /// Reads the bytes of a configuration file.
    ///
    /// - Throws: `SettingError` with file and line when it is not TOML.
    init(bytes: [UInt8], path: String) throws(SettingError) {
        do throws(TOMLReader.Failure) {
            let document = try TOMLReader.read(bytes)
            self.path = path
            self.values = document.values
            self.lines = document.lines
        } catch {
            throw SettingError(
                message: "\(Text.visible(path)):\(error.line): \(Text.visible(error.message))")
        }
    }

    /// Reads the text of a configuration file.
    ///
    /// - Throws: `SettingError` with file and line when it is not TOML.
    init(text: String, path: String) throws(SettingError) {
        try self.init(bytes: Array(text.utf8), path: path)
    }

    /// The line that a key or section stands on, or that of the nearest section around it; else 1.
    func line(of key: [String]) -> Int {
        var key = key
        while !key.isEmpty {
            if let line = lines[key] { return line }
            key.removeLast()
        }
        return 1
    }

    /// An error at a key or section.
    func error(at key: [String], _ message: String) -> SettingError {
        SettingError(message: "\(Text.visible(path)):\(line(of: key)): \(message)")
    }
}
