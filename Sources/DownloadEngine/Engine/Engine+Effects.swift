import DownloadCore

extension Engine {
    /// Delivers an event to downloads and performs the effects that follow.
    func handle(_ event: Download.Event, for ids: [DownloadID]) {
        let now = now()
        for id in ids {
            guard let entry = entries[id] else { continue }
            if entry.isPerforming {
                entry.raised.append(event)
            } else {
                handle(event, of: entry, at: now)
            }
        }
        agenda.wantsFill = true
        publisher.noteNews()
    }

    private func handle(_ event: Download.Event, of entry: DownloadTask, at now: Download.Now) {
        let id = entry.download.id
        let before = entry.download.state
        perform(entry.download.handle(event, at: now), for: entry)
        ledger.note(touched: id)
        if before != entry.download.state { changedState(entry, from: before) }
        let (wake, isTuning) = entry.ask { ($0.wakeUp, $0.isTuning) }
        agenda.note(wake: wake, isTuning: isTuning)
        publisher.note(id)
    }

    /// Delivers a small event that concerns only the download, which may be a recently removed one.
    func tell(_ entry: DownloadTask, _ event: Download.Event) {
        guard !entry.isPerforming else { return entry.raised.append(event) }
        perform(entry.download.handle(event, at: now()), for: entry)
    }

    /// Performs the effects of a download, then handles the events that they have raised.
    ///
    /// An event that is raised while effects are performed waits for all of them, since the
    /// remaining effects belong to the state before it.
    func perform(_ effects: [Download.Effect], for entry: DownloadTask) {
        guard !effects.isEmpty else { return }
        entry.isPerforming = true
        carryOut(effects, for: entry)
        entry.isPerforming = false
        while !entry.raised.isEmpty {
            let event = entry.raised.removeFirst()
            handle(event, of: entry, at: now())
        }
    }

    /// Dispatches each effect; the only switch over effects.
    private func carryOut(_ effects: [Download.Effect], for entry: DownloadTask) {
        for effect in effects {
            switch effect {
            case .lookUpPart(let name): lookUpPart(name, for: entry)
            case .createPart(let name, let identity):
                entry.transfers.beginning?.forget()
                createPart(name, identity, for: entry)
            case .restartPart(let identity):
                entry.transfers.beginning?.forget()
                restartPart(identity, for: entry)
            case .dropBytes(let ranges): dropBytes(ranges, of: entry)
            case .releasePart: releasePart(of: entry)
            case .syncPart: syncPart(of: entry)
            case .findDigest(let url, let names): findDigest(url: url, names: names, for: entry)
            case .readMetalink(let url): readMetalink(url, for: entry)
            case .checkPieces(let ranges, let order): checkPieces(ranges, order, of: entry)
            case .putAside(let name, let error): putAside(name, error, of: entry)
            case .finishPart(let name, let digest):
                // A download that must wait for its name has nothing to finish yet.
                if !entry.claim.isWaiting { finishPart(name, digest, of: entry) }
            case .open(let lane, let order): open(lane, order, for: entry)
            case .gather(let lane, let count): gather(lane, count, of: entry)
            case .accept(let lane, let position, let overlap):
                accept(lane, at: position, overlap: overlap, of: entry)
            case .setEnd(let lane, let end): setEnd(lane, end, of: entry)
            case .stop(let lane): stop(lane, of: entry)
            case .hostAccepted(let url): hostAccepted(url)
            case .hostRefused(let url, let wait): hostRefused(url, retryAfter: wait)
            }
        }
    }

    /// Updates the sets of active and waiting downloads after a state change.
    func changedState(_ entry: DownloadTask, from before: Download.State) {
        let id = entry.download.id
        if entry.download.state != .finishing, entry.smallFile.isWriting { entry.smallFile = .none }
        switch entry.download.state {
        case .running, .lookingUp, .unpacking, .finishing: active[id] = entry
        case .waiting:
            active[id] = nil
            queue.rewind()
        case .done:
            active[id] = nil
            learn(from: entry)
            settleFinished(entry)
            entry.slot = nil
            if entry.claim.isHeld { queue.rewind() }
        case .paused(.disk):
            active[id] = nil
            parts.retry(at: clock() + configuration.diskRetrySeconds)
        case .paused, .failed:
            active[id] = nil
            if case .failed(let error) = entry.download.state { noteOutage(error, of: entry) }
            if entry.claim.isHeld { queue.rewind() }
        }
        publisher.noteNews(urgent: true)
        agenda.wantsStart = true
        changed(entry, from: before)
    }
}
