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
    ///   - task: The download.
    ///   - isStored: Whether the ledger has its row as it is.
    func appended(_ task: RestingTask, isStored: Bool) {
        publisher.append(task.picture)
        publisher.noteNews(urgent: true)
        if !isStored { ledger.note(task.id) }
    }

    /// Records that the downloads at these places have left the queue.
    func removed(at places: [Int]) {
        publisher.remove(at: places)
        publisher.noteNews(urgent: true)
    }

    /// Records that downloads have moved past others in the queue.
    func moved(_ move: DownloadQueue.Move) {
        publisher.follow(tasks.queue.ids, in: move.places)
        for id in move.repositioned { ledger.note(id) }
        publisher.noteNews(urgent: true)
    }

    /// Records that downloads were inserted into the queue.
    func inserted(_ insertion: DownloadQueue.Insertion, at time: Instant) {
        let pictures = insertion.places.compactMap { place in
            let id = tasks.queue.ids[place]
            return tasks.resting[id]?.picture ?? tasks[id]?.ask { $0.snapshot(at: time) }
        }
        publisher.insert(pictures, at: insertion.places)
        publisher.noteNews(urgent: true)
        for id in insertion.displaced { ledger.note(id) }
    }

    // MARK: Rows

    private func row(of task: DownloadTask) -> LedgerEntry {
        LedgerEntry(
            task, position: tasks.queue.position(of: task.id), keepsSecrets: keepsSecrets)
    }

    private func row(of id: DownloadID) -> LedgerEntry? {
        guard let resting = tasks.resting[id] else { return tasks[id].map(row) }
        return LedgerEntry(
            resting, position: tasks.queue.position(of: id), keepsSecrets: keepsSecrets)
    }

    /// Records that a download has left the list; it stays in the history.
    func unlisted(_ task: DownloadTask) {
        guard ledger.isOpen else { return }
        var row = row(of: task)
        row.isListed = false
        if task.state != .done { row.state = .removed }
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

    /// Publishes a snapshot with the downloads as they are.
    func publish(_ snapshot: Snapshot, hosts: TaskHosts) {
        publisher.publish(snapshot, active: tasks.active.keys, in: tasks.queue) { id in
            tasks.resting[id]?.picture ?? tasks[id]?.picture(at: snapshot.time, hosts: hosts)
        }
    }
}
