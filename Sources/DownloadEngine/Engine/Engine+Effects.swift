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
        publisher.noteNews()
    }

    private func handle(_ event: Download.Event, of task: DownloadTask, at now: Download.Now) {
        let id = task.download.id
        let before = task.download.state
        perform(task.download.handle(event, at: now), for: task)
        ledger.note(touched: id)
        if before != task.download.state { changedState(task, from: before) }
        let (wake, isTuning) = task.ask { ($0.wakeUp, $0.isTuning) }
        agenda.note(wake: wake, isTuning: isTuning)
        publisher.note(id)
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
            case .lookUpPart(let name): lookUpPart(name, for: task)
            case .createPart(let name, let identity):
                task.transfers.beginning?.forget()
                createPart(name, identity, for: task)
            case .restartPart(let identity):
                task.transfers.beginning?.forget()
                restartPart(identity, for: task)
            case .dropBytes(let ranges): dropBytes(ranges, of: task)
            case .releasePart: releasePart(of: task)
            case .syncPart: syncPart(of: task)
            case .findDigest(let url, let names): findDigest(url: url, names: names, for: task)
            case .readMetalink(let url): readMetalink(url, for: task)
            case .checkPieces(let ranges, let order): checkPieces(ranges, order, of: task)
            case .putAside(let name, let error): putAside(name, error, of: task)
            case .finishPart(let name, let digest):
                // A download that must wait for its name has nothing to finish yet.
                if !task.claim.isWaiting { finishPart(name, digest, of: task) }
            case .open(let lane, let order): open(lane, order, for: task)
            case .gather(let lane, let count): gather(lane, count, of: task)
            case .accept(let lane, let position, let overlap):
                accept(lane, at: position, overlap: overlap, of: task)
            case .setEnd(let lane, let end): setEnd(lane, end, of: task)
            case .stop(let lane): stop(lane, of: task)
            case .hostAccepted(let url): hostAccepted(url)
            case .hostRefused(let url, let wait): hostRefused(url, retryAfter: wait)
            }
        }
    }

    /// Updates the sets of active and waiting downloads after a state change.
    func changedState(_ task: DownloadTask, from before: Download.State) {
        let id = task.download.id
        if task.download.state != .finishing, task.smallFile.isWriting { task.smallFile = .none }
        switch task.download.state {
        case .running, .lookingUp, .unpacking, .finishing: active[id] = task
        case .waiting:
            active[id] = nil
            queue.rewind()
        case .done:
            active[id] = nil
            learn(from: task)
            settleFinished(task)
            task.slot = nil
            if task.claim.isHeld { queue.rewind() }
        case .paused(.disk):
            active[id] = nil
            parts.retry(at: clock() + configuration.diskRetrySeconds)
        case .paused, .failed:
            active[id] = nil
            if case .failed(let error) = task.download.state { noteOutage(error, of: task) }
            if task.claim.isHeld { queue.rewind() }
        }
        publisher.noteNews(urgent: true)
        agenda.wantsStart = true
        changed(task, from: before)
    }
}
