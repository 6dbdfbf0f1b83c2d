import DownloadCore

/// The filter and the sort order of the queue, and the rows that they list.
struct QueueList: Sendable {
    /// The text that the listed downloads contain; an empty one lists all.
    private(set) var filter = ""
    private(set) var sort = SortOrder.queue
    private(set) var isReversed = false
    /// The listed downloads, as indices in the snapshot; `nil` lists all in order.
    private(set) var listed: [Int]?

    private var matching = FilterMatches()
    /// The filtered rows in queue order, from which `listed` was sorted.
    private var unsorted: [Int] = []
    private var sortedAt = Instant(seconds: -.infinity)

    /// The seconds for which rows stay: rows that move ten times a second cannot be read.
    private static let calmSeconds = 2.0

    /// Whether rows are in the order of the queue.
    var isInQueueOrder: Bool { sort == .queue && !isReversed }

    /// Lists the downloads that contain `text` from the next refresh on.
    mutating func setFilter(_ text: String) { filter = text }

    /// Sorts from the next refresh on; repeating the same order reverses it.
    mutating func sort(by order: SortOrder) {
        isReversed = order == sort && order != .queue ? !isReversed : false
        sort = order
        sortedAt = Instant(seconds: -.infinity)
        listed = nil
    }

    /// Filters and sorts the downloads of the newest snapshot.
    ///
    /// - Parameters:
    ///   - downloads: All downloads of the snapshot.
    ///   - tally: The changes of that snapshot; it must have received every snapshot.
    ///   - speeds: The displayed speeds.
    ///   - now: The time.
    mutating func refresh(
        _ downloads: [DownloadSnapshot], _ tally: QueueTally, _ speeds: Speeds, at now: Instant
    ) {
        guard !filter.isEmpty || !isInQueueOrder else {
            listed = nil
            matching = FilterMatches()
            return
        }
        let needle = Array(filter.lowercased().utf8)
        let rows = matching.rows(of: downloads, tally, with: filter) { download in
            Self.matches(download, needle)
        }
        let isCalm = now - sortedAt < Self.calmSeconds && sort != .queue && listed != nil
        if !isCalm { sortedAt = now }
        if isCalm, rows == unsorted { return }
        unsorted = rows
        listed = sorted(rows, of: downloads, speeds)
    }

    private func sorted(
        _ rows: [Int], of downloads: [DownloadSnapshot], _ speeds: Speeds
    ) -> [Int] {
        guard sort != .queue else { return isReversed ? rows.reversed() : rows }
        return SortedRows(rows, of: downloads, by: sort, isReversed: isReversed, speeds).sorted
    }

    private static func matches(_ download: DownloadSnapshot, _ needle: [UInt8]) -> Bool {
        contains(download.name, needle) || contains(download.stateWord, needle)
            || contains(download.server?.host ?? "", needle)
            || download.urls.contains { contains(URLText.withoutUser($0), needle) }
    }

    /// Returns whether `text` contains `needle`; the case of ASCII letters is ignored.
    private static func contains(_ text: String, _ needle: [UInt8]) -> Bool {
        func folded(_ byte: UInt8) -> UInt8 {
            (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
        }
        guard let first = needle.first else { return true }
        // In place: a keystroke searches the texts of all downloads.
        let bytes = text.utf8.span
        guard bytes.count >= needle.count else { return false }
        for start in 0...bytes.count - needle.count where folded(bytes[start]) == first {
            var length = 1
            while length < needle.count, folded(bytes[start + length]) == needle[length] {
                length += 1
            }
            if length == needle.count { return true }
        }
        return false
    }
}
