import DownloadCore

/// The downloads that were removed a moment ago and may come back.
struct RemovedDownloads {
    /// One of them.
    struct Removed {
        let entry: DownloadTask
        /// Its place in the queue.
        let place: Int
        /// Whether its part file is to be deleted.
        let deletes: Bool
        /// Until when its part file is kept as it is.
        let until: Instant
        /// Whether it goes on by itself when it comes back.
        let goesOn: Bool

        /// Whether there is a part file to let go of, or to delete.
        var isPending: Bool { entry.slot != nil || deletes }
    }

    /// The most that may come back.
    private static let most = 64

    private var removed: [DownloadID: Removed] = [:]
    /// When the next part file is let go of.
    private(set) var next: Instant?

    /// One of them.
    subscript(id: DownloadID) -> Removed? { removed[id] }

    /// All of them.
    var all: some Collection<Removed> { removed.values }

    /// Adds one.
    mutating func add(_ gone: Removed, _ id: DownloadID) {
        removed[id] = gone
        if gone.entry.download.state != .done { next = min(next ?? gone.until, gone.until) }
    }

    /// Takes one back.
    mutating func take(_ id: DownloadID) -> Removed? { removed.removeValue(forKey: id) }

    /// Takes out the oldest of those that are too many.
    mutating func takeOldest() -> Removed? {
        guard removed.count > Self.most, let oldest = removed.keys.min() else { return nil }
        return removed.removeValue(forKey: oldest)
    }

    /// Those whose part files are to be let go of now.
    ///
    /// What loses its bytes does not come back.
    mutating func takeDue(at time: Instant) -> [Removed] {
        next = removed.values.filter { $0.isPending && $0.until > time }.map(\.until).min()
        return release { $0.until <= time }
    }

    /// Those in a folder whose part files a new download might be about.
    mutating func takePending(in directory: String) -> [Removed] {
        release { $0.entry.disk.directory == directory }
    }

    private mutating func release(where isDue: (Removed) -> Bool) -> [Removed] {
        let due = removed.filter { $0.value.isPending && isDue($0.value) }
        for (id, gone) in due where gone.deletes { removed[id] = nil }
        return Array(due.values)
    }
}
