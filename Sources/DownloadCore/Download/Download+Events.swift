extension Download {
    /// Handles an event; `fill` then opens the lanes that may be opened.
    ///
    /// A late event (for a closed lane, or for a paused download) does nothing.
    package mutating func handle(_ event: Event, at now: Now) -> [Effect] {
        var effects = perform(event, at: now)
        effects += settle(at: now)
        return effects
    }

    /// What each event does.
    private mutating func perform(_ event: Event, at now: Now) -> [Effect] {
        switch event {
        // Lanes.
        case .head(let lane, let judgement, let facts):
            return retrieve(at: now) { $0.head(lane, judgement, facts, at: now) }
        case .gathered(let lane, let whole):
            return retrieve(at: now) { $0.gathered(lane, whole: whole, at: now) }
        case .reachedEnd(let lane):
            return retrieve(at: now) { $0.reachedEnd(lane, at: now) }
        case .ended(let lane, let end):
            return retrieve(at: now) { $0.ended(lane, end, at: now) }
        case .forwarded(let lane, let proxy): retrieval.fetch.lanes[lane]?.proxy = proxy
        case .lanePaused(let lane):
            retrieval.fetch.lanes.notePaused(lane, at: now.instant)
        case .stallTimerReset(let lane, let seconds):
            retrieval.resetStallTimer(lane, allowing: seconds, at: now.instant)
        case .releaseLanes(let count):
            return retrieve(at: now) { $0.releaseLanes(count) }
        case .remembered(let count):
            retrieval.begin(withRemembered: count)

        // The part file, and the complete file.
        case .start: return start()
        case .partFound(let facts): return partFound(facts, at: now)
        case .partReady(let facts): return partReady(facts, at: now)
        case .partReleased: partReleased()
        case .partLost: retrieval.forgetPart()
        case .partConfirmed: retrieval.version.confirmRecord()
        case .partInUse(let error): return partInUse(error, at: now)
        case .diskFailed(let error, let covered): return diskFailed(error, covered, at: now)
        case .foundWhole(let length): foundWhole(length)
        case .skipped(let name): return skipped(name, at: now)
        case .hostAway(let error): hostAway(error, at: now)
        case .hostReturned: if state == .running { retrieval.fetch.hostReturned() }
        case .nameAwaited(let name): return nameAwaited(name, at: now)
        case .metalinkFailed(let error): metalinkFailed(error, at: now)
        case .digestFound(let result): return digestFound(result, at: now)
        case .piecesChecked(let findings): return piecesChecked(findings, at: now)
        case .mismatched(let error): return mismatched(error, at: now)
        case .finished(let name): finished(name, at: now)
        case .finishFailed(let error): finishFailed(error, at: now)

        // Requests of the user.
        case .pause(let reason): return pause(reason, at: now)
        case .resume: resume(at: now)
        case .retry: retry(at: now)
        case .retryFragment(let number): retryFragment(number, at: now)
        case .startOver: agreeToStartOver(at: now)
        case .setFragments(let count): return retrieval.setFragments(count)
        case .changeFragments(let step):
            let count = max(concurrency.target + step, 1)
            return retrieval.setFragments(
                .fixed(min(count, FragmentCount.allowed.upperBound)))
        case .replaceSource(let url): return replaceSource(url, at: now)
        case .setMirrors(let urls): return setMirrors(urls, at: now)
        case .setLimit(let rate): retrieval.request.limit = rate
        case .setTransport(let options): retrieval.request.transport = options
        case .edited(let request):
            log.forgetRefusal()
            if let name = retrieval.request.edit(request) { retrieval.name = name }
            retrieval.updatePolicy()

        // News from outside.
        case .secretsWithheld(let options):
            retrieval.request.transport = options
            note(
                "removed credentials and private headers of another server; set them again",
                at: now)
        case .setPolicy(let policy):
            // The lanes of one that is under way have the old one.
            if [.waiting, .paused, .failed].contains(state.kind) { retrieval.setPolicy(policy) }
        case .moved(let folder):
            retrieval.request.directory = folder
            note("moved to \(folder)", at: now)
        case .refused(let text): log.refuse(text, at: now.date)
        case .noted(let text): note(text, at: now)
        }
        return []
    }

    // MARK: Requests of the user

    private mutating func pause(
        _ reason: DownloadSnapshot.PauseReason, at now: Now
    ) -> [Effect] {
        switch state {
        case .waiting, .lookingUp, .running, .unpacking, .paused: break
        case .finishing, .failed, .done: return []
        }
        if state == .running { note("paused", at: now) }
        move(to: .paused(reason))
        return retrieval.pause()
    }

    private mutating func resume(at now: Now) {
        guard case .paused = state else { return retry(at: now) }
        note("resumed", at: now)
        retrieval.clearFailures()
        move(to: .waiting)
    }

    private mutating func retry(at now: Now) {
        switch state {
        case .failed:
            move(to: .waiting)
            retrieval.requireReverification()
            retrieval.sources.leading.resolved = nil
        case .paused(.question(.unrelated)):
            move(to: .waiting)
            retrieval.sources.leading.resolved = nil
        case .running: break
        default: return
        }
        note("retried manually", at: now)
        retrieval.sources.endTurns()
        retrieval.clearFailures()
    }

    private mutating func retryFragment(_ number: Int, at now: Now) {
        guard retrieval.fetch.clearFailures(of: number) else { return }
        note("fragment \(number) retried manually", at: now)
        retrieval.fetch.backoff = Backoff()
        if case .failed = state {
            move(to: .waiting)
            retrieval.requireReverification()
        }
    }

    private mutating func agreeToStartOver(at now: Now) {
        guard case .paused(.question) = state else { return }
        retrieval.forget()
        retrieval.version.changes = 0
        move(to: .waiting)
        note("restarting from zero", at: now)
    }

    private mutating func replaceSource(_ url: String, at now: Now) -> [Effect] {
        guard state != .done, state != .finishing else { return [] }
        let effects = retrieve(at: now) { $0.replaceSource(url) }
        // What the user has paused stays paused.
        if state != .paused(.user) { move(to: .waiting) }
        return effects
    }

    private mutating func setMirrors(_ urls: [String], at now: Now) -> [Effect] {
        guard state != .done, state != .finishing else { return [] }
        var hasNew = false
        let effects = retrieve(at: now) { $0.setMirrors(urls, &hasNew) }
        if case .failed = state, hasNew {
            retrieval.clearFailures()
            move(to: .waiting)
        }
        return effects
    }

    // MARK: The next state

    /// Moves to the next state when nothing is missing or no lane can resume.
    mutating func settle(at now: Now) -> [Effect] {
        let effects = settled(at: now)
        switch state {
        case .running, .lookingUp, .unpacking: break
        case .waiting, .paused, .failed, .finishing, .done: retrieval.restoreFormer()
        }
        return effects
    }

    private mutating func settled(at now: Now) -> [Effect] {
        guard state == .running else { return [] }
        guard plan.isWhole else { return retrieve(at: now) { $0.conclude(at: now) } }
        let effects = retrieval.fetch.finish()
        move(to: .finishing)
        return effects + check(at: now)
    }
}
