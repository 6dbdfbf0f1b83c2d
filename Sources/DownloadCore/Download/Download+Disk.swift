/// Events from the disk about the part file.
extension Download {
    mutating func start() -> [Effect] {
        guard state == .waiting else { return [] }
        lanes.shownRate.restart()
        guard !version.hasPart else {
            move(to: .running)
            return []
        }
        move(to: .lookingUp)
        return [.lookUpPart(name: name)]
    }

    mutating func partFound(_ facts: PartFacts?, at now: Now) -> [Effect] {
        if state == .lookingUp { move(to: .running) }
        guard let facts, !version.hasPart else {
            return version.hasPart || plan.received == 0 ? [] : partIsMissing(at: now)
        }
        take(facts)
        noteResumed(at: now)
        return []
    }

    /// The part file that held the fetched bytes has disappeared.
    private mutating func partIsMissing(at now: Now) -> [Effect] {
        note("part file missing", at: now)
        if policy.asks { return ask(.partFileMissing, at: now) }
        forget()
        return []
    }

    mutating func partReady(_ facts: PartFacts, at now: Now) -> [Effect] {
        name = facts.name
        guard !facts.covered.isEmpty else { return [] }
        let effects = stopLanes()
        var covered = plan.covered
        for range in facts.covered.ranges { covered.insert(range) }
        take(
            PartFacts(
                name: facts.name, identity: facts.identity, covered: covered,
                isDoubtful: facts.isDoubtful))
        noteResumed(at: now)
        return effects
    }

    private mutating func noteResumed(at now: Now) {
        if version.isResumed { note("resuming at \(plan.received) bytes", at: now) }
    }

    mutating func take(_ facts: PartFacts) {
        name = facts.name
        version.take(facts)
        sources.owner = nil
        plan = Plan(
            length: facts.identity.length, covered: facts.covered,
            minimumPiece: policy.minimumPiece)
        pieces.forget()
        if version.isVerified { plan.spread(over: spreadCount) }
    }

    mutating func diskFailed(
        _ error: DownloadError, _ covered: ByteRangeSet, at now: Now
    ) -> [Effect] {
        if state == .done { return [] }
        let effects = stopLanes()
        note(error.cause, at: now)
        version.isVerified = false
        pieces.forget()
        if let length = plan.length {
            plan = Plan(length: length, covered: covered, minimumPiece: policy.minimumPiece)
        } else {
            forget()
        }
        if covered.isEmpty { forget() }
        version.hasPart = false
        switch (state, error.kind) {
        case (.failed, _), (.paused(.person), _), (.paused(.question), _): break
        case (_, .diskFull), (_, .disk): move(to: .paused(.disk(error)))
        default: move(to: .failed(error))
        }
        return effects + [.releasePart]
    }

    mutating func partInUse(_ error: DownloadError, at now: Now) -> [Effect] {
        if state == .done { return [] }
        let effects = stopLanes()
        version.hasPart = false
        forget()
        note(error.cause, at: now)
        move(to: .paused(.inUse))
        return effects
    }

    mutating func partReleased() -> [Effect] {
        version.hasPart = false
        // Nothing of the file may be on disk yet: the next response starts it.
        if plan.received == 0 { forget() }
        return []
    }

    mutating func partLost() -> [Effect] {
        version.hasPart = false
        forget()
        return []
    }

    mutating func partConfirmed() -> [Effect] {
        version.isDoubtful = false
        return []
    }

    mutating func foundWhole(_ length: Int64) -> [Effect] {
        guard !version.hasPart, state != .done else { return [] }
        plan = Plan(wholeOf: length)
        move(to: .finishing)
        return []
    }

    mutating func skipped(_ name: String, at now: Now) -> [Effect] {
        guard state != .done, state != .unpacking else { return [] }
        let effects = stopLanes()
        note("\(name) already exists, skipped", at: now)
        self.name = name
        version.hasPart = false
        forget()
        times.isSkipped = true
        move(to: .done)
        times.finished = now.date
        return effects
    }

    mutating func hostAway(_ error: DownloadError, at now: Now) -> [Effect] {
        guard state == .waiting else { return [] }
        note("failed: \(error.cause)", at: now)
        move(to: .failed(error))
        return []
    }

    mutating func nameAwaited(_ name: String, at now: Now) -> [Effect] {
        // An empty file is complete with its head, before its name is known to be taken.
        guard state == .running || state == .finishing else { return [] }
        let effects = stopLanes()
        version.hasPart = false
        forget()
        note("waiting: another download is fetching \(name)", at: now)
        move(to: .waiting)
        return effects
    }

    mutating func finished(_ name: String, at now: Now) -> [Effect] {
        guard state == .finishing else { return [] }
        self.name = name
        move(to: .done)
        version.hasPart = false
        times.finished = now.date
        if let digest = expectedDigest { note("verified: \(digest.words)", at: now) }
        note("done: \(name)", at: now)
        return []
    }

    mutating func finishFailed(_ error: DownloadError, at now: Now) -> [Effect] {
        guard state == .finishing else { return [] }
        note(error.cause, at: now)
        if error.kind == .checksum {
            // The bytes have been moved aside, or the next response drops them.
            forget()
            version.hasPart = false
        }
        move(to: .failed(error))
        return []
    }
}
