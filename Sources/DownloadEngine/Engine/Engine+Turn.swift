import DownloadCore

/// Handles what transfers, other threads and the clock have brought, and publishes snapshots.
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
            keeper.letGo(tasks.removed.takeDue(at: time))
        }
        if starter.takeNextTry(at: time) { reconsiderQueue() }
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
        if journal.nextSnapshot(at: time) == 0 { publish(at: time) }
        return nextTurn(after: time)
    }

    /// Flushes the lanes that have moved and advances their downloads.
    private func collect(at time: Instant) {
        for lane in transfers.laneContext.takeMoved() {
            guard let task = tasks[lane.download] else { continue }
            files.small.flush(lane, of: task, at: time)
            task.download.advance(lane.id, to: lane.cursor, at: time)
            journal.publisher.note(lane.download)
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
        case .verified(let row, let finding): keeper.take(finding, of: row, at: now())
        case .freeBytes(let bytes): if journal.publisher.note(freeBytes: bytes) { publishSoon() }
        case .reached(let report): report()
        case .networkChanged: connections.early.networkChanged()
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
        connections.lanes.excuse(tasks.active.values, all: stoodStill, to: events)
        checkForUnresponsiveDisks()
        files.watch.syncIfDue(at: time)
        files.small.tick(tasks.active.values, at: time)
        performEvents()
        let now = now()
        let isStillDue = journal.publisher.isStillDue(at: time)
        agenda.isTuning = false
        agenda.nextWake = nil
        for (id, task) in tasks.active where tasks[id] === task {
            let before = task.state
            perform(task.download.tick(at: now), for: task)
            if before != task.state { changedState(task) }
            let (wake, isTuning) = task.ask { ($0.wakeUp, $0.isTuning) }
            agenda.note(wake: wake.flatMap { $0 > time ? $0 : nil }, isTuning: isTuning)
            // Without an open lane, little more than a countdown changes.
            if isStillDue || !task.ask({ $0.lanes.isEmpty }) || before != task.state {
                journal.publisher.note(id)
            }
        }
        connections.hosts.table.rise(at: time)
        agenda.wantsFill = true
    }

    /// Lets other downloads have their turn while disks do not answer.
    private func checkForUnresponsiveDisks() {
        guard files.watch.checkForUnresponsive() else { return }
        reconsiderQueue()
        publishSoon()
    }

    private func nextTurn(after time: Instant) -> Double? {
        if !inbox.isEmpty { return 0 }
        var wait = Wait()
        if !tasks.active.isEmpty {
            wait.add(agenda.lastSample + agenda.samplePace, from: time)
            wait.add(agenda.nextWake, from: time)
        }
        wait.add(transfers.nextTurn(after: time))
        if !files.orders.store.unresponsiveFolders.isEmpty { wait.add(0.5) }
        wait.add(journal.nextSnapshot(at: time))
        wait.add(files.orders.store.nextRetry, from: time)
        wait.add(starter.nextTry, from: time)
        wait.add(tasks.removed.next, from: time)
        return wait.seconds
    }

    // MARK: Transfers

    /// Handles the results of orders to the pool.
    private func handleTransferEvents(at time: Instant) {
        for event in transfers.takeEvents() {
            switch event {
            case .held(let lane):
                if let task = tasks[lane.download] { tell(task, .lanePaused(lane.id)) }
            case .reachedEnd(let lane):
                guard let task = tasks[lane.download], task.transfers.holds(lane) else {
                    continue
                }
                task.download.advance(lane.id, to: lane.cursor, at: time)
                handle(.reachedEnd(lane.id), for: [lane.download])
            case .ended(let lane, let result):
                if transfers.isHeld(lane) { finish(lane, result) }
            case .news(let id, let event): handle(event, for: [id])
            case .freed: agenda.wantsFill = true
            }
        }
    }

    /// Handles a lane whose callback asked for attention.
    private func handleAttention(of lane: Lane, at time: Instant) {
        guard lane.owner.holds(lane) else { return }
        if lane.awaitsJudgement {
            judge(lane)
        } else if lane.hasBeginning {
            handle(.gathered(lane.id, whole: nil), for: [lane.download])
        } else {
            switch lane.hold {
            case .end: handle(.reachedEnd(lane.id), for: [lane.download])
            case .fileEnd: transfers.watchEnd(of: lane, at: time)
            case .block, .limit, .beginning: transfers.release(lane)
            case nil: break
            }
        }
    }

    /// Judges the head of a lane's response, or follows its redirect.
    private func judge(_ lane: Lane) {
        guard let task = tasks[lane.download] else { return }
        switch connections.lanes.answer(of: lane, for: task, date: wallTime()) {
        case .event(let event): handle(event, for: [task.id])
        case .repeated: connections.lanes.reopen(lane, for: task)
        case .end(let end):
            handle(.ended(lane.id, end), for: [task.id])
            // The download may have dropped it without a `stop`.
            connections.lanes.stop(lane.id, of: task, at: clock())
        }
    }

    /// Handles the end of a transfer.
    private func finish(_ lane: Lane, _ result: TransferResult) {
        guard transfers.isUnderWay(lane), let task = tasks[lane.download] else {
            agenda.wantsFill = true
            return
        }
        let result = lane.checked(result)
        if result.isSuccess {
            lane.span.edges?.isEndSeen = true
            // A response that has ended has delivered everything there is to gather.
            if let whole = lane.gatheredCount {
                handle(.gathered(lane.id, whole: whole), for: [lane.download])
            }
        }
        if result.isSuccess, let block = lane.takeWhole() { files.small.keep(block, of: task) }
        files.small.flushLast(lane, of: task)
        task.download.advance(lane.id, to: lane.cursor, at: clock())
        if result.isSuccess {
            lane.closeHead()
            if lane.awaitsJudgement { judge(lane) }
        }
        guard task.transfers.holds(lane), !lane.keepsBack(result) else { return }
        if transfers.mustRepeat(lane, result) { return connections.lanes.reopen(lane, for: task) }
        let refusal = lane.refusal(result)
        let event =
            refusal.map { Download.Event.head(lane.id, $0, lane.facts) }
            ?? .ended(lane.id, lane.end(result))
        let wasAccepted = lane.phase == .accepted || refusal != nil
        transfers.remove(lane)
        if !result.isSuccess, !wasAccepted {
            connections.hosts.refused(lane.order.url, at: clock())
        }
        if configuration.asksUser { connections.readCertificate(refusedAt: event, lane, for: task) }
        handle(event, for: [lane.download])
        if let error = task.ask({ $0.outage }) {
            connections.hosts.noteOutage(error, of: task, at: clock())
        }
        // The download did not end here after all.
        if case .whole = task.smallFile { files.small.makePart(of: task) }
    }

    // MARK: Snapshots

    /// Requests a snapshot at the next turn that is due.
    func publishSoon(urgent: Bool = false) {
        journal.publisher.noteNews(urgent: urgent)
        loop.wake()
    }

    /// Publishes a snapshot of all downloads.
    func publish(at time: Instant) {
        keeper.releaseEnded(at: time)
        performEvents()
        guard journal.publisher.begin(at: time) else { return }
        if journal.publisher.isFreeSpaceDue(at: time) {
            files.watch.queryFreeBytes(in: configuration.defaultDirectory)
        }
        let snapshot = Snapshot(time, configuration, transfers.limits, tasks.queue)
        journal.publish(snapshot, hosts: connections.hosts)
    }
}
