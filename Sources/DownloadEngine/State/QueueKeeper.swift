import DownloadCore

/// Appends downloads to the queue, moves, removes and restores them.
///
/// Used on the loop's thread only.
final class QueueKeeper {
    /// The number of waiting downloads below which more are needed soon.
    private static let fewWaiting = 128

    let tasks: TaskTable
    let journal: Journal
    private let files: TaskFiles
    private let lanes: LaneControl
    private let transfers: TransferPool
    private let events: TaskEvents
    private let waker: TaskWaker
    /// The settings that apply to new downloads.
    var configuration: EngineConfiguration { didSet { waker.policy = configuration.policy } }
    /// The downloads that have ended and are to leave the list.
    private var ended: [DownloadTask] = []
    /// Those that have left it and were not taken yet.
    private var released: [DownloadTask] = []

    init(
        _ configuration: EngineConfiguration, tasks: TaskTable, journal: Journal, files: TaskFiles,
        lanes: LaneControl, transfers: TransferPool, events: TaskEvents, waker: TaskWaker
    ) {
        self.configuration = configuration
        self.tasks = tasks
        self.journal = journal
        self.files = files
        self.lanes = lanes
        self.transfers = transfers
        self.events = events
        self.waker = waker
    }

    // MARK: Arriving

    /// Appends a new download.
    func append(_ request: DownloadRequest, at now: Download.Now) -> DownloadID {
        let id = tasks.queue.takeID()
        letGo(tasks.removed.takePending(in: request.directory))
        let request = configuration.withHostLimit(request.normalized)
        let picture = DownloadSnapshot(
            resting: id, request: request, policy: configuration.policy, added: now.date,
            name: request.guessedName, past: .waiting)
        insert(picture, .new)
        return id
    }

    /// Adopts a download from the ledger.
    func adopt(_ row: LedgerEntry, at now: Download.Now) {
        var row = row
        if let request = configuration.requests[row.id] {
            row.request = request
            row.lacksSecrets = false
        }
        let picture = DownloadSnapshot(row, policy: configuration.policy, date: now.date)
        insert(picture, .of(row), position: row.position)
        if let cookies = configuration.cookies[row.id] {
            tasks[row.id]?.transfers.cookies = CookieJar(lines: cookies)
        }
        guard picture.state != .done else { return }
        if let part = row.part {
            files.orders.store.note(part, in: row.request.directory, of: row.id)
            if let directory = row.movesTo, let task = tasks[row.id] {
                return files.moves.endInterrupted(task, to: directory)
            }
        }
        // Shows the bytes on disk; each open part file costs a descriptor.
        if picture.state != .waiting, tasks.count <= 64, let task = tasks[row.id] {
            files.search.lookUp(row.name, for: task, at: now.instant)
        }
    }

    /// Records what was found about a finished file of an earlier run, whether it is listed or not.
    func take(_ finding: FinishedFile.Finding, of row: LedgerEntry, at now: Download.Now) {
        let task = tasks[row.id]
        var row = row
        guard let error = finding.error(of: row.name) else {
            if let task { return files.completion.durable(task, isListed: true) }
            row.isDurable = true
            row.part = nil
            return journal.ledger.note(removed: row)
        }
        row.state = .failed(error)
        row.isListed = true
        row.finished = nil
        if let task {
            task.download = Download(row, policy: configuration.policy, date: now.date)
            task.record = PartRecord(row)
            journal.publisher.note(row.id)
        } else {
            adopt(row, at: now)
        }
        journal.publisher.noteNews(urgent: true)
        journal.ledger.note(row.id)
    }

    private func insert(
        _ picture: DownloadSnapshot, _ task: RestingTask, position: Int64? = nil
    ) {
        let stored = tasks.append(picture, task, at: position)
        journal.appended(picture.id, isStored: stored == position)
    }

    /// Replaces a download with the files of its Metalink, the first of which keeps its ID.
    func unpack(_ listed: MetalinkImport.Files, for old: DownloadTask, at now: Download.Now) {
        guard old.state == .unpacking, let place = tasks.queue.place(of: old.id)
        else { return }
        files.orders.release(old)
        tasks[old.id] = nil
        var added: [DownloadID] = []
        for request in listed.requests {
            let refused = listed.refusal.map { DownloadEvent(time: now.date, text: $0) }
            let task = waker.task(
                of: Download(
                    id: added.isEmpty ? old.id : tasks.queue.takeID(),
                    request: configuration.withHostLimit(request), policy: configuration.policy,
                    added: old.download.times.added, events: old.download.log.events,
                    refusal: added.isEmpty ? refused : nil))
            tasks[task.id] = task
            added.append(task.id)
            events.add(.shown, of: task)
            events.add(.changed, of: task)
        }
        let insertion = tasks.queue.replace(old.id, with: added)
        journal.removed(at: [place])
        journal.inserted(insertion, at: now.instant)
    }

    // MARK: Order

    /// Moves downloads by `step` places each.
    func move(_ ids: [DownloadID], by step: Int) {
        let move = tasks.queue.move(Set(ids), by: step)
        if !move.places.isEmpty { journal.moved(move) }
    }

    // MARK: Limits

    /// Changes the speed limit of downloads.
    func setLimit(_ rate: Int64?, of ids: [DownloadID]) {
        for id in ids {
            if let task = tasks[id] { events.add(.told(.setLimit(rate)), of: task) }
            transfers.laneContext.limiter.limit(id, rate)
            journal.ledger.note(touched: id)
            journal.publisher.note(id)
        }
    }

    // MARK: Leaving

    /// Removes downloads; for a while, that can be undone.
    func remove(_ ids: [DownloadID], deletingPartFile deletes: Bool, at time: Instant) {
        for id in removeResting(ids) {
            guard let task = tasks[id] else { continue }
            let isDone = task.state == .done
            tasks.reconsiderName(of: task)
            tasks.removed.add(
                RemovedDownloads.Removed(
                    task: task, position: tasks.queue.position(of: id) ?? 0,
                    deletes: deletes && !isDone, until: time + configuration.undoWindow,
                    goesOn: !task.isAtRest), id)
            lanes.stopAll(of: task, at: time)
            if !isDone {
                // Its lanes are gone; its bytes are synced in case the removal is undone.
                events.add(.told(.pause(.user)), of: task)
                files.orders.sync(task)
            }
            tasks[id] = nil
            transfers.laneContext.limiter.limit(id, nil)
            journal.unlisted(task)
            while let oldest = tasks.removed.takeOldest() { letGo([oldest]) }
        }
        let places = tasks.queue.remove(Set(ids))
        journal.removed(at: places)
    }

    // MARK: Ended downloads

    /// Has a download leave the list because it has ended, if ended ones do.
    func noteEnded(_ task: DownloadTask) {
        if configuration.releasesEnded { ended.append(task) }
    }

    /// Removes the ended downloads from the list; many at once, since each removal costs as much as
    /// the list is long.
    func releaseEnded(at time: Instant) {
        guard !ended.isEmpty else { return }
        for task in ended {
            lanes.stopAll(of: task, at: time)
            tasks[task.id] = nil
            transfers.laneContext.limiter.limit(task.id, nil)
            files.orders.release(task)
            journal.unlisted(task)
        }
        journal.removed(at: tasks.queue.remove(Set(ended.lazy.map(\.id))))
        released += ended
        ended.removeAll(keepingCapacity: true)
    }

    /// Whether ends of downloads matter at once: always, unless ended ones leave a list in which
    /// enough others wait.
    var isShort: Bool {
        !configuration.releasesEnded || tasks.queue.upcoming.count < Self.fewWaiting
    }

    /// Takes the ended downloads out of the list, and returns their last snapshots.
    func takeEnded(at time: Instant, _ hosts: TaskHosts) -> [DownloadSnapshot] {
        releaseEnded(at: time)
        defer { released = [] }
        return released.map { $0.picture(at: time, hosts: hosts) }
    }

    // MARK: Returning

    /// Undoes the removal of downloads.
    func restore(_ ids: [DownloadID], at time: Instant) {
        var returning: [(id: DownloadID, position: Int64)] = []
        for id in ids.sorted() {
            guard let gone = tasks.removed.take(id) else { continue }
            let task = gone.task
            tasks[id] = task
            returning.append((id, gone.position))
            transfers.laneContext.limiter.limit(id, task.ask { $0.request.limit })
            if gone.goesOn { events.add(.told(.resume), of: task) }
            events.add(.shown, of: task)
            events.add(.changed, of: task)
        }
        journal.inserted(tasks.queue.insert(returning), at: time)
    }

    /// Releases, or deletes, the part files of removed downloads.
    func letGo(_ removed: [RemovedDownloads.Removed]) {
        for gone in removed {
            events.add(.told(.partReleased), of: gone.task)
            if gone.deletes {
                files.orders.delete(gone.task)
            } else {
                files.orders.release(gone.task)
            }
        }
    }
}
