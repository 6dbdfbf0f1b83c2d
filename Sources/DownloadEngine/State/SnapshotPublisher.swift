import DownloadCore

/// The pictures of all downloads in the queue's order, which of them are stale, and when watchers get
/// the next snapshot.
struct SnapshotPublisher {
    /// Whether there is something to publish.
    private enum News: Comparable {
        case none, steady, urgent
    }

    /// The seconds after which the free space is asked for again.
    private static let freeSeconds = 3.0

    let watchers = Watchers()
    /// The picture of each download, in the queue's order.
    private(set) var pictures: [DownloadSnapshot] = []
    /// The downloads that have changed since their pictures were made.
    private(set) var stale: Set<DownloadID> = []
    /// Free bytes on the disk of the folder that new downloads go to; `nil` when unknown.
    private(set) var freeBytes: Int64?
    /// Something about the whole program that a person should know.
    var notice: String?
    private var news = News.none
    private var lastPublished = Instant(seconds: -1)
    /// When downloads without an open lane were last pictured.
    private var lastStill = Instant(seconds: -1)
    private var lastFreeBytes = Instant(seconds: -.infinity)

    // MARK: News

    /// Notes that a download looks different.
    mutating func note(_ id: DownloadID) {
        stale.insert(id)
        noteNews()
    }

    /// Notes that something looks different.
    mutating func noteNews(urgent: Bool = false) { news = max(news, urgent ? .urgent : .steady) }

    /// Whether downloads without an open lane are due: little more than a waiting time changes.
    mutating func isStillDue(at time: Instant) -> Bool {
        guard time - lastStill >= SnapshotPace.still else { return false }
        lastStill = time
        return true
    }

    /// Whether the free space is to be asked for: when a watcher is about to see it, not more often
    /// than every few seconds.
    mutating func isFreeSpaceDue(at time: Instant) -> Bool {
        guard time - lastFreeBytes >= Self.freeSeconds else { return false }
        lastFreeBytes = time
        return true
    }

    /// Notes the free space.
    ///
    /// - Returns: Whether it is news.
    mutating func note(freeBytes bytes: Int64?) -> Bool {
        guard bytes != freeBytes else { return false }
        freeBytes = bytes
        return true
    }

    // MARK: Rows

    /// Adds a row at the end.
    mutating func append(_ picture: DownloadSnapshot) { pictures.append(picture) }

    /// Takes rows out.
    mutating func remove(_ gone: Set<DownloadID>) {
        pictures.removeAll { gone.contains($0.id) }
    }

    /// Follows a move within a range of the queue; what has only moved keeps its picture.
    mutating func follow(_ ids: [DownloadID], in range: Range<Int>) {
        let old = byID(pictures[range])
        for place in range {
            if let picture = old[ids[place]] { pictures[place] = picture }
        }
    }

    /// Follows a change of the queue; what has only moved keeps its picture.
    mutating func follow(
        _ ids: [DownloadID], orElse make: (DownloadID) -> DownloadSnapshot?
    ) {
        let old = byID(pictures[...])
        pictures = ids.compactMap { old[$0] ?? make($0) }
    }

    private func byID(_ rows: ArraySlice<DownloadSnapshot>) -> [DownloadID: DownloadSnapshot] {
        Dictionary(rows.lazy.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    // MARK: Publishing

    /// The seconds until the next snapshot may be published; `nil` when there is no news.
    ///
    /// `isIdle`: whether nothing is being fetched, so that this may be the last picture for long.
    func delay(at time: Instant, isIdle: Bool) -> Double? {
        guard news > .none else { return nil }
        if isIdle, news == .urgent { return 0 }
        let rows = pictures.count
        let pace =
            news == .urgent ? SnapshotPace.urgent(rows: rows) : SnapshotPace.steady(rows: rows)
        return max(0, pace - (time - lastPublished))
    }

    /// Notes that a snapshot is made now, and says whether anybody watches.
    mutating func begin(at time: Instant) -> Bool {
        news = .none
        lastPublished = time
        return !watchers.isEmpty
    }

    /// Publishes a snapshot after making the stale pictures again.
    ///
    /// - Parameters:
    ///   - snapshot: What it shows besides the downloads.
    ///   - active: The downloads whose speeds add up.
    ///   - queue: Their order.
    ///   - picture: Makes a download's picture; `nil` when it is gone.
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
