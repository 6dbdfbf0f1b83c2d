import DownloadCore

/// The downloads of an engine: their order, which of them are being fetched, and which were removed
/// a moment ago.
///
/// Used on the loop's thread only.
final class TaskTable {
    /// The downloads that have begun, or that something has happened to.
    private var awake: [DownloadID: DownloadTask] = [:]
    /// The downloads that have not begun, whose snapshots are all else that is known.
    private var resting: [DownloadID: RestingTask] = [:]
    /// The downloads that are being fetched.
    private(set) var active: [DownloadID: DownloadTask] = [:]
    /// The order of the downloads.
    var queue = DownloadQueue()
    /// The snapshots of the downloads in their order.
    var pictures = QueuePictures()
    /// The recently removed downloads.
    var removed = RemovedDownloads()
    private var claims = NameClaims()
    private let waker: TaskWaker

    init(waker: TaskWaker) {
        self.waker = waker
    }

    /// The download of this ID, unless it has been removed; one that rests is woken.
    subscript(id: DownloadID) -> DownloadTask? {
        get {
            if let task = awake[id] { return task }
            guard let resting = resting[id], let place = queue.place(of: id) else { return nil }
            self.resting[id] = nil
            let task = waker.wake(resting, pictures[place])
            awake[id] = task
            return task
        }
        set {
            awake[id] = newValue
            resting[id] = nil
            if newValue == nil { active[id] = nil }
        }
    }

    /// Appends a download that has not begun, at a stored position if that is behind all others.
    ///
    /// - Returns: Its position.
    func append(
        _ picture: DownloadSnapshot, _ task: RestingTask, at position: Int64? = nil
    ) -> Int64 {
        resting[picture.id] = task
        pictures.append(picture)
        return queue.append(picture.id, at: position)
    }

    /// The number of downloads.
    var count: Int { awake.count + resting.count }

    /// The downloads that have begun, or that something has happened to, in no order.
    var allAwake: some Collection<DownloadTask> { awake.values }

    /// The same downloads in the queue's order.
    var awakeInOrder: [DownloadTask] {
        awake.values.map { (place: queue.place(of: $0.id) ?? 0, task: $0) }
            .sorted { $0.place < $1.place }.map(\.task)
    }

    /// The places of the same downloads, in ascending order.
    var awakePlaces: [Int] { awake.keys.compactMap(queue.place(of:)).sorted() }

    /// Returns the snapshot of a download, if that has not begun.
    func restingPicture(of id: DownloadID) -> DownloadSnapshot? {
        guard resting[id] != nil, let place = queue.place(of: id) else { return nil }
        return pictures[place]
    }

    /// Returns the facts about the files of a download, if that has not begun.
    func restingTask(_ id: DownloadID) -> RestingTask? { resting[id] }

    /// Returns the state of a download.
    func state(of id: DownloadID) -> Download.State? {
        awake[id]?.state ?? restingPicture(of: id)?.restingState
    }

    /// Returns the state of the download at a place of the queue.
    func state(at place: Int) -> Download.State {
        awake(queue.ids[place])?.state ?? pictures[place].restingState
    }

    /// Returns whether the download at a place of the queue waits for its turn.
    func isWaiting(at place: Int) -> Bool {
        awake(queue.ids[place]).map { $0.state == .waiting } ?? pictures[place].isWaiting
    }

    /// Returns the request of a download.
    func request(of id: DownloadID) -> DownloadRequest? {
        awake[id]?.ask { $0.request } ?? restingPicture(of: id)?.request
    }

    /// Returns whether an unfinished part file is known of a download.
    func hasPart(_ id: DownloadID) -> Bool { (awake[id]?.record.part ?? resting[id]?.part) != nil }

    /// Returns the downloads in a state for which a condition holds, in the queue's order.
    func ids(where holds: (Download.State) -> Bool) -> [DownloadID] {
        queue.ids.indices.filter { holds(state(at: $0)) }.map { queue.ids[$0] }
    }

    /// Returns those of some downloads that are in a state.
    func ids(in kind: Download.State.Kind, of ids: [DownloadID]) -> [DownloadID] {
        ids.filter { state(of: $0)?.kind == kind }
    }

    /// The cookies that servers have set, by download, as lines of a Netscape cookie file.
    var cookies: [DownloadID: [String]] {
        awake.mapValues { $0.transfers.cookies.lines }.filter { !$0.value.isEmpty }
    }

    /// Returns a download, even one that was removed a moment ago.
    func withRemoved(_ id: DownloadID) -> DownloadTask? { self[id] ?? removed[id]?.task }

    /// Returns a download if it has begun or something has happened to it.
    func awake(_ id: DownloadID) -> DownloadTask? { awake.isEmpty ? nil : awake[id] }

    /// Updates the downloads that are being fetched after a change of this one's state.
    func updateActive(_ task: DownloadTask) {
        guard awake[task.id] === task else { return }
        active[task.id] = task.isActive ? task : nil
    }

    // MARK: Names

    /// Returns the unfinished download that owns a file name in the folder of another.
    func holder(of name: String, besides task: DownloadTask) -> DownloadTask? {
        claims.holders(of: name).lazy.compactMap { self.awake[$0] }.first { other in
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
        if let other = awake[holder], !other.hasEnded { return true }
        task.claim = .none
        return false
    }

    // MARK: Part files

    /// Returns whether a part file of this name belongs to another download.
    func isPart(_ partName: String, of owner: DownloadID?, besides id: DownloadID) -> Bool {
        guard let owner, owner != id else { return false }
        return (awake[owner]?.record.part ?? resting[owner]?.part)?.partName == partName
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
