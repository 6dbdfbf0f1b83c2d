import DownloadCore
import TerminalUI

/// The downloads named on the command line: numbers in the list, names, or `all`.
enum DownloadSelection {
    /// Looks up the downloads.
    ///
    /// - Parameters:
    ///   - words: At least one.
    ///   - snapshot: The queue.
    /// - Returns: The downloads in the order of the words, without duplicates.
    /// - Throws: `SettingError` when a word names none, or several.
    static func ids(_ words: [String], in snapshot: Snapshot) throws(SettingError) -> [DownloadID] {
        var ids: [DownloadID] = []
        for word in words {
            for id in try named(word, in: snapshot) where !ids.contains(id) { ids.append(id) }
        }
        return ids
    }

    private static func named(
        _ word: String, in snapshot: Snapshot
    ) throws(SettingError) -> [DownloadID] {
        if word == "all" { return snapshot.downloads.map(\.id) }
        let named = snapshot.downloads.filter { $0.name == word }
        if named.count > 1 {
            throw SettingError(
                message: "\(named.count) downloads are called \"\(Text.visible(word))\";"
                    + " use a number of pdl-tui list")
        }
        if let download = named.first { return [download.id] }
        if let number = Int(word) {
            guard snapshot.downloads.indices.contains(number - 1) else {
                throw SettingError(
                    message: "there is no download \(number); the queue has"
                        + " \(snapshot.downloads.count)")
            }
            return [snapshot.downloads[number - 1].id]
        }
        throw SettingError(
            message:
                "no download is called \"\(Text.visible(word))\"; use a number of pdl-tui list,"
                + " a name, or all")
    }
}
