import DownloadCore

/// The results of stopped downloads: their order, and those that were removed from the queue.
struct StoppedDownloads: Sendable {
    /// The maximum number of removed downloads to remember, as aria2's `max-download-result`.
    static let mostRemoved = 1000

    /// The number of downloads that have stopped since the start.
    private(set) var total = 0
    /// The rank of each stopped download: later ones have higher numbers.
    private var ranks: [DownloadID: Int] = [:]
    /// The removed downloads, oldest first.
    private(set) var removed: [DownloadSnapshot] = []

    /// Records a change of the queue.
    mutating func note(_ change: QueueChange) {
        if let after = change.after {
            if change.before == nil { removed.removeAll { $0.id == after.id } }
            let isStopped = StatusWord(after.state).isStopped
            if !isStopped {
                ranks[after.id] = nil
            } else if ranks[after.id] == nil {
                rank(after.id)
            }
        } else if let before = change.before {
            // A stopped download that left the queue was purged.
            guard !StatusWord(before.state).isStopped else { return ranks[before.id] = nil }
            removed.append(before)
            rank(before.id)
            if removed.count > Self.mostRemoved { ranks[removed.removeFirst().id] = nil }
        }
    }

    private mutating func rank(_ id: DownloadID) {
        total += 1
        ranks[id] = total
    }

    /// Forgets the removed downloads.
    mutating func purge() {
        for download in removed { ranks[download.id] = nil }
        removed = []
    }

    /// Forgets one removed download.
    mutating func purge(_ id: DownloadID) {
        removed.removeAll { $0.id == id }
        ranks[id] = nil
    }

    /// Returns the stopped downloads, in the order in which they stopped.
    func all(with snapshot: Snapshot) -> [Listed] {
        let listed = snapshot.downloads.map { Listed($0) }.filter(\.status.isStopped)
        return (listed + removed.map { Listed(removed: $0) })
            .map { (rank: ranks[$0.download.id] ?? 0, entry: $0) }
            .sorted { $0.rank < $1.rank }.map(\.entry)
    }
}
