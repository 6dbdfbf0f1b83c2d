import DownloadCore

/// The queue as clients see it: three lists, with identifiers.
struct QueueView: Sendable {
    /// The newest snapshot.
    private(set) var snapshot: Snapshot
    private var results = StoppedDownloads()
    /// The downloads by identifier, in ascending order; `nil` until they are needed.
    private var index: [(gid: UInt64, entry: Listed)]?

    /// Creates the view of a first snapshot.
    init(_ snapshot: Snapshot) {
        self.snapshot = snapshot
        let stopped = snapshot.downloads.filter { StatusWord($0.state).isStopped }
        for download in stopped.sorted(by: { ($0.finished ?? $0.added) < ($1.finished ?? $1.added) }
        ) {
            results.note(QueueChange(before: nil, after: download))
        }
    }

    /// Follows a newer snapshot.
    ///
    /// - Returns: The notifications about what has changed, each with its download.
    mutating func take(_ new: Snapshot) -> [(RPCNotification, GID)] {
        let changes = QueueChange.all(from: snapshot, to: new)
        snapshot = new
        guard !changes.isEmpty else { return [] }
        index = nil
        var notifications: [(RPCNotification, GID)] = []
        for change in changes {
            results.note(change)
            guard let gid = (change.after ?? change.before)?.gid else { continue }
            notifications += change.notifications.map { ($0, gid) }
        }
        return notifications
    }

    // MARK: Lists

    /// The active downloads in the queue's order.
    var active: [Listed] { listed { $0 == .active } }

    /// The waiting and paused downloads in the queue's order.
    var waiting: [Listed] { listed(\.isWaiting) }

    /// The stopped downloads, the latest last.
    var stopped: [Listed] { results.all(with: snapshot) }

    /// The number of downloads that have stopped since the start.
    var stoppedTotal: Int { results.total }

    private func listed(_ isWanted: (StatusWord) -> Bool) -> [Listed] {
        snapshot.downloads.compactMap { download in
            let entry = Listed(download)
            return isWanted(entry.status) ? entry : nil
        }
    }

    /// Forgets the removed downloads.
    mutating func purgeRemoved() {
        results.purge()
        index = nil
    }

    /// Forgets one removed download.
    mutating func purgeRemoved(_ id: DownloadID) {
        results.purge(id)
        index = nil
    }

    // MARK: Identifiers

    /// Whether a download has this identifier.
    mutating func has(_ gid: GID) -> Bool { !entries(in: gid.number...gid.number).isEmpty }

    /// Finds a download by its identifier or the first digits of it.
    ///
    /// - Throws: `RPCError` with aria2's message.
    mutating func find(_ text: String) throws(RPCError) -> Listed {
        guard let prefix = GIDPrefix(text) else {
            throw RPCError("Invalid GID \(text.bounded(to: 80))")
        }
        let found = entries(in: prefix.range)
        guard let entry = found.first?.entry else { throw RPCError("GID \(text) is not found") }
        guard found.count == 1 else { throw RPCError("GID \(text) is not unique") }
        return entry
    }

    private mutating func entries(
        in range: ClosedRange<UInt64>
    ) -> ArraySlice<(gid: UInt64, entry: Listed)> {
        let index = self.index ?? makeIndex()
        self.index = index
        func place(_ isBefore: (UInt64) -> Bool) -> Int {
            var (low, high) = (0, index.count)
            while low < high {
                let middle = (low + high) / 2
                if isBefore(index[middle].gid) { low = middle + 1 } else { high = middle }
            }
            return low
        }
        return index[place { $0 < range.lowerBound }..<place { $0 <= range.upperBound }]
    }

    private func makeIndex() -> [(gid: UInt64, entry: Listed)] {
        let entries =
            snapshot.downloads.map { Listed($0) } + results.removed.map { Listed(removed: $0) }
        return entries.map { (gid: $0.gid.number, entry: $0) }.sorted { $0.gid < $1.gid }
    }
}
