/// A part of what has changed from one snapshot to the next; the last one has the head.
package struct SnapshotPart: Hashable, Sendable, Codable {
    /// What a snapshot says of the whole queue.
    package struct Head: Hashable, Sendable, Codable {
        var time: Instant
        var added: Int
        var bytesPerSecond: Double
        var limit: Int64?
        var isSlow: Bool
        var freeBytes: Int64?
        var notice: String?
        /// The downloads in the order of the queue, if that has changed.
        var order: [DownloadID]?
    }

    /// What has changed about downloads.
    package var changed: [DownloadDelta]
    /// The end of the snapshot.
    package var head: Head?

    /// Creates a part.
    package init(changed: [DownloadDelta], head: Head? = nil) {
        self.changed = changed
        self.head = head
    }
}

/// Turns snapshots into parts for one watcher.
///
/// It remembers what the watcher knows. While a snapshot is on its way newer ones wait, and the newest
/// of them is compared with what was sent: a slow watcher gets fewer snapshots, not a longer queue.
package struct SnapshotSender {
    /// The details that the watcher wants.
    package var detail = SnapshotDetail.none
    private var sent: [DownloadSnapshot] = []
    private var sentHead: SnapshotPart.Head?
    /// The downloads whose details the watcher has as they are in `sent`.
    private var detailed: Set<DownloadID> = []
    private var current: Current?

    /// A snapshot that is being sent.
    private struct Current {
        var snapshot: Snapshot
        var known: [DownloadID: DownloadSnapshot]?
        var place = 0
        var detailed: Set<DownloadID> = []
    }

    /// The most downloads in one part: a part is encoded at once.
    package static let mostChanges = 256

    /// Creates a sender for a watcher that knows nothing.
    package init() {}

    /// Whether the last snapshot has been handed out.
    package var isReady: Bool { current == nil }

    /// Begins with a snapshot; the one before has been handed out.
    package mutating func begin(_ snapshot: Snapshot) {
        var current = Current(snapshot: snapshot, known: nil)
        if !snapshot.downloads.elementsEqual(sent, by: { $0.id == $1.id }) {
            current.known = Dictionary(sent.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        }
        self.current = current
    }

    /// The next part of the snapshot; `nil` at its end, or when nothing has changed.
    package mutating func next() -> SnapshotPart? {
        guard var current else { return nil }
        var changed: [DownloadDelta] = []
        let downloads = current.snapshot.downloads
        while current.place < downloads.count, changed.count < Self.mostChanges {
            let download = downloads[current.place]
            let known =
                if let known = current.known { known[download.id] } else { sent[current.place] }
            current.place += 1
            let wantsDetail = wants(download.id)
            let knowsDetail = known != nil && detailed.contains(download.id)
            if let known, known.isSame(as: download), !wantsDetail || knowsDetail {
                if knowsDetail { current.detailed.insert(download.id) }
                continue
            }
            let delta = DownloadDelta(
                download, since: known, withDetail: wantsDetail, knowsDetail: knowsDetail)
            if wantsDetail { current.detailed.insert(download.id) }
            if !delta.isEmpty { changed.append(delta) }
        }
        guard current.place == downloads.count else {
            self.current = current
            return SnapshotPart(changed: changed)
        }
        let isNewOrder = current.known != nil || sentHead == nil
        let head = SnapshotPart.Head(
            current.snapshot, order: isNewOrder ? downloads.map(\.id) : nil)
        let isNews = !changed.isEmpty || isNewOrder || !(sentHead?.isSame(as: head) ?? false)
        sent = downloads
        detailed = current.detailed
        self.current = nil
        guard isNews else { return nil }
        sentHead = head
        return SnapshotPart(changed: changed, head: head)
    }

    private func wants(_ id: DownloadID) -> Bool {
        switch detail {
        case .none: false
        case .one(let wanted): wanted == id
        case .all: true
        }
    }
}

/// Puts snapshots together from parts.
package struct SnapshotReceiver {
    /// A part does not fit to those before.
    package struct Misfit: Error, Hashable, Sendable {}

    private var known: [DownloadID: DownloadSnapshot] = [:]
    private var order: [DownloadID] = []

    /// Creates a receiver that knows nothing.
    package init() {}

    /// Takes the next part.
    ///
    /// - Returns: The snapshot that it completes; `nil` when others follow.
    /// - Throws: `Misfit` when the part says too little of a download.
    package mutating func take(_ part: SnapshotPart) throws(Misfit) -> Snapshot? {
        for delta in part.changed {
            guard let download = delta.applied(to: known[delta.id]) else { throw Misfit() }
            known[delta.id] = download
        }
        guard let head = part.head else { return nil }
        if let order = head.order {
            self.order = order
            if known.count > order.count {
                let listed = Set(order)
                known = known.filter { listed.contains($0.key) }
            }
        }
        var snapshot = Snapshot(time: head.time)
        snapshot.downloads.reserveCapacity(order.count)
        for id in order {
            guard let download = known[id] else { throw Misfit() }
            snapshot.downloads.append(download)
        }
        snapshot.added = head.added
        snapshot.bytesPerSecond = head.bytesPerSecond
        snapshot.limit = head.limit
        snapshot.isSlow = head.isSlow
        snapshot.freeBytes = head.freeBytes
        snapshot.notice = head.notice
        return snapshot
    }
}

extension SnapshotPart.Head {
    init(_ snapshot: Snapshot, order: [DownloadID]?) {
        time = snapshot.time
        added = snapshot.added
        bytesPerSecond = snapshot.bytesPerSecond
        limit = snapshot.limit
        isSlow = snapshot.isSlow
        freeBytes = snapshot.freeBytes
        notice = snapshot.notice
        self.order = order
    }

    /// Whether it says the same, whenever it was taken.
    fileprivate func isSame(as other: Self) -> Bool {
        var (a, b) = (self, other)
        (a.time, b.time) = (Instant(seconds: 0), Instant(seconds: 0))
        (a.order, b.order) = (nil, nil)
        return a == b
    }
}
