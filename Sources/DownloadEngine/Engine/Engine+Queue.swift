import DownloadCore

/// Starts downloads in the queue's order, and changes the queue.
extension Engine {
    func insert(_ requests: [DownloadRequest], before next: DownloadID?, isPaused: Bool) {
        let ids = add(requests)
        if isPaused { handle(.pause(.person), for: ids) }
        let end = tasks.queue.count - ids.count
        if let place = next.flatMap(tasks.queue.place) { move(ids, by: place - end) }
    }

    /// Appends downloads to the queue.
    ///
    /// - Returns: Their IDs, in the order of the requests.
    @discardableResult
    public func add(_ requests: [DownloadRequest]) -> [DownloadID] {
        requests.map { request in
            let id = tasks.queue.takeID()
            letGo(tasks.removed.takePending(in: request.directory))
            let request = configuration.withHostLimit(request.normalized)
            insert(
                Download(id: id, request: request, policy: configuration.policy, added: wallTime()))
            return id
        }
    }

    /// Resumes requests that are in the queue and unfinished, and appends the rest.
    ///
    /// The same URL in the same folder is the same file, unless another name is requested.
    /// Downloads that were unfinished at the start count as well: a fast server may have completed
    /// one by now. A resumed download gets the request's transport options, since the ledger may
    /// not keep credentials.
    public func takeUp(_ requests: [DownloadRequest]) {
        let known = KnownDownloads(tasks.inOrder, unfinishedAtStart: ledger.unfinishedAtStart)
        ledger.unfinishedAtStart = []
        var fresh: [DownloadRequest] = []
        for request in requests {
            guard let task = known.task(for: request) else {
                fresh.append(request)
                continue
            }
            guard task.download.state != .done else { continue }
            tell(task, .setTransport(request.transport))
            if case .failed = task.download.state {
                perform(.retry([task.id]))
            } else {
                perform(.resume([task.id]))
            }
        }
        add(fresh)
    }

    /// Appends a download to the queue.
    func insert(_ download: Download) {
        let task = DownloadTask(
            download: download, disk: files.orders.store.disk(for: download.request.directory))
        tasks[task.id] = task
        tasks.queue.append(task.id)
        publisher.append(download.snapshot(at: clock()))
        transfers.laneContext.limiter.limit(task.id, download.request.limit)
        agenda.wantsStart = true
        publishSoon(urgent: true)
        ledger.note(task.id)
    }

    // MARK: Turns

    /// Has the queue looked through from its start: downloads that were passed over may start now.
    func reconsiderQueue() {
        tasks.queue.rewind()
        agenda.wantsStart = true
    }

    /// Starts waiting downloads in the queue's order while there is room.
    func startWaiting() {
        agenda.wantsStart = false
        guard !isShuttingDown else { return }
        let store = files.orders.store
        let held = heldUp
        while tasks.active.count - held < configuration.activeDownloads,
            let id = tasks.queue.next()
        {
            guard let task = tasks[id], task.download.state == .waiting,
                !store.isUnresponsive(task.disk),
                !task.isMoving, !tasks.waitsForName(task), isReachable(task)
            else { continue }
            guard allocator.reserveFilesForDownload(at: clock()) else {
                tasks.queue.stepBack()
                break
            }
            let host = hosts.host(of: task)
            if let count = hosts.table[host].goodFragments {
                tell(task, .remembered(connections: count))
            }
            handle(.start, for: [id])
            store.missing.noteStart()
        }
        files.search.lookAhead(active: configuration.activeDownloads, at: clock())
        agenda.wantsStart = false
    }

    /// The number of active downloads that do not count against the limit: those whose disk does
    /// not answer, and small files being written, up to the limit itself.
    private var heldUp: Int {
        var held = 0
        var written = 0
        for task in tasks.active.values {
            if files.orders.store.isUnresponsive(task.disk) {
                held += 1
            } else if task.smallFile.isWriting {
                written += 1
            }
        }
        return held + min(written, configuration.activeDownloads)
    }

    private func isReachable(_ task: DownloadTask) -> Bool {
        switch hosts.reach(of: task, isWatched: configuration.asksUser, at: clock()) {
        case .reachable: return true
        case .away(let time): agenda.note(start: time)
        case .gone(let error): handle(.hostAway(error), for: [task.id])
        }
        return false
    }

    // MARK: Connections

    /// Opens lanes for the active downloads, as many as they may have.
    func fillLanes() {
        agenda.wantsFill = false
        guard !isShuttingDown, !tasks.active.isEmpty else { return }
        let now = now()
        allocator.fill(at: now) { task, step in take(step, task, at: now) }
    }

    private func take(_ step: LaneAllocator.Step, _ task: DownloadTask, at now: Download.Now) {
        switch step {
        case .fill(let count, let mirror):
            perform(task.download.fill(allowance: count, source: mirror, at: now), for: task)
        case .release(let count): tell(task, .releaseLanes(count))
        }
    }

    /// Opens the queued connections for which there is room now; at a full host, the download with
    /// the most connections releases one.
    func serveConnectionQueue() {
        guard !transfers.queue.isEmpty, !isShuttingDown else { return }
        for waiting in transfers.takeQueue() {
            guard let task = tasks[waiting.download],
                task.ask({ $0.lanes[waiting.lane] != nil || $0.lanes.probes[waiting.lane] != nil })
            else { continue }
            // It has been silent because no request was sent.
            tell(task, .lanePaused(waiting.lane))
            lanes.open(waiting.lane, waiting.order, for: task)
        }
        let now = now()
        for host in transfers.waitedForHosts() {
            allocator.makeRoom(at: host) { task, step in take(step, task, at: now) }
        }
    }

    // MARK: All at once

    /// Pauses every unfinished download.
    func pauseAll() {
        let before = ledger.changes
        let waiting = tasks.ids { $0.download.state == .waiting }
        handle(.pause(.person), for: tasks.queue.ids)
        sweep(.pause, waiting, before)
    }

    /// Resumes every paused download.
    func resumeAll() {
        let before = ledger.changes
        let paused = tasks.ids { if case .paused = $0.download.state { true } else { false } }
        handle(.resume, for: paused)
        sweep(.resume, paused.filter { tasks[$0]?.download.state == .waiting }, before)
    }

    /// Has the ledger change many rows in one statement, since the process may be killed before
    /// they could all be written one by one.
    private func sweep(_ sweep: LedgerSweep, _ ids: [DownloadID], _ before: UnsavedChanges) {
        ledger.sweep(sweep, over: ids, since: before) { tasks[$0]?.record.part == nil }
        // The statement sees states only, and a file that is being finished counts as waiting.
        for (id, task) in tasks.active where task.download.state == .finishing { ledger.note(id) }
    }

    // MARK: Order

    /// Moves downloads by `step` places each.
    func move(_ ids: [DownloadID], by step: Int) {
        let changed = tasks.queue.move(Set(ids), by: step)
        guard !changed.isEmpty else { return }
        publisher.follow(tasks.queue.ids, in: changed)
        for place in changed { ledger.note(place: place, of: tasks.queue.ids[place]) }
        publishSoon(urgent: true)
    }

    /// Updates what is derived from the queue's order.
    private func reorder() {
        let time = clock()
        publisher.follow(tasks.queue.ids) { tasks[$0]?.download.snapshot(at: time) }
        didReorder()
    }

    private func didReorder() {
        publishSoon(urgent: true)
        guard ledger.isOpen else { return }
        for (place, id) in tasks.queue.ids.enumerated() { ledger.note(place: place, of: id) }
    }

    // MARK: Leaving and returning

    /// Removes downloads; for a while, that can be undone.
    func remove(_ ids: [DownloadID], deletingPartFile deletes: Bool) {
        let until = clock() + configuration.undoWindow
        for id in ids {
            guard let task = tasks[id] else { continue }
            let isDone = task.download.state == .done
            let goesOn = !task.isAtRest
            lanes.stopAll(of: task, at: clock())
            if !isDone {
                // Its lanes are gone; its bytes are synced in case the removal is undone.
                tell(task, .pause(.person))
                files.orders.sync(task)
            }
            tasks[id] = nil
            transfers.laneContext.limiter.limit(id, nil)
            tasks.removed.add(
                RemovedDownloads.Removed(
                    task: task, place: tasks.queue.place(of: id) ?? tasks.queue.count,
                    deletes: deletes && !isDone, until: until, goesOn: goesOn), id)
            noteUnlisted(task)
        }
        let gone = Set(ids)
        tasks.queue.remove(gone)
        while let oldest = tasks.removed.takeOldest() { letGo([oldest]) }
        publisher.remove(gone)
        didReorder()
        agenda.wantsStart = true
    }

    /// Undoes the removal of downloads.
    func restore(_ ids: [DownloadID]) {
        var returning: [(id: DownloadID, place: Int)] = []
        for id in ids.sorted() {
            guard let gone = tasks.removed.take(id) else { continue }
            tasks[id] = gone.task
            returning.append((id, gone.place))
            transfers.laneContext.limiter.limit(id, gone.task.download.request.limit)
            if gone.goesOn { tell(gone.task, .resume) }
            ledger.note(id)
        }
        tasks.queue.insert(returning)
        reorder()
        agenda.wantsStart = true
    }

    /// Releases, or deletes, the part files of removed downloads.
    func letGo(_ removed: [RemovedDownloads.Removed]) {
        for gone in removed {
            tell(gone.task, .partReleased)
            if gone.deletes {
                files.orders.delete(gone.task)
            } else {
                files.orders.release(gone.task)
            }
        }
    }

    /// Replaces a download with the files of its Metalink, the first of which keeps its ID.
    func unpack(_ listed: MetalinkImport.Files, for old: DownloadTask) {
        guard old.download.state == .unpacking, tasks.queue.place(of: old.id) != nil else { return }
        files.orders.release(old)
        tasks[old.id] = nil
        var added: [DownloadID] = []
        for request in listed.requests {
            let request = configuration.withHostLimit(request)
            let id = added.isEmpty ? old.id : tasks.queue.takeID()
            let refused = listed.refusal.map { DownloadEvent(time: wallTime(), text: $0) }
            let download = Download(
                id: id, request: request, policy: configuration.policy,
                added: old.download.times.added,
                events: old.download.log.events, refusal: added.isEmpty ? refused : nil)
            tasks[id] = DownloadTask(
                download: download, disk: files.orders.store.disk(for: request.directory))
            transfers.laneContext.limiter.limit(id, request.limit)
            added.append(id)
            publisher.note(id)
            ledger.note(id)
        }
        tasks.queue.replace(old.id, with: added)
        reorder()
        agenda.wantsStart = true
    }
}
