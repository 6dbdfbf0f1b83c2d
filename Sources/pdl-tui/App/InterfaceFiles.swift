import DownloadEngine
import Foundation
import TerminalUI

/// The files that the interface reads and writes by itself, away from the screen's thread.
struct InterfaceFiles: Sendable {
    /// Where the ledger is; `nil` when there is none.
    var ledger: String?
    /// Where the configuration file is, or would be; `nil` when there is no place for one.
    var configuration: String?

    /// The most downloads of the past that are read at once; a search finds older ones.
    private static let most = 1_000

    /// The downloads of the past whose name or URL contains a text, the newest first.
    ///
    /// - Throws: `LedgerError` when the ledger cannot be read.
    @concurrent
    func history(matching text: String) async throws(LedgerError) -> [HistoryEntry] {
        // A look must not leave anything behind where nothing was.
        guard let ledger, FileManager.default.fileExists(atPath: ledger) else { return [] }
        let (open, _) = try Ledger.open(path: ledger)
        let found: [LedgerEntry]
        do throws(LedgerError) {
            found = try await open.history(matching: text, limit: Self.most)
        } catch {
            await open.close()
            throw error
        }
        await open.close()
        return found.map { entry in
            let isDone = if case .done = entry.state { true } else { false }
            return HistoryEntry(
                name: entry.name, request: entry.request, length: entry.length,
                time: entry.finished ?? entry.added, isDone: isDone)
        }
    }

    /// Writes a setting to the configuration file, which keeps its comments.
    ///
    /// - Throws: what is wrong, in words, with the file as it was.
    @concurrent
    func save(_ setting: ChangedSetting) async throws {
        guard let configuration else {
            throw SettingError(message: "neither HOME nor XDG_CONFIG_HOME is set")
        }
        let file = URL(fileURLWithPath: configuration).resolvingSymlinksInPath()
        let isThere = FileManager.default.fileExists(atPath: file.path)
        var editor = TOMLEditor(text: isThere ? try String(contentsOf: file, encoding: .utf8) : "")
        try editor.set(setting.key, in: setting.section, to: setting.value)
        // What cannot be read again must not take the place of what can.
        _ = try SettingsFile(text: editor.text, path: configuration)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        let mode = try? FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
        try Data(editor.text.utf8).write(to: file, options: .atomic)
        try FileManager.default.setAttributes(
            [.posixPermissions: mode ?? 0o600], ofItemAtPath: file.path)
    }
}
