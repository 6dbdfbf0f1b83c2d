extension Download {
    /// Handles an event; `fill` then opens the lanes that may be opened.
    ///
    /// A late event (for a closed lane, or for a paused download) does nothing.
    package mutating func handle(_ event: Event, at now: Now) -> [Effect] {
        let effects =
            switch event {
            case .start: start()
            case .partFound(let facts): partFound(facts, at: now)
            case .partReady(let facts): partReady(facts, at: now)
            case .diskFailed(let error, let covered): diskFailed(error, covered, at: now)
            case .partInUse(let error): partInUse(error, at: now)
            case .skipped(let name): skipped(name, at: now)
            case .hostAway(let error): hostAway(error, at: now)
            case .nameAwaited(let name): nameAwaited(name, at: now)
            case .head(let lane, let judgement, let facts): head(lane, judgement, facts, at: now)
            case .gathered(let lane, let whole): gathered(lane, whole: whole, at: now)
            case .reachedEnd(let lane): reachedEnd(lane, at: now)
            case .ended(let lane, let end): ended(lane, end, at: now)
            case .digestFound(let result): digestFound(result, at: now)
            case .metalinkFailed(let error): metalinkFailed(error, at: now)
            case .piecesChecked(let findings): piecesChecked(findings, at: now)
            case .finished(let name): finished(name, at: now)
            case .mismatched(let error): mismatched(error, at: now)
            case .finishFailed(let error): finishFailed(error, at: now)
            case .pause(let reason): pause(reason, at: now)
            case .resume: resume(at: now)
            case .retry: retry(at: now)
            case .retryFragment(let number): retryFragment(number, at: now)
            case .setFragments(let count): setFragments(count, at: now)
            case .changeFragments(let step): changeFragments(by: step, at: now)
            case .startOver: agreeToStartOver(at: now)
            case .replaceSource(let url): replaceSource(url, at: now)
            case .setMirrors(let urls): setMirrors(urls, at: now)
            case .setLimit(let rate): setLimit(rate)
            case .edited(let request): edited(request)
            case .setTransport(let options): setTransport(options)
            case .secretsWithheld(let options): secretsWithheld(options, at: now)
            case .remembered(let count): begin(withRemembered: count)
            case .releaseLanes(let count): giveWay(count, at: now)
            case .lanePaused(let lane): hold(lane, at: now.instant)
            case .stallTimerReset(let lane, let seconds):
                excuse(lane, for: seconds, at: now.instant)
            case .partReleased: partReleased()
            case .partLost: partLost()
            case .partConfirmed: partConfirmed()
            case .foundWhole(let length): foundWhole(length)
            case .moved(let folder): moved(to: folder, at: now)
            case .refused(let text): refused(text, at: now)
            case .noted(let text): noted(text, at: now)
            }
        return effects + settle(at: now)
    }

    // MARK: User actions

    private mutating func pause(
        _ reason: DownloadSnapshot.PauseReason, at now: Now
    ) -> [Effect] {
        switch state {
        case .waiting, .lookingUp, .running, .unpacking, .paused: break
        case .finishing, .failed, .done: return []
        }
        let effects = stopLanes()
        for fragment in plan.fragments {
            if case .waiting = fragment.work { plan[fragment.number]?.work = .idle }
        }
        if state == .running { note("paused", at: now) }
        move(to: .paused(reason))
        doubt()
        if version.identity?.length == nil { setAside(isDisproved: true) }
        return effects + (version.hasPart ? [.syncPart] : [])
    }

    private mutating func resume(at now: Now) -> [Effect] {
        guard case .paused = state else { return retry(at: now) }
        note("resumed", at: now)
        clearFailures()
        move(to: .waiting)
        return []
    }

    private mutating func retry(at now: Now) -> [Effect] {
        switch state {
        case .failed:
            move(to: .waiting)
            doubt()
            sources.leading.resolved = nil
        case .paused(.question(.unrelated)):
            move(to: .waiting)
            sources.leading.resolved = nil
        case .running: break
        default: return []
        }
        note("retried manually", at: now)
        clearFailures()
        return []
    }

    private mutating func retryFragment(_ number: Int, at now: Now) -> [Effect] {
        guard let fragment = plan[number] else { return [] }
        switch fragment.work {
        case .waiting, .failed: break
        case .idle, .active, .done: return []
        }
        note("fragment \(number) retried manually", at: now)
        plan[number]?.work = .idle
        plan[number]?.failures = 0
        backoff = Backoff()
        if case .failed = state {
            move(to: .waiting)
            doubt()
        }
        return []
    }

    mutating func clearFailures() {
        sources.refresh()
        pieces.rounds = 0
        version.changes = 0
        backoff = Backoff()
        for fragment in plan.fragments {
            switch fragment.work {
            case .waiting, .failed:
                plan[fragment.number]?.work = .idle
                plan[fragment.number]?.failures = 0
            case .idle, .active, .done: break
            }
        }
    }

    private mutating func setFragments(_ count: FragmentCount, at now: Now) -> [Effect] {
        request.fragments = count
        concurrency.set(count, open: lanes.count, most: policy.autoMost)
        guard version.isVerified else { return [] }
        return shrink(to: concurrency.target)
    }

    private mutating func changeFragments(by step: Int, at now: Now) -> [Effect] {
        setFragments(
            .fixed(min(max(concurrency.target + step, 1), FragmentCount.allowed.upperBound)),
            at: now)
    }

    /// Closes fragments until at most `count` are open: first those without a lane, then those
    /// whose response has not begun, then the slowest.
    private mutating func shrink(to count: Int) -> [Effect] {
        var effects: [Effect] = []
        while true {
            let open = plan.fragments.filter { $0.isOpen && !$0.missing.isEmpty }
            guard open.count > count,
                let least = open.min(by: { weight(of: $0) < weight(of: $1) })
            else { break }
            if let lane = least.lane {
                lanes[lane] = nil
                effects.append(.stop(lane))
            }
            plan.retire(least.number)
        }
        plan.trim(rows: count)
        return effects
    }

    /// The cost of closing a fragment: nothing, a request, or a stream of this speed.
    func weight(of fragment: Fragment) -> Double {
        guard let lane = fragment.lane else { return -2 }
        guard lanes[lane]?.isAccepted == true else { return -1 }
        return fragment.rate ?? 0
    }

    private mutating func agreeToStartOver(at now: Now) -> [Effect] {
        guard case .paused(.question) = state else { return [] }
        forget()
        version.changes = 0
        move(to: .waiting)
        note("restarting from zero", at: now)
        return []
    }

    private mutating func replaceSource(_ url: String, at now: Now) -> [Effect] {
        guard state != .done, state != .finishing else { return [] }
        let effects = stopLanes()
        restoreFormer()
        // The existing part file keeps its name, whatever the new URL ends in.
        if version.hasPart, request.name == nil { request.name = version.offeredName ?? name }
        request.sources = [url] + request.sources.dropFirst()
        // The name belongs to the bytes on disk; without any, it was only a guess.
        if !version.hasPart { name = Download.guessedName(request) }
        sources.replace(with: request)
        doubt()
        version.isResumed = plan.received > 0
        mode.begin()
        if version.identity?.length == nil { forget() }
        note("URL replaced", at: now)
        digestSearch.forgetFound()
        clearFailures()
        move(to: .waiting)
        return effects
    }

    // MARK: Shared steps

    /// Requires the next response to confirm that it is still the same file, and a question to the
    /// user if it is not.
    ///
    /// A stream starts over after every stop anyway.
    private mutating func doubt() {
        version.isVerified = false
        if mode.ranges == .given { version.isResumed = plan.received > 0 }
    }

    /// Removes a lane and leaves its fragment in this state.
    mutating func close(_ lane: LaneID, leaving work: Fragment.Work = .idle) {
        guard let closed = lanes.remove(lane) else { return }
        plan[closed.fragment]?.work = work
    }

    /// Stops every lane, except `kept`; their fragments keep their bytes.
    mutating func stopLanes(but kept: LaneID? = nil) -> [Effect] {
        let stopped = lanes.keys.filter { $0 != kept }.sorted()
        for lane in stopped {
            close(lane)
        }
        let probed = lanes.probes.keys.sorted()
        lanes.probes.removeAll()
        return (stopped + probed).map { .stop($0) }
    }

    /// Forgets the file's identity; the next response provides it again and drops the old bytes.
    mutating func forget() {
        plan = Plan(length: nil)
        pieces.forget()
        version.forget()
        mode.begin()
        mode.isDecoding = false
        digestSearch.forgetDeclared()
        digestSearch.forgetFound()
        sources.forgetFile()
    }

    /// Moves to the next state when nothing is missing or no lane can resume.
    mutating func settle(at now: Now) -> [Effect] {
        let effects = settled(at: now)
        switch state {
        case .running, .lookingUp, .unpacking: break
        case .waiting, .paused, .failed, .finishing, .done: restoreFormer()
        }
        return effects
    }

    private mutating func settled(at now: Now) -> [Effect] {
        guard state == .running else { return [] }
        if plan.isWhole {
            let effects = stopLanes()
            for fragment in plan.fragments { plan[fragment.number]?.work = .done }
            move(to: .finishing)
            return effects + check(at: now)
        }
        let search = version.isVerified ? seekDigest() : []
        guard lanes.isEmpty, !plan.hasOpenWork || backoff.hasGivenUp else { return search }
        let failed = plan.fragments.lazy.compactMap { fragment -> (Int, DownloadError)? in
            if case .failed(let error) = fragment.work { (fragment.number, error) } else { nil }
        }
        guard let (number, error) = failed.first else { return search }
        if sources.count > 1 { return search + failWithoutSource(error, at: now) }
        if error.kind == .cutShort, version.changes == 1, !mode.isPlain,
            !(version.isResumed && policy.asks)
        {
            // Ranges that end before their announced length: a whole response reveals the length.
            return search + startOverAsStream("the server's ranges contradict each other", at: now)
        }
        let isOne = backoff.hasGivenUp || plan.fragments.count == 1
        fail(
            DownloadError(
                error.kind, isOne ? error.cause : "fragment \(number): \(error.cause)",
                status: error.status), at: now)
        return search + (version.hasPart ? [.syncPart] : [])
    }
}
