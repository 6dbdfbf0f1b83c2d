import DownloadCore

extension Engine {
    /// Handles what libcurl's callbacks, other threads and the clock have brought; runs after each
    /// step of libcurl.
    ///
    /// - Returns: The seconds after which the next turn is due even if nothing happens.
    func turn() -> Double? {
        let time = clock()
        transfers.beginTurn(at: time)
        collect(at: time)
        for message in inbox.take() { handle(message) }
        for lane in transfers.yard.takeAttention() { attend(to: lane, at: time) }
        while let (lane, result) = transfers.nextEnd() { finish(lane, result) }
        handleTransferEvents(at: time)
        if time - agenda.lastSample >= agenda.samplePace, !active.isEmpty { tick(at: time) }
        if agenda.takeWake(at: time) { agenda.wantsFill = true }
        if parts.takeRetry(at: time) { retryDisks() }
        if !parts.stuck.isEmpty, active.isEmpty { lookForStuckDisks() }
        if let removal = removed.next, time >= removal { letGoOfRemoved(at: time) }
        if agenda.takeStart(at: time) {
            queue.rewind()
            agenda.wantsStart = true
        }
        serveConnectionQueue()
        if agenda.wantsStart || agenda.wantsFill {
            startWaiting()
            fillActive()
        }
        transfers.settleDepartures(at: time)
        transfers.settleFileEnds(at: time)
        handleTransferEvents(at: time)
        transfers.releaseHeld()
        handleTransferEvents(at: time)
        saveRows()
        publishIfDue(at: time)
        return nextTurn(after: time)
    }

    /// Flushes the lanes that have moved and advances their downloads.
    private func collect(at time: Instant) {
        for lane in transfers.yard.takeMoved() {
            guard let task = tasks[lane.download] else { continue }
            flush(lane, of: task, at: time)
            task.download.advance(lane.id, to: lane.cursor, at: time)
            publisher.note(lane.download)
            if !task.record.doubts.isEmpty { confirm(lane, of: task) }
        }
    }

    func handle(_ message: Message) {
        switch message {
        case .event(let id, let slot, let event):
            // Results from a part file that has been released are stale.
            guard let task = tasks[id], slot == nil || task.slot === slot else { return }
            handle(event, for: [id])
        case .overlap(let id, let lane, let bytes):
            if let task = tasks[id] {
                transfers.overlapReady(lane, bytes, of: task.transfers)
            }
        case .run(let work):
            work(self)
        case .blocksFree:
            break
        case .wake:
            publishSoon(urgent: true)
        }
    }

    /// Samples speeds, stalled lanes and disks that may have room again; ten times a second.
    private func tick(at time: Instant) {
        // A running process never pauses this long between two samples.
        let longest = min(5, max(configuration.stallTimeout / 2, 3 * agenda.samplePace))
        if time - agenda.lastSample > longest, agenda.lastSample.seconds > 0 { excuseAll() }
        agenda.lastSample = time
        tickDisks(at: time)
        tickSmallFiles(at: time)
        let now = now()
        let isStillDue = publisher.isStillDue(at: time)
        agenda.isTuning = false
        agenda.nextWake = nil
        for (id, task) in active where tasks[id] === task {
            let before = task.download.state
            perform(task.download.tick(at: now), for: task)
            if before != task.download.state { changedState(task, from: before) }
            let (wake, isTuning) = task.ask { ($0.wakeUp, $0.isTuning) }
            agenda.note(wake: wake.flatMap { $0 > time ? $0 : nil }, isTuning: isTuning)
            // Without an open lane, little more than a countdown changes.
            if isStillDue || !task.ask({ $0.lanes.isEmpty }) || before != task.download.state {
                publisher.note(id)
            }
        }
        transfers.hosts.rise(at: time)
        agenda.wantsFill = true
    }

    private func nextTurn(after time: Instant) -> Double? {
        if !inbox.isEmpty { return 0 }
        var due: [Double] = []
        if !active.isEmpty {
            due.append(agenda.samplePace - (time - agenda.lastSample))
            if let wake = agenda.nextWake { due.append(wake - time) }
        }
        if let next = transfers.nextTurn(after: time) { due.append(next) }
        if !parts.stuck.isEmpty { due.append(0.5) }
        if let delay = publishingDelay(at: time) { due.append(delay) }
        if let retry = parts.nextRetry { due.append(retry - time) }
        if let start = agenda.nextStart { due.append(start - time) }
        if let removal = removed.next { due.append(removal - time) }
        return due.min().map { max($0, 0) }
    }
}
