import DownloadCore

extension Engine {
    /// Appends a download to the queue.
    func insert(_ download: Download) {
        let task = DownloadTask(
            download: download, disk: parts.disk(for: download.request.directory))
        tasks[download.id] = task
        queue.append(download.id)
        publisher.append(download.snapshot(at: clock()))
        transfers.yard.limiter.limit(download.id, task.download.request.limit)
        agenda.wantsStart = true
        publishSoon(urgent: true)
        changed(task, from: nil)
    }

    /// Returns the request with the speed limit configured for its host, if it has none of its own.
    func withHostLimit(_ request: DownloadRequest) -> DownloadRequest {
        guard request.limit == nil, !configuration.hosts.isEmpty, let url = request.sources.first,
            let host = (try? SourceURL(url))?.host
        else { return request }
        var request = request
        request.limit = configuration.hosts[host]?.limit
        return request
    }

    /// Starts waiting downloads in the queue's order while there is room.
    func startWaiting() {
        agenda.wantsStart = false
        guard !isShuttingDown else { return }
        let held = heldUp
        while active.count - held < configuration.activeDownloads, let id = queue.next() {
            guard let task = tasks[id], task.download.state == .waiting, !isStuck(task),
                !task.isMoving, !isHeldByName(task), !isAway(host(of: task), for: task)
            else { continue }
            guard hasFilesForDownload() else {
                queue.stepBack()
                break
            }
            let host = host(of: task)
            if let count = transfers.hosts[host].goodFragments {
                tell(task, .remembered(connections: count))
            }
            handle(.start, for: [id])
            parts.noteStart()
        }
        lookAhead()
        agenda.wantsStart = false
    }

    /// The number of active downloads that do not count against the limit: those whose disk does
    /// not answer, and small files being written, up to the limit itself.
    private var heldUp: Int {
        var held = 0
        var written = 0
        for task in active.values {
            if isStuck(task) { held += 1 } else if task.smallFile.isWriting { written += 1 }
        }
        return held + min(written, configuration.activeDownloads)
    }

    // MARK: Hosts

    /// Returns the host that a download's next lane connects to.
    func host(of task: DownloadTask) -> HostID {
        host(of: task.ask { $0.sources.url(of: $0.sources.primary) }, for: task)
    }

    /// Returns the host of a URL that a download uses.
    func host(of url: String, for task: DownloadTask) -> HostID {
        if let known = task.host, known.url == url { return known.host }
        let host = transfers.hosts.id(of: url)
        task.host = (url, host)
        return host
    }

    // Finding a host may add it to the table, so it is found before the table is read.

    /// Returns the group in which a download's host shares its connections.
    func hostGroup(of task: DownloadTask) -> HostTable.Group {
        let host = host(of: task)
        return transfers.hosts.group(of: host)
    }

    /// Returns the number of connections that may be opened to the host of a download's next lane.
    func freeConnections(of task: DownloadTask) -> Int {
        let host = host(of: task)
        return transfers.hosts.free(host)
    }

    func hostAccepted(_ url: String) {
        let host = transfers.hosts.id(of: url)
        // The count matters only where the ceiling is lowered; small files come by the thousand.
        let serving = transfers.hosts[host].ceiling.isLowered ? serving(host).count : 0
        transfers.hosts[host].ceiling.accepted(url, serving: serving)
    }

    /// Records that the host refused a connection or a request.
    func hostRefused(_ url: String, retryAfter: Double? = nil) {
        let host = transfers.hosts.id(of: url)
        let serving = serving(host)
        transfers.hosts[host].ceiling.refused(
            url, isServed: serving.contains(url), serving: serving.count, retryAfter: retryAfter,
            at: clock())
    }

    /// Returns the URL of each lane that receives bytes from a host.
    private func serving(_ host: HostID) -> [String] {
        active.values.flatMap { task in
            task.download.lanes.values.filter(\.isAccepted).map(\.order.url)
                .filter { transfers.hosts.id(of: $0) == host }
        }
    }

    // MARK: Changes by the user

    func move(_ ids: [DownloadID], by step: Int) {
        let changed = queue.move(Set(ids), by: step)
        guard !changed.isEmpty else { return }
        publisher.follow(queue.ids, in: changed)
        for place in changed { ledger.note(place: place, of: queue.ids[place]) }
        publishSoon(urgent: true)
    }

    /// Updates what is derived from the queue's order.
    func reorder() {
        let time = clock()
        publisher.follow(queue.ids) { tasks[$0]?.download.snapshot(at: time) }
        didReorder()
    }

    /// Publishes and records a changed order.
    func didReorder() {
        publishSoon(urgent: true)
        orderChanged()
    }

    func setLimit(_ rate: Int64?, of ids: [DownloadID]) {
        for id in ids {
            if let task = tasks[id] {
                tell(task, .setLimit(rate))
            }
            transfers.yard.limiter.limit(id, rate)
            ledger.note(touched: id)
            publisher.note(id)
        }
    }

    /// Resumes requests that are in the queue and unfinished, and appends the rest.
    ///
    /// The same URL in the same folder is the same file, unless another name is requested.
    /// Downloads that were unfinished at the start count as well: a fast server may have completed
    /// one by now. A resumed download gets the request's transport options, since the ledger may
    /// not keep credentials.
    public func takeUp(_ requests: [DownloadRequest]) {
        struct Place: Hashable {
            var url: String?
            var folder: String
        }
        var known: [Place: DownloadTask] = [:]
        let atStart = ledger.unfinishedAtStart
        ledger.unfinishedAtStart = []
        for task in queue.ids.compactMap({ tasks[$0] })
        where task.download.state != .done || atStart.contains(task.download.id) {
            let request = task.download.request
            known[Place(url: request.sources.first, folder: request.directory)] = task
        }
        var fresh: [DownloadRequest] = []
        for request in requests {
            let place = Place(url: request.sources.first, folder: request.directory)
            guard let task = known[place],
                request.name == nil || request.name == task.download.name
            else {
                fresh.append(request)
                continue
            }
            let id = task.download.id
            guard task.download.state != .done else { continue }
            tell(task, .setTransport(request.transport))
            if case .failed = task.download.state {
                perform(.retry([id]))
            } else {
                perform(.resume([id]))
            }
        }
        add(fresh)
    }

    func applyLimit() {
        transfers.yard.limiter.limitAll(limits.effective)
        publishSoon()
    }

    func replaceSource(of id: DownloadID, _ url: String) {
        handle(.replaceSource(SourceURL.normalized(url)), for: [id])
        tasks[id].map(noteSource)
    }

    /// Replaces the URL and nothing else; credentials given for the origin of the old URL are not
    /// sent to another origin.
    func replaceOnlySource(of id: DownloadID, _ url: String) {
        if let task = tasks[id], !task.download.request.secretScope.covers(url) {
            let scope = task.download.request.secretScope
            var moved = task.download.request
            moved.sources = [url]
            let transport = moved.withoutSecrets(unlessFor: scope).transport
            if transport != task.download.request.transport {
                tell(task, .secretsWithheld(transport))
            }
        }
        replaceSource(of: id, url)
    }

    func edit(_ id: DownloadID, _ request: DownloadRequest) {
        guard let task = tasks[id] else { return }
        let old = task.download.request
        let request = request.normalized
        tell(task, .edited(request))
        if request.limit != old.limit { setLimit(request.limit, of: [id]) }
        if request.fragments != old.fragments {
            handle(.setFragments(request.fragments), for: [id])
        }
        if request.sources.dropFirst() != old.sources.dropFirst() {
            handle(.setMirrors(Array(request.sources.dropFirst())), for: [id])
        }
        if let url = request.sources.first, url != old.sources.first {
            replaceSource(of: id, url)
        }
        changeFolder(of: task, to: request.directory)
        publisher.note(id)
        changed(task, from: nil)
    }
}
