import DownloadCore

/// Changes downloads as their users ask.
extension Engine {
    /// Changes the speed limit of downloads.
    func setLimit(_ rate: Int64?, of ids: [DownloadID]) {
        for id in ids {
            if let task = tasks[id] { tell(task, .setLimit(rate)) }
            transfers.laneContext.limiter.limit(id, rate)
            ledger.note(touched: id)
            publisher.note(id)
        }
    }

    /// Applies the limit on all downloads together.
    func applyLimit() {
        transfers.laneContext.limiter.limitAll(limits.effective)
        publishSoon()
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

    private func replaceSource(of id: DownloadID, _ url: String) {
        handle(.replaceSource(SourceURL.normalized(url)), for: [id])
        tasks[id].map(files.orders.noteSource)
    }

    /// Replaces a download's request.
    func edit(_ id: DownloadID, _ request: DownloadRequest) {
        guard let task = tasks[id] else { return }
        task.transfers.cookies = CookieJar()
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
        ledger.note(id)
    }

    // MARK: Folders

    /// Changes a download's folder and moves its part file there.
    ///
    /// Lanes are stopped and the part file is released.
    private func changeFolder(of task: DownloadTask, to directory: String) {
        guard directory != task.download.request.directory, task.download.state != .done else {
            return
        }
        if let obstacle = FolderMoves.obstacle(to: task) {
            return files.moves.refuse(task, obstacle)
        }
        letGo(tasks.removed.takePending(in: directory))
        guard FolderMoves.hasFiles(task) else { return files.moves.assign(task, to: directory) }
        // One that was running then waits for its turn.
        switch task.download.state {
        case .lookingUp, .running, .unpacking, .paused(.disk):
            handle(.pause(.person), for: [task.id])
            handle(.resume, for: [task.id])
        case .waiting, .paused, .failed, .finishing, .done: break
        }
        lanes.stopAll(of: task, at: clock())
        task.move = .ordered(to: directory)
        // If the process is killed at the rename, the ledger knows where the file may be.
        guard ledger.isOpen, task.record.part != nil else { return files.moves.begin(task) }
        ledger.note(task.id)
    }

    /// Resumes a download whose part file was moved, or stays where it is.
    func endMove(of task: DownloadTask) {
        guard tasks[task.id] === task, !isShuttingDown else { return }
        switch task.download.state {
        // Shows the bytes on disk although nothing runs.
        case .paused, .failed: files.search.lookUp(task.download.name, for: task, at: clock())
        default: break
        }
        reconsiderQueue()
        publishSoon(urgent: true)
    }
}
