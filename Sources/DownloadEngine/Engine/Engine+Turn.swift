import DownloadCore

extension Engine {
    /// Handles what libcurl's callbacks, other threads and the clock have brought; runs after each
    /// step of libcurl.
    ///
    /// - Returns: The seconds after which the next turn is due even if nothing happens.
    func turn() -> Double? {
        let time = clock()
        let disks = files.orders.store
        transfers.beginTurn(at: time)
        collect(at: time)
        for message in inbox.take() { handle(message) }
        for lane in transfers.laneContext.takeAttention() { handleAttention(of: lane, at: time) }
        while let (lane, result) = transfers.nextEnd() { finish(lane, result) }
        handleTransferEvents(at: time)
        if time - agenda.lastSample >= agenda.samplePace, !tasks.active.isEmpty { tick(at: time) }
        if agenda.takeWake(at: time) { agenda.wantsFill = true }
        if disks.takeRetry(at: time) {
            files.watch.retry(next: time + configuration.diskRetrySeconds)
        }
        if !disks.unresponsiveFolders.isEmpty, tasks.active.isEmpty { checkForUnresponsiveDisks() }
        if let removal = tasks.removed.next, time >= removal {
            letGo(tasks.removed.takeDue(at: time))
        }
        if agenda.takeStart(at: time) { reconsiderQueue() }
        performEvents()
        serveConnectionQueue()
        if agenda.wantsStart || agenda.wantsFill {
            startWaiting()
            fillLanes()
        }
        transfers.settleDepartures(at: time)
        transfers.settleFileEnds(at: time)
        handleTransferEvents(at: time)
        transfers.releaseHeld()
        handleTransferEvents(at: time)
        performEvents()
        saveRows()
        if publishingDelay(at: time) == 0 { publish(at: time) }
        return nextTurn(after: time)
    }

    /// Flushes the lanes that have moved and advances their downloads.
    private func collect(at time: Instant) {
        for lane in transfers.laneContext.takeMoved() {
            guard let task = tasks[lane.download] else { continue }
            files.small.flush(lane, of: task, at: time)
            task.download.advance(lane.id, to: lane.cursor, at: time)
            publisher.note(lane.download)
            if !task.record.doubts.isEmpty { files.search.confirm(lane, of: task) }
        }
        performEvents()
    }

    /// Handles a message from another thread.
    func handle(_ message: EngineMessage) {
        switch message {
        case .event(let id, let slot, let event):
            // Results from a part file that has been released are stale.
            guard let task = tasks[id], slot == nil || task.slot === slot else { return }
            handle(event, for: [id])
        case .overlap(let id, let lane, let bytes):
            if let task = tasks[id] { transfers.overlapReady(lane, bytes, of: task.transfers) }
        case .file(let id, let slot, let report): files.receive(report, of: id, slot)
        case .document(let report): documents.receive(report)
        case .absences(let absences): files.search.found(absences)
        case .verified(let row, let finding): verified(row, finding)
        case .freeBytes(let bytes): if publisher.note(freeBytes: bytes) { publishSoon() }
        case .reached(let report): report()
        case .blocksFree: break
        case .wake: publishSoon(urgent: true)
        }
        performEvents()
    }

    /// Samples speeds, stalled lanes and disks that may have room again; ten times a second.
    private func tick(at time: Instant) {
        // A running process never pauses this long between two samples.
        let longest = min(5, max(configuration.stallTimeout / 2, 3 * agenda.samplePace))
        let stoodStill = time - agenda.lastSample > longest && agenda.lastSample.seconds > 0
        agenda.lastSample = time
        excuseLanes(all: stoodStill)
        checkForUnresponsiveDisks()
        files.watch.syncIfDue(at: time)
        files.small.tick(tasks.active.values, at: time)
        performEvents()
        let now = now()
        let isStillDue = publisher.isStillDue(at: time)
        agenda.isTuning = false
        agenda.nextWake = nil
        for (id, task) in tasks.active where tasks[id] === task {
            let before = task.download.state
            perform(task.download.tick(at: now), for: task)
            if before != task.download.state { changedState(task) }
            let (wake, isTuning) = task.ask { ($0.wakeUp, $0.isTuning) }
            agenda.note(wake: wake.flatMap { $0 > time ? $0 : nil }, isTuning: isTuning)
            // Without an open lane, little more than a countdown changes.
            if isStillDue || !task.ask({ $0.lanes.isEmpty }) || before != task.download.state {
                publisher.note(id)
            }
        }
        hosts.table.rise(at: time)
        agenda.wantsFill = true
    }

    /// The seconds that connections get to show that they have survived a standstill.
    private static let wakingSeconds = 3.0

    /// Resets the stall timers of lanes that we have paused, which are not silent; after the
    /// process, or the machine, has stood still, those of all, which are then given up soon if they
    /// stay silent once the waiting bytes are read.
    private func excuseLanes(all: Bool) {
        for task in tasks.active.values {
            for lane in task.transfers.lanes.values {
                if all {
                    tell(task, .stallTimerReset(lane.id, allowing: Engine.wakingSeconds))
                }
                if lane.hold == .block || lane.hold == .limit {
                    tell(task, .stallTimerReset(lane.id, allowing: nil))
                }
            }
        }
    }

    /// Lets other downloads have their turn while disks do not answer.
    private func checkForUnresponsiveDisks() {
        guard files.watch.checkForUnresponsive() else { return }
        reconsiderQueue()
        publishSoon()
    }

    private func nextTurn(after time: Instant) -> Double? {
        if !inbox.isEmpty { return 0 }
        var due: [Double] = []
        if !tasks.active.isEmpty {
            due.append(agenda.samplePace - (time - agenda.lastSample))
            if let wake = agenda.nextWake { due.append(wake - time) }
        }
        if let next = transfers.nextTurn(after: time) { due.append(next) }
        if !files.orders.store.unresponsiveFolders.isEmpty { due.append(0.5) }
        if let delay = publishingDelay(at: time) { due.append(delay) }
        if let retry = files.orders.store.nextRetry { due.append(retry - time) }
        if let start = agenda.nextStart { due.append(start - time) }
        if let removal = tasks.removed.next { due.append(removal - time) }
        return due.min().map { max($0, 0) }
    }

    // MARK: Snapshots

    /// Requests a snapshot at the next turn that is due.
    func publishSoon(urgent: Bool = false) {
        publisher.noteNews(urgent: urgent)
        loop.wake()
    }

    /// Returns the seconds until the next snapshot may be published; `nil` without changes.
    private func publishingDelay(at time: Instant) -> Double? {
        publisher.delay(at: time, isIdle: tasks.active.isEmpty)
    }

    /// Publishes a snapshot of all downloads.
    func publish(at time: Instant) {
        guard publisher.begin(at: time) else { return }
        if publisher.isFreeSpaceDue(at: time) {
            files.watch.queryFreeBytes(in: configuration.defaultDirectory)
        }
        var snapshot = Snapshot(time: time)
        snapshot.added = tasks.queue.addedCount
        (snapshot.limit, snapshot.isSlow) = (limits.limit, limits.isSlow)
        snapshot.activeDownloads = configuration.activeDownloads
        snapshot.remote = configuration.remote
        publisher.publish(snapshot, active: tasks.active.keys, in: tasks.queue) { id in
            tasks[id]?.picture(at: time, hosts: hosts)
        }
    }
}
