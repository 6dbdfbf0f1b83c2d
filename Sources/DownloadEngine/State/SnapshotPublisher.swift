import DownloadCore

/// The snapshots of all downloads in the queue's order, which of them are stale, and when watchers
/// get the next one.
struct SnapshotPublisher {
    /// Whether anything is to be published.
    private enum News: Comparable {
        case none, steady, urgent
    }

    /// The seconds between two queries of the free space.
    private static let freeSeconds = 3.0

    let watchers = Watchers()
    /// The snapshot of each download, in the queue's order.
    private(set) var pictures: [DownloadSnapshot] = []
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

    // MARK: Rows

    /// Replaces the row at a place.
    mutating func replace(at place: Int, with picture: DownloadSnapshot) {
        pictures[place] = picture
    }

    /// Appends a row.
    mutating func append(_ picture: DownloadSnapshot) { pictures.append(picture) }

    /// Removes the rows at these places.
    mutating func remove(at places: [Int]) { pictures.remove(at: places) }

    /// Inserts rows, which are at these places afterwards.
    mutating func insert(_ new: [DownloadSnapshot], at places: [Int]) {
        pictures.insert(new, at: places)
    }

    /// Follows a move within a range of the queue; rows that have only moved keep their snapshots.
    mutating func follow(_ ids: [DownloadID], in range: Range<Int>) {
        let old = Dictionary(
            pictures[range].lazy.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for place in range {
            if let picture = old[ids[place]] { pictures[place] = picture }
        }
    }

    // MARK: Publishing

    /// Returns the seconds until the next snapshot may be published; `nil` when nothing has
    /// changed.
    ///
    /// While `isIdle`, nothing is being fetched, so that this may be the last snapshot for long.
    func delay(at time: Instant, isIdle: Bool) -> Double? {
        guard news > .none else { return nil }
        let rows = pictures.count
        let pace =
            switch news {
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

    /// Publishes a snapshot after refreshing the stale rows.
    ///
    /// - Parameters:
    ///   - snapshot: Its contents apart from the downloads.
    ///   - active: The downloads whose speeds add up.
    ///   - queue: Their order.
    ///   - picture: Returns a download's snapshot; `nil` when it no longer exists.
    mutating func publish(
        _ snapshot: Snapshot, active: some Sequence<DownloadID>, in queue: DownloadQueue,
        picture: (DownloadID) -> DownloadSnapshot?
    ) {
        for id in stale {
            guard let place = queue.place(of: id), let picture = picture(id) else { continue }
            pictures[place] = picture
        }
        stale.removeAll(keepingCapacity: true)
        var snapshot = snapshot
        snapshot.downloads = pictures
        for id in active {
            snapshot.bytesPerSecond += queue.place(of: id).map { pictures[$0].bytesPerSecond } ?? 0
        }
        snapshot.freeBytes = freeBytes
        snapshot.notice = notice
        watchers.publish(snapshot)
    }
}
