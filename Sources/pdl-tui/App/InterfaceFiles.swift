import DownloadEngine
import Foundation
import TerminalUI

/// The files that the interface reads and writes itself, off the main thread.
struct InterfaceFiles: Sendable {
    /// The path of the ledger; `nil` without one.
    var ledger: String?
    /// The path of the configuration file, which may not exist; `nil` without a place for one.
    var configuration: String?

    /// The maximum number of past downloads read at once; a search finds older ones.
    private static let most = 1_000

    /// Returns the past downloads whose name or URL contains a text, newest first.
    ///
    /// - Throws: `LedgerError` when the ledger cannot be read.
    @concurrent
    func history(matching text: String) async throws(LedgerError) -> [HistoryEntry] {
        // Reading must not create a ledger.
        guard let ledger, FileManager.default.fileExists(atPath: ledger) else { return [] }
        let open = try Ledger.openForReading(path: ledger)
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

    /// Writes a setting to the configuration file and keeps its comments.
    ///
    /// - Throws: The fault in words; the file is unchanged then.
    @concurrent
    func save(_ setting: ChangedSetting) async throws {
        guard let configuration else {
            throw SettingError(message: "neither HOME nor XDG_CONFIG_HOME is set")
        }
        let file = URL(fileURLWithPath: configuration).resolvingSymlinksInPath()
        let isThere = FileManager.default.fileExists(atPath: file.path)
        var editor = TOMLEditor(text: isThere ? try String(contentsOf: file, encoding: .utf8) : "")
        try editor.set(setting.key, in: setting.section, to: setting.value)
        // An unreadable file must not replace a readable one.
        _ = try SettingsFile(text: editor.text, path: configuration)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        let mode = try? FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
        try Data(editor.text.utf8).write(to: file, options: .atomic)
        try FileManager.default.setAttributes(
            [.posixPermissions: mode ?? 0o600], ofItemAtPath: file.path)
    }
}
