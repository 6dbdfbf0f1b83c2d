import DownloadCore

/// Starts downloads, gives them connections, and changes them as their users ask.
extension Engine {
    /// Appends downloads to the queue.
    ///
    /// - Returns: Their IDs, in the order of the requests.
    @discardableResult
    public func add(_ requests: [DownloadRequest]) -> [DownloadID] {
        let now = now()
        let ids = requests.map { keeper.append($0, at: now) }
        performEvents()
        agenda.wantsStart = true
        publishSoon(urgent: true)
        return ids
    }

    /// Inserts downloads before another one, or appends them.
    func insert(_ requests: [DownloadRequest], before next: DownloadID?, isPaused: Bool) {
        let ids = add(requests)
        if isPaused { setPaused(true, ids) }
        let end = tasks.queue.count - ids.count
        if let place = next.flatMap(tasks.queue.place) { keeper.move(ids, by: place - end) }
    }

    /// Resumes requests that are in the queue and unfinished, and appends the rest.
    ///
    /// The same URL in the same folder is the same file, unless another name is requested.
    /// Downloads that were unfinished at the start count as well: a fast server may have completed
    /// one by now. A resumed download gets the request's transport options, since the ledger may
    /// not keep credentials.
    public func takeUp(_ requests: [DownloadRequest]) {
        let known = KnownDownloads(
            of: requests, in: tasks, unfinishedAtStart: journal.takeUnfinished())
        let fresh = requests.filter { request in
            guard let task = known.task(for: request) else { return true }
            let state = task.state.kind
            guard state != .done else { return false }
            tell(task, .setTransport(request.transport))
            perform(state == .failed ? .retry([task.id]) : .resume([task.id]))
            return false
        }
        add(fresh)
    }

    /// Takes the downloads that have ended since the last call, with `releasesEnded`.
    ///
    /// - Returns: Their last snapshots, oldest first, and the number of downloads added so far.
    public func takeEnded() -> (downloads: [DownloadSnapshot], added: Int) {
        defer { performEvents() }
        return (keeper.takeEnded(at: clock(), connections.hosts), tasks.queue.addedCount)
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
        let held = starter.heldUp
        while let turn = starter.next(besides: held, at: clock()) {
            switch turn {
            case .start(let task, let connections):
                if let connections { tell(task, .remembered(connections: connections)) }
                handle(.start, for: [task.id])
            case .fail(let task, let error): handle(.hostAway(error), for: [task.id])
            }
        }
        files.search.lookAhead(active: configuration.activeDownloads, at: clock())
        agenda.wantsStart = false
    }

    /// Opens lanes for the active downloads, as many as they may have.
    func fillLanes() {
        agenda.wantsFill = false
        guard !isShuttingDown, !tasks.active.isEmpty else { return }
        let now = now()
        connections.allocator.fill(at: now) { task, step in take(step, task, at: now) }
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
            guard let task = tasks[waiting.download], task.ask({ $0.lanes.has(waiting.lane) })
            else { continue }
            // It has been silent because no request was sent.
            tell(task, .lanePaused(waiting.lane))
            connections.lanes.open(waiting.lane, waiting.order, for: task)
        }
        let now = now()
        for host in transfers.waitedForHosts() {
            connections.allocator.makeRoom(at: host) { task, step in take(step, task, at: now) }
        }
    }

    // MARK: Pauses

    /// Pauses or resumes downloads; `nil` is all of them.
    func setPaused(_ isPaused: Bool, _ ids: [DownloadID]? = nil) {
        let before = journal.ledger.changes
        let resting = keeper.setPaused(isPaused, resting: ids)
        let others = keeper.others(toPause: isPaused, ids)
        let changing = tasks.ids(in: isPaused ? .waiting : .paused, of: others)
        handle(isPaused ? .pause(.user) : .resume, for: others)
        if isPaused, ids == nil { tasks.queue.passAll() }
        guard ids == nil else { return resting.forEach { journal.ledger.note($0) } }
        let changed = tasks.ids(in: isPaused ? .paused : .waiting, of: changing)
        journal.sweep(isPaused ? .pause : .resume, over: changed, resting: resting, since: before)
    }

    // MARK: Changes

    /// Replaces the URL and nothing else; credentials given for the origin of the old URL are not
    /// sent to another origin.
    func replaceOnlySource(of task: DownloadTask, _ url: String) {
        let old = task.download.request
        if let transport = old.transport(afterMovingTo: url) {
            tell(task, .secretsWithheld(transport))
        }
        replaceSource(of: task, url)
    }

    private func replaceSource(of task: DownloadTask, _ url: String) {
        handle(.replaceSource(SourceURL.normalized(url)), for: [task.id])
        files.orders.noteSource(of: task)
    }

    /// Replaces a download's request.
    func edit(_ task: DownloadTask, _ request: DownloadRequest) {
        task.transfers.cookies = CookieJar()
        let old = task.download.request
        let request = request.normalized
        let mirrors = request.sources.dropFirst()
        tell(task, .edited(request))
        if request.limit != old.limit { keeper.setLimit(request.limit, of: [task.id]) }
        if request.fragments != old.fragments {
            handle(.setFragments(request.fragments), for: [task.id])
        }
        if mirrors != old.sources.dropFirst() {
            handle(.setMirrors(Array(mirrors)), for: [task.id])
        }
        if let url = request.sources.first, url != old.sources.first {
            replaceSource(of: task, url)
        }
        if request.directory != old.directory, task.state != .done {
            move(task, to: request.directory)
        }
        journal.publisher.note(task.id)
        journal.ledger.note(task.id)
    }

    /// Changes a download's folder and moves its part file there.
    ///
    /// Lanes are stopped and the part file is released.
    private func move(_ task: DownloadTask, to directory: String) {
        if let obstacle = FolderMoves.obstacle(to: task) {
            return files.moves.refuse(task, obstacle)
        }
        keeper.letGo(tasks.removed.takePending(in: directory))
        guard FolderMoves.hasFiles(task) else { return files.moves.assign(task, to: directory) }
        if !task.isAtRest, task.state != .waiting {
            // Then it waits for its turn.
            handle(.pause(.user), for: [task.id])
            handle(.resume, for: [task.id])
        }
        connections.lanes.stopAll(of: task, at: clock())
        task.move = .ordered(to: directory)
        // If the process is killed at the rename, the ledger knows where the file may be.
        guard journal.ledger.isOpen, task.record.part != nil else {
            return files.moves.begin(task)
        }
        journal.ledger.note(task.id)
    }

    /// Resumes a download whose part file was moved, or stays where it is.
    func endMove(of task: DownloadTask) {
        guard tasks[task.id] === task, !isShuttingDown else { return }
        switch task.state {
        // Shows the bytes on disk although nothing runs.
        case .paused, .failed: files.search.lookUp(task.ask { $0.name }, for: task, at: clock())
        default: break
        }
        reconsiderQueue()
        publishSoon(urgent: true)
    }
}
