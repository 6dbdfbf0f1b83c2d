import DownloadCore

/// Which downloads the filter lists; only those that have changed are looked at again.
struct FilterMatches: Sendable {
    private var filter = ""
    private var isMatch: [Bool] = []

    /// The places of the downloads that match.
    ///
    /// - Parameters:
    ///   - downloads: All downloads of the newest snapshot.
    ///   - tally: What has changed with it; every snapshot since the last call has been the newest.
    ///   - filter: The text of the filter; the empty one lists all.
    ///   - matches: Whether a download matches it.
    /// - Returns: The places, in the queue's order.
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
        } else {
            self.filter = filter
            isMatch = downloads.map(matches)
        }
        return isMatch.indices.filter { isMatch[$0] }
    }
}
