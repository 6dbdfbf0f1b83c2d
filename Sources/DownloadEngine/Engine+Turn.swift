import CLibcurl
import DownloadCore

extension Engine {
    /// What is done after libcurl has worked: everything that its callbacks, other threads and the
    /// clock have brought.
    ///
    /// - Returns: The seconds after which the next turn is due even if nothing happens.
    func turn() -> Double? {
        let time = clock()
        yard.limiter.fill(at: time)
        if polledLanes > 0 { loop.performAll() }
        collect(at: time)
        for message in inbox.take() { handle(message) }
        for lane in yard.takeAttention() { attend(to: lane) }
        finishTransfers()
        if time - lastSample >= samplePace, !active.isEmpty { tick(at: time) }
        if let wake = nextWake, time >= wake {
            nextWake = nil
            wantsFill = true
        }
        if let retry = nextDiskRetry, time >= retry { retryDisks() }
        if !stuck.isEmpty, active.isEmpty { lookForStuckDisks() }
        if !draining.isEmpty { dropSlowPages(at: time) }
        if let removal = nextRemoval, time >= removal { letGoOfRemoved(at: time) }
        if let start = nextStart, time >= start {
            nextStart = nil
            queue.rewind()
            wantsStart = true
        }
        serveConnectionQueue()
        if wantsStart || wantsFill {
            startWaiting()
            fillActive()
        }
        settleDepartures(at: time)
        settleFileEnds(at: time)
        releaseHeld()
        saveRows()
        publishIfDue(at: time)
        return nextTurn(after: time)
    }

    /// Hands over what the lanes have gathered and tells the downloads.
    private func collect(at time: Instant) {
        for lane in yard.takeMoved() {
            guard let entry = entries[lane.download] else { continue }
            flush(lane, of: entry, at: time)
            entry.download.advance(lane.id, to: lane.cursor, at: time)
            publisher.note(lane.download)
            if !entry.kept.doubts.isEmpty { confirm(lane, of: entry) }
        }
    }

    func handle(_ message: Message) {
        switch message {
        case .event(let id, let slot, let event):
            // An order of a part file that has been let go of says nothing any more.
            guard let entry = entries[id], slot == nil || entry.slot === slot else { return }
            handle(event, for: [id])
        case .overlap(let id, let lane, let bytes):
            overlapReady(id, lane, bytes)
        case .run(let work):
            work(self)
        case .blocksFree:
            break
        case .wake:
            publishSoon(urgent: true)
        }
    }

    /// The seconds between two samples of the lanes' speeds.
    private var samplePace: Double { Download.samplePace(isTuning: isTuning) }

    /// Ten times a second: speeds, lanes that hold things up, disks that may have room again.
    private func tick(at time: Instant) {
        // Nothing that is awake sleeps for so long between two samples.
        let longest = min(5, max(configuration.stallTimeout / 2, 3 * samplePace))
        if time - lastSample > longest, lastSample.seconds > 0 { excuseAll() }
        lastSample = time
        tickDisks(at: time)
        tickSmallFiles(at: time)
        let now = now()
        let isStillDue = publisher.isStillDue(at: time)
        isTuning = false
        nextWake = nil
        for (id, entry) in active where entries[id] === entry {
            let before = entry.download.state
            perform(entry.download.tick(at: now), for: entry)
            if before != entry.download.state { changedState(entry, from: before) }
            if entry.ask({ $0.isTuning }) { isTuning = true }
            if let wake = entry.ask({ $0.wakeUp }), wake > time {
                nextWake = min(nextWake ?? wake, wake)
            }
            // Where no lane is open, little more than a waiting time changes.
            if isStillDue || !entry.ask({ $0.lanes.isEmpty }) || before != entry.download.state {
                publisher.note(id)
            }
        }
        hosts.rise(at: time)
        wantsFill = true
    }

    /// Gives up error pages that do not end.
    private func dropSlowPages(at time: Instant) {
        for lane in Array(draining.values) where time - lane.drainedFrom > Engine.drainSeconds {
            finish(lane, CURLE_OK)
        }
    }

    /// Lets lanes read on whose reason to wait is over.
    private func releaseHeld() {
        guard !releases.isEmpty else { return }
        let waiting = releases
        releases.removeAll(keepingCapacity: true)
        for lane in waiting where isHeld(lane) {
            switch lane.hold {
            case .limit where !yard.mayRead(lane):
                releases.append(lane)
                entries[lane.download].map { tell($0, .lanePaused(lane.id)) }
            // Its silence counts: without the beginning nothing comes of it.
            case .beginning where !lane.knowsMoreOfBeginning:
                releases.append(lane)
            case .block where !pool.hasRoom(for: lane.disk.share):
                releases.append(lane)
                entries[lane.download].map { tell($0, .lanePaused(lane.id)) }
            default:
                // A callback that refuses while libcurl brings what it held back ends the transfer
                // here, not in `curl_multi_perform`.
                let code = lane.release()
                if let result = lane.result {
                    if !lane.isDecoding { finish(lane, result) }
                } else if code != CURLE_OK {
                    finish(lane, code)
                }
            }
        }
    }

    /// Whether a lane is still under way; one that was stopped is not released.
    private func isHeld(_ lane: Lane) -> Bool {
        entries[lane.download]?.lanes[lane.id] === lane || draining[lane.handle.pointer] === lane
    }

    private func nextTurn(after time: Instant) -> Double? {
        if !inbox.isEmpty || !yard.attention.isEmpty || !yard.moved.isEmpty { return 0 }
        var due: [Double] = []
        if !active.isEmpty {
            due.append(samplePace - (time - lastSample))
            if let nextWake { due.append(nextWake - time) }
        }
        if polledLanes > 0 { due.append(Engine.pollSeconds) }
        if !departures.isEmpty { due.append(Engine.departureSeconds) }
        if fileEnds.needsPolling { due.append(Engine.pollSeconds) }
        if !fileEnds.isEmpty { due.append(1) }
        if !stuck.isEmpty { due.append(0.5) }
        if releases.contains(where: { $0.hold == .limit }) { due.append(0.01) }
        if let delay = publishingDelay(at: time) { due.append(delay) }
        if let retry = nextDiskRetry { due.append(retry - time) }
        if let nextStart { due.append(nextStart - time) }
        if !connectionQueue.isEmpty { due.append(1) }
        if !draining.isEmpty { due.append(Engine.drainSeconds) }
        if let removal = nextRemoval { due.append(removal - time) }
        return due.min().map { max($0, 0) }
    }
}
