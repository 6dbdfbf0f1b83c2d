/// A part of the changes from one snapshot to the next; the last part has the head.
package struct SnapshotPart: Hashable, Sendable, Codable {
    /// The values of a snapshot that concern the whole queue.
    package struct Head: Hashable, Sendable, Codable {
        var time: Instant
        var added: Int
        var bytesPerSecond: Double
        var limit: Int64?
        var activeDownloads: Int
        var isSlow: Bool
        var freeBytes: Int64?
        var remote: RemoteAccess?
        var notice: String?
        /// The downloads in queue order, if that has changed.
        var order: [DownloadID]?
    }

    /// The changes of downloads.
    package var changed: [DownloadDelta]
    /// The head, which ends the snapshot.
    package var head: Head?

    /// Creates a part.
    package init(changed: [DownloadDelta], head: Head? = nil) {
        self.changed = changed
        self.head = head
    }
}

/// Splits snapshots into parts for one watcher.
///
/// It tracks what the watcher has received. While a snapshot is in transit newer ones wait, and
/// only the newest of them is compared with it: a slow watcher gets fewer snapshots, not a longer
/// queue.
package struct SnapshotSender {
    /// The details that the watcher wants.
    package var detail = SnapshotDetail.none
    private var sent: [DownloadSnapshot] = []
    private var sentHead: SnapshotPart.Head?
    /// The downloads whose details the watcher has, as they are in `sent`.
    private var detailed: Set<DownloadID> = []
    private var current: Current?

    /// A snapshot that is being sent.
    private struct Current {
        var snapshot: Snapshot
        var known: [DownloadID: DownloadSnapshot]?
        var place = 0
        var detailed: Set<DownloadID> = []
    }

    /// The maximum number of downloads in one part, since a part is encoded at once.
    package static let mostChanges = 256

    /// Creates a sender for a watcher that has received nothing.
    package init() {}

    /// Whether the last snapshot was sent completely.
    package var isReady: Bool { current == nil }

    /// Starts a snapshot; the previous one must have been sent completely.
    package mutating func begin(_ snapshot: Snapshot) {
        var current = Current(snapshot: snapshot, known: nil)
        if !snapshot.downloads.elementsEqual(sent, by: { $0.id == $1.id }) {
            current.known = Dictionary(sent.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        }
        self.current = current
    }

    /// Returns the next part of the snapshot; `nil` at its end, or when nothing has changed.
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

/// Assembles snapshots from parts.
package struct SnapshotReceiver {
    /// The error for a part that does not fit the ones before it.
    package struct Misfit: Error, Hashable, Sendable {}

    private var known: [DownloadID: DownloadSnapshot] = [:]
    private var order: [DownloadID] = []

    /// Creates a receiver without a snapshot.
    package init() {}

    /// Adds the next part.
    ///
    /// - Returns: The snapshot that it completes; `nil` when others follow.
    /// - Throws: `Misfit` when the part says too little about a download.
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
        snapshot.activeDownloads = head.activeDownloads
        snapshot.isSlow = head.isSlow
        snapshot.freeBytes = head.freeBytes
        snapshot.remote = head.remote
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
        activeDownloads = snapshot.activeDownloads
        isSlow = snapshot.isSlow
        freeBytes = snapshot.freeBytes
        remote = snapshot.remote
        notice = snapshot.notice
        self.order = order
    }

    /// Whether both are equal apart from time and order.
    fileprivate func isSame(as other: Self) -> Bool {
        var (a, b) = (self, other)
        (a.time, b.time) = (Instant(seconds: 0), Instant(seconds: 0))
        (a.order, b.order) = (nil, nil)
        return a == b
    }
}
