import DownloadCore

/// The downloads that match the filter; only those that have changed are matched again.
struct FilterMatches: Sendable {
    private var filter = ""
    private var isMatch: [Bool] = []

    /// Returns the places of the matching downloads.
    ///
    /// - Parameters:
    ///   - downloads: All downloads of the newest snapshot.
    ///   - tally: The changes of that snapshot; it must have received every snapshot since the last
    ///     call.
    ///   - filter: The text of the filter; an empty one lists all.
    ///   - matches: Returns whether a download matches it.
    /// - Returns: The places, in queue order.
    mutating func rows(
        of downloads: [DownloadSnapshot], _ tally: QueueTally, with filter: String,
        _ matches: (DownloadSnapshot) -> Bool
    ) -> [Int] {
        guard !filter.isEmpty else {
            self = FilterMatches()
            return Array(downloads.indices)
        }
        if filter == self.filter, !tally.isReordered, isMatch.count == downloads.count {
            for place in tally.changed { isMatch[place] = matches(downloads[place]) }
        } else if isMatch.count == downloads.count, !tally.isReordered, !self.filter.isEmpty,
            filter.hasPrefix(self.filter)
        {
            // What contains a longer text contains the shorter one.
            for place in tally.changed { isMatch[place] = true }
            self.filter = filter
            for place in isMatch.indices where isMatch[place] {
                isMatch[place] = matches(downloads[place])
            }
        } else {
            self.filter = filter
            isMatch = downloads.map(matches)
        }
        return isMatch.indices.filter { isMatch[$0] }
    }
}
