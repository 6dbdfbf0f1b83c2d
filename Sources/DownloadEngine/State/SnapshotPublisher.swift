import DownloadCore

/// Which downloads have changed since their snapshots were made, and when watchers get the next
/// snapshot.
struct SnapshotPublisher {
    /// Whether anything is to be published.
    private enum News: Comparable {
        case none, steady, urgent, asked
    }

    /// The seconds between two queries of the free space.
    private static let freeSeconds = 3.0

    let watchers = Watchers()
    /// The downloads that have changed since their snapshots were made.
    private(set) var stale: Set<DownloadID> = []
    /// Free bytes on the disk of the folder that new downloads go to; `nil` when unknown.
    private(set) var freeBytes: Int64?
    /// A notice about the whole program for the user.
    var notice: String?
    private var news = News.none
    private var lastPublished = Instant(seconds: -1)
    /// When downloads without an open lane were last refreshed.
    private var lastStill = Instant(seconds: -1)
    private var lastFreeBytes = Instant(seconds: -.infinity)

    // MARK: Changes

    /// Records that a download has changed.
    mutating func note(_ id: DownloadID) {
        stale.insert(id)
        noteNews()
    }

    /// Records that something has changed.
    mutating func noteNews(urgent: Bool = false) { news = max(news, urgent ? .urgent : .steady) }

    /// Records that the user has changed something, and waits for the result.
    mutating func noteAsked() { news = .asked }

    /// Returns whether downloads without an open lane are due for a refresh; little more than a
    /// countdown changes in them.
    mutating func isStillDue(at time: Instant) -> Bool {
        guard time - lastStill >= SnapshotPace.still else { return false }
        lastStill = time
        return true
    }

    /// Returns whether the free space is to be queried: before a watcher sees it, at most every few
    /// seconds.
    mutating func isFreeSpaceDue(at time: Instant) -> Bool {
        guard time - lastFreeBytes >= Self.freeSeconds else { return false }
        lastFreeBytes = time
        return true
    }

    /// Records the free space.
    ///
    /// - Returns: Whether it has changed.
    mutating func note(freeBytes bytes: Int64?) -> Bool {
        guard bytes != freeBytes else { return false }
        freeBytes = bytes
        return true
    }

    // MARK: Publishing

    /// Returns the seconds until the next snapshot may be published; `nil` when nothing has
    /// changed.
    ///
    /// While `isIdle`, nothing is being fetched, so that this may be the last snapshot for long.
    func delay(at time: Instant, rows: Int, isIdle: Bool) -> Double? {
        guard news > .none else { return nil }
        let pace =
            switch news {
            case .asked: SnapshotPace.idle(rows: rows)
            case .urgent where isIdle: SnapshotPace.idle(rows: rows)
            case .urgent: SnapshotPace.urgent(rows: rows)
            case .steady, .none: SnapshotPace.steady(rows: rows)
            }
        return max(0, pace - (time - lastPublished))
    }

    /// Records that a snapshot is made now.
    ///
    /// - Returns: Whether there is a watcher.
    mutating func begin(at time: Instant) -> Bool {
        news = .none
        lastPublished = time
        return !watchers.isEmpty
    }

    /// Takes the downloads that have changed since their snapshots were made.
    mutating func takeStale() -> Set<DownloadID> {
        defer { stale.removeAll(keepingCapacity: true) }
        return stale
    }

    /// Publishes a snapshot that has everything but what is kept here.
    func publish(_ snapshot: Snapshot) {
        var snapshot = snapshot
        snapshot.freeBytes = freeBytes
        snapshot.notice = notice
        watchers.publish(snapshot)
    }
}
