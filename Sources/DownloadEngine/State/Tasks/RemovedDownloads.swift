import DownloadCore

/// The recently removed downloads whose removal can be undone.
struct RemovedDownloads {
    /// A removed download.
    struct Removed {
        let task: DownloadTask
        /// Its position in the queue.
        let position: Int64
        /// Whether its part file is to be deleted.
        let deletes: Bool
        /// When its part file is no longer kept as it is.
        let until: Instant
        /// Whether it resumes when the removal is undone.
        let goesOn: Bool

        /// Whether it has a part file to release or delete.
        var isPending: Bool { task.slot != nil || deletes }
    }

    /// The most removals that can be undone.
    static let most = 64

    private var removed: [DownloadID: Removed] = [:]
    /// When the next part file is to be released.
    private(set) var next: Instant?

    /// The removed download of this ID.
    subscript(id: DownloadID) -> Removed? { removed[id] }

    /// All removed downloads.
    var all: some Collection<Removed> { removed.values }

    /// Adds a removed download.
    mutating func add(_ gone: Removed, _ id: DownloadID) {
        removed[id] = gone
        if gone.task.state != .done { next = min(next ?? gone.until, gone.until) }
    }

    /// Takes out a download whose removal is undone.
    mutating func take(_ id: DownloadID) -> Removed? { removed.removeValue(forKey: id) }

    /// Takes out the oldest removed download if there are too many.
    mutating func takeOldest() -> Removed? {
        guard removed.count > Self.most, let oldest = removed.keys.min() else { return nil }
        return removed.removeValue(forKey: oldest)
    }

    /// Returns the removed downloads whose part files are to be released now.
    ///
    /// A download whose part file is deleted cannot be restored.
    mutating func takeDue(at time: Instant) -> [Removed] {
        next = removed.values.filter { $0.isPending && $0.until > time }.map(\.until).min()
        return release { $0.until <= time }
    }

    /// Returns the removed downloads in a folder whose part files a new download might need.
    mutating func takePending(in directory: String) -> [Removed] {
        // None that was done has a part file.
        if next == nil { return [] }
        return release { $0.task.disk.directory == directory }
    }

    private mutating func release(where isDue: (Removed) -> Bool) -> [Removed] {
        let due = removed.filter { $0.value.isPending && isDue($0.value) }
        for (id, gone) in due where gone.deletes { removed[id] = nil }
        return Array(due.values)
    }
}
