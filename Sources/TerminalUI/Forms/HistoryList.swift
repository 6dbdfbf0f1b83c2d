import DownloadCore

/// A past download.
package struct HistoryEntry: Hashable, Sendable {
    /// The file's name.
    package var name: String
    /// The request, without secrets.
    package var request: DownloadRequest
    /// The file's length in bytes; `nil` when it is unknown.
    package var length: Int64?
    /// When it completed, or was added, in seconds since 1970.
    package var time: Double
    /// Whether it completed.
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

/// The history, as far as it was read.
struct HistoryList: Hashable, Sendable {
    var list = PickList()
    /// The entries found, newest first; `nil` while they are being read.
    var entries: [HistoryEntry]?

    /// The selected entry.
    var picked: HistoryEntry? {
        guard let entries, entries.indices.contains(list.picked) else { return nil }
        return entries[list.picked]
    }
}
