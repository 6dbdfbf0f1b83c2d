import DownloadCore

/// The downloads of an engine: their order, which of them are being fetched, and which were removed
/// a moment ago.
///
/// Used on the loop's thread only.
final class TaskTable {
    private var listed: [DownloadID: DownloadTask] = [:]
    /// The downloads that are being fetched.
    private(set) var active: [DownloadID: DownloadTask] = [:]
    /// The order of the downloads.
    var queue = DownloadQueue()
    /// The recently removed downloads.
    var removed = RemovedDownloads()
    private var claims = NameClaims()

    /// The download of this ID, unless it has been removed.
    subscript(id: DownloadID) -> DownloadTask? {
        get { listed[id] }
        set {
            listed[id] = newValue
            if newValue == nil { active[id] = nil }
        }
    }

    /// The number of downloads.
    var count: Int { listed.count }

    /// All downloads, in no order.
    var all: some Collection<DownloadTask> { listed.values }

    /// The downloads in the queue's order.
    var inOrder: some Sequence<DownloadTask> { queue.ids.lazy.compactMap { self.listed[$0] } }

    /// Returns the downloads for which a condition holds, in the queue's order.
    func ids(where holds: (DownloadTask) -> Bool) -> [DownloadID] {
        queue.ids.filter { listed[$0].map(holds) ?? false }
    }

    /// The cookies that servers have set, by download, as lines of a Netscape cookie file.
    var cookies: [DownloadID: [String]] {
        listed.mapValues { $0.transfers.cookies.lines }.filter { !$0.value.isEmpty }
    }

    /// Returns a download, even one that was removed a moment ago.
    func withRemoved(_ id: DownloadID) -> DownloadTask? { listed[id] ?? removed[id]?.task }

    /// Updates the downloads that are being fetched after a change of this one's state.
    func updateActive(_ task: DownloadTask) {
        guard listed[task.id] === task else { return }
        active[task.id] = task.isActive ? task : nil
    }

    // MARK: Names

    /// Returns the unfinished download that owns a file name in the folder of another.
    func holder(of name: String, besides task: DownloadTask) -> DownloadTask? {
        claims.holders(of: name).lazy.compactMap { self.listed[$0] }.first { other in
            other !== task && other.claim == .holds(name) && !other.hasEnded
                && other.disk.directory == task.disk.directory
        }
    }

    /// Gives a file name to a download, or has it wait for the download that owns it.
    func claim(_ name: String, for task: DownloadTask, heldBy holder: DownloadTask?) {
        if let holder {
            task.claim = .waits(for: holder.id)
            claims.wait(task.id, for: holder.id)
        } else {
            task.claim = .holds(name)
            claims.claim(name, by: task.id)
        }
    }

    /// Lets downloads start that wait for the name of one that has come to rest, or was removed.
    func reconsiderName(of task: DownloadTask) {
        guard case .holds(let name) = task.claim else { return }
        if task.state == .done { claims.end(name, of: task.id) }
        for waiter in claims.takeWaiters(for: task.id) {
            queue.rewind(to: waiter)
            // It may have to wait again.
            if !task.hasEnded, withRemoved(waiter)?.claim == .waits(for: task.id) {
                claims.wait(waiter, for: task.id)
            }
        }
    }

    /// Returns whether the download whose name this one waits for is still unfinished.
    ///
    /// If it is not, the wait is over.
    func waitsForName(_ task: DownloadTask) -> Bool {
        guard case .waits(let holder) = task.claim else { return false }
        if let other = listed[holder], !other.hasEnded { return true }
        task.claim = .none
        return false
    }

    // MARK: Part files

    /// Returns whether a part file of this name belongs to another download.
    func isPart(_ partName: String, of owner: DownloadID?, besides id: DownloadID) -> Bool {
        guard let owner, owner != id else { return false }
        return listed[owner]?.record.part?.partName == partName
    }

    /// Returns the bytes that other downloads will still need on their disks.
    func reservations(besides task: DownloadTask) -> SpaceReservations {
        var reservations = SpaceReservations()
        for other in active.values {
            guard other !== task, !other.record.isReserved,
                other.record.part != nil, let length = other.download.plan.length
            else { continue }
            reservations.bytes[other.record.device, default: 0] +=
                length - other.download.plan.received
        }
        return reservations
    }
}
