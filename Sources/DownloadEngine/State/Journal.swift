import DownloadCore

/// What the ledger and the watchers of snapshots have not seen yet.
///
/// Used on the loop's thread only.
final class Journal {
    /// What is to be written to the ledger.
    var ledger = LedgerWriter()
    /// What is to be shown.
    var publisher = SnapshotPublisher()
    /// Whether the ledger stores credentials.
    var keepsSecrets: Bool
    private let tasks: TaskTable

    init(tasks: TaskTable, keepsSecrets: Bool) {
        self.tasks = tasks
        self.keepsSecrets = keepsSecrets
    }

    // MARK: The list

    /// Returns the downloads that were unfinished when the program started, once: until the user's
    /// requests have been matched with them.
    func takeUnfinished() -> Set<DownloadID> {
        defer { ledger.unfinishedAtStart = [] }
        return ledger.unfinishedAtStart
    }

    /// Records that a download was appended to the queue.
    ///
    /// - Parameters:
    ///   - id: The download.
    ///   - isStored: Whether the ledger has its row as it is.
    func appended(_ id: DownloadID, isStored: Bool) {
        publisher.noteNews(urgent: true)
        if !isStored { ledger.note(id) }
    }

    /// Records that the downloads at these places have left the queue.
    func removed(at places: [Int]) {
        tasks.pictures.remove(at: places)
        publisher.noteNews(urgent: true)
    }

    /// Records that downloads have moved past others in the queue.
    func moved(_ move: DownloadQueue.Move) {
        tasks.pictures.follow(tasks.queue.ids, in: move.places)
        for id in move.repositioned { ledger.note(id) }
        publisher.noteNews(urgent: true)
    }

    /// Records that downloads were inserted into the queue.
    func inserted(_ insertion: DownloadQueue.Insertion, at time: Instant) {
        let pictures = insertion.places.compactMap { place in
            tasks[tasks.queue.ids[place]]?.ask { $0.snapshot(at: time) }
        }
        tasks.pictures.insert(pictures, at: insertion.places)
        publisher.noteNews(urgent: true)
        for id in insertion.displaced { ledger.note(id) }
    }

    // MARK: Rows

    private func row(of task: DownloadTask) -> LedgerEntry {
        LedgerEntry(
            task, position: tasks.queue.position(of: task.id), keepsSecrets: keepsSecrets)
    }

    private func row(of id: DownloadID) -> LedgerEntry? {
        guard let resting = tasks.restingTask(id), let picture = tasks.restingPicture(of: id) else {
            return tasks[id].map(row)
        }
        return LedgerEntry(
            resting, picture, position: tasks.queue.position(of: id), keepsSecrets: keepsSecrets)
    }

    /// Records that a download has left the list; it stays in the history.
    func unlisted(_ task: DownloadTask) {
        if ledger.isOpen { unlisted(row(of: task)) }
    }

    /// Records the same of a download that has not begun.
    func unlisted(resting id: DownloadID) {
        if ledger.isOpen, let row = row(of: id) { unlisted(row) }
    }

    private func unlisted(_ row: LedgerEntry) {
        var row = row
        row.isListed = false
        if case .done = row.state {} else { row.state = .removed }
        ledger.note(removed: row)
    }

    /// Has the ledger change many rows in one statement, since the process may be killed before
    /// they could all be written one by one.
    ///
    /// - Parameters:
    ///   - sweep: The change.
    ///   - ids: The downloads that have changed.
    ///   - resting: Those that have changed and have not begun, whose rows are not marked yet.
    ///   - before: What was unsaved before they changed.
    func sweep(
        _ sweep: LedgerSweep, over ids: [DownloadID], resting: [DownloadID],
        since before: UnsavedChanges
    ) {
        ledger.sweep(sweep, over: ids, resting: resting, since: before) { !tasks.hasPart($0) }
        // The statement sees states only, and a file that is being finished counts as waiting.
        for (id, task) in tasks.active where task.state == .finishing { ledger.note(id) }
    }

    /// Has everything written at the end of the program that is not complete yet.
    ///
    /// The rows of finished downloads and of those not begun are.
    func noteLast() {
        ledger.noteTouched { id in tasks.state(of: id).map { $0 != .done } ?? false }
        for task in tasks.allAwake where task.slot != nil { ledger.note(task.id) }
    }

    /// Takes the next batch of changes; `nil` when everything is written.
    func takeBatch(hosts: () -> [LedgerHost]) -> LedgerWriter.Batch? {
        ledger.takeBatch(hosts: hosts) { row(of: $0) }
    }

    // MARK: Snapshots

    /// Returns the seconds until the next snapshot may be published; `nil` when nothing has changed.
    func nextSnapshot(at time: Instant) -> Double? {
        publisher.delay(at: time, rows: tasks.count, isIdle: tasks.active.isEmpty)
    }

    /// Publishes a snapshot with the downloads as they are.
    ///
    /// - Parameters:
    ///   - snapshot: Its contents apart from the downloads.
    ///   - hosts: The hosts of the downloads.
    func publish(_ snapshot: Snapshot, hosts: TaskHosts) {
        var snapshot = snapshot
        for id in publisher.takeStale() {
            guard let task = tasks.awake(id), let place = tasks.queue.place(of: id) else {
                continue
            }
            tasks.pictures[place] = task.picture(at: snapshot.time, hosts: hosts)
        }
        snapshot.downloads = tasks.pictures.all
        for id in tasks.active.keys {
            guard let place = tasks.queue.place(of: id) else { continue }
            snapshot.bytesPerSecond += tasks.pictures[place].bytesPerSecond
        }
        publisher.publish(snapshot)
    }
}
