import DownloadCore

extension Engine {
    /// Delivers an event to downloads and performs the effects that follow.
    func handle(_ event: Download.Event, for ids: [DownloadID]) {
        let now = now()
        for id in ids {
            guard let task = tasks[id] else { continue }
            if task.isPerforming {
                task.raised.append(event)
            } else {
                handle(event, of: task, at: now)
            }
        }
        agenda.wantsFill = true
        journal.publisher.noteNews()
    }

    private func handle(_ event: Download.Event, of task: DownloadTask, at now: Download.Now) {
        let before = task.state
        perform(task.download.handle(event, at: now), for: task)
        journal.ledger.note(touched: task.id)
        if before != task.state { changedState(task) }
        let (wake, isTuning) = task.ask { ($0.wakeUp, $0.isTuning) }
        agenda.note(wake: wake, isTuning: isTuning)
        journal.publisher.note(task.id)
    }

    /// Delivers a small event that concerns only the download, which may be a recently removed one.
    func tell(_ task: DownloadTask, _ event: Download.Event) {
        guard !task.isPerforming else { return task.raised.append(event) }
        perform(task.download.handle(event, at: now()), for: task)
    }

    /// Performs the effects of a download, then handles the events that they have raised.
    ///
    /// An event that is raised while effects are performed waits for all of them, since the
    /// remaining effects belong to the state before it.
    func perform(_ effects: [Download.Effect], for task: DownloadTask) {
        guard !effects.isEmpty else { return }
        task.isPerforming = true
        carryOut(effects, for: task)
        task.isPerforming = false
        while !task.raised.isEmpty {
            let event = task.raised.removeFirst()
            handle(event, of: task, at: now())
        }
    }

    /// Dispatches each effect; the only switch over effects.
    private func carryOut(_ effects: [Download.Effect], for task: DownloadTask) {
        for effect in effects {
            switch effect {
            case .lookUpPart(let name): files.search.lookUp(name, for: task, at: clock())
            case .createPart(let name, let identity):
                task.transfers.beginning?.forget()
                files.creation.create(name, identity, for: task, at: clock())
            case .restartPart(let identity):
                task.transfers.beginning?.forget()
                files.creation.restart(identity, for: task, at: clock())
            case .dropBytes(let ranges): files.orders.drop(ranges, of: task)
            case .releasePart: files.orders.release(task)
            case .syncPart: files.orders.sync(task)
            case .findDigest(let url, let names):
                documents.findDigest(url: url, names: names, for: task)
            case .readMetalink(let url):
                let chosen = task.ask { $0.request.directory }
                documents.readMetalink(
                    url, for: task, folder: configuration.folder(unlessChosen: chosen))
            case .checkPieces(let ranges, let order):
                files.orders.checkPieces(ranges, order, of: task)
            case .putAside(let name, let error):
                files.completion.putAside(name, error, of: task)
            case .finishPart(let name, let digest):
                // A download that must wait for its name has nothing to finish yet.
                if !task.claim.isWaiting { files.completion.finish(name, digest, of: task) }
            case .open(let lane, let order): connections.lanes.open(lane, order, for: task)
            case .gather(let lane, let count): connections.lanes.gather(lane, count, of: task)
            case .accept(let lane, let position, let overlap):
                connections.lanes.accept(lane, at: position, overlap: overlap, of: task)
            case .setEnd(let lane, let end): connections.lanes.setEnd(lane, end, of: task)
            case .stop(let lane): connections.lanes.stop(lane, of: task, at: clock())
            case .hostAccepted(let url): connections.hosts.accepted(url)
            case .hostRefused(let url, let wait):
                connections.hosts.refused(url, retryAfter: wait, at: clock())
            }
            performEvents()
        }
    }

    /// Performs what the owners of the engine's state have asked for, oldest first.
    func performEvents() {
        while let (event, task) = events.next() {
            switch event {
            case .raised(let event): if tasks[task.id] === task { handle(event, for: [task.id]) }
            case .told(let event): tell(task, event)
            case .changed: journal.ledger.note(task.id)
            case .shown: journal.publisher.note(task.id)
            case .unlisted: journal.unlisted(task)
            case .decided(let key): journal.ledger.note(key)
            case .queueChanged: reconsiderQueue()
            case .moveEnded: endMove(of: task)
            case .unpacked(let files):
                keeper.unpack(files, for: task, at: now())
                agenda.wantsStart = true
                publishSoon(urgent: true)
            }
        }
    }

    /// Updates what depends on a download's state after a change.
    func changedState(_ task: DownloadTask) {
        if task.state != .finishing, task.smallFile.isWriting { task.smallFile = .none }
        tasks.updateActive(task)
        switch task.state {
        case .running, .lookingUp, .unpacking, .finishing: break
        case .waiting: tasks.queue.rewind(to: task.id)
        case .done:
            connections.hosts.learn(from: task, date: wallTime())
            files.completion.makeDurable(task)
            task.slot = nil
            tasks.reconsiderName(of: task)
            keeper.noteEnded(task)
        case .paused(.disk):
            files.orders.store.retry(at: clock() + configuration.diskRetrySeconds)
        case .paused: tasks.reconsiderName(of: task)
        case .failed(let error):
            connections.hosts.noteOutage(error, of: task, at: clock())
            tasks.reconsiderName(of: task)
            keeper.noteEnded(task)
        }
        journal.publisher.noteNews(urgent: keeper.isShort)
        agenda.wantsStart = true
        journal.ledger.note(task.id)
    }
}
