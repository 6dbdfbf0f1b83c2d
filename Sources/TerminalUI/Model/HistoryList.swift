import DownloadCore

/// One download of the past.
package struct HistoryEntry: Hashable, Sendable {
    /// The file's name.
    package var name: String
    /// What was asked for, without secrets.
    package var request: DownloadRequest
    /// The file's length in bytes; `nil` when not known.
    package var length: Int64?
    /// When it ended, or was added, in seconds since 1970.
    package var time: Double
    /// Whether it was finished.
    package var isDone: Bool

    /// Creates an entry.
    package init(
        name: String, request: DownloadRequest, length: Int64?, time: Double, isDone: Bool
    ) {
        self.name = name
        self.request = request
        self.length = length
        self.time = time
        self.isDone = isDone
    }
}

/// The history, as far as it was asked for.
struct HistoryList: Hashable, Sendable {
    var list = PickList()
    /// What was found, the newest first; `nil` while it is being read.
    var entries: [HistoryEntry]?

    /// The picked entry.
    var picked: HistoryEntry? {
        guard let entries, entries.indices.contains(list.picked) else { return nil }
        return entries[list.picked]
    }
}
