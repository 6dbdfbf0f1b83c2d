/// What the disk tells of the part file.
extension Download {
    mutating func start() -> [Effect] {
        guard state == .waiting else { return [] }
        shownRate.restart()
        guard !hasPart else {
            state = .running
            return []
        }
        state = .lookingUp
        return [.lookUpPart(name: name)]
    }

    mutating func partFound(_ facts: PartFacts?, at now: Now) -> [Effect] {
        if state == .lookingUp { state = .running }
        guard let facts, !hasPart else {
            return hasPart || plan.received == 0 ? [] : partIsMissing(at: now)
        }
        take(facts)
        noteResumed(at: now)
        return []
    }

    /// What was fetched is not on the disk any more.
    private mutating func partIsMissing(at now: Now) -> [Effect] {
        note("the part file is missing", at: now)
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
        if isResumed { note("goes on with \(plan.received) bytes that are there", at: now) }
    }

    mutating func take(_ facts: PartFacts) {
        hasPart = true
        name = facts.name
        identity = facts.identity
        owner = nil
        plan = Plan(
            length: facts.identity.length, covered: facts.covered,
            minimumPiece: policy.minimumPiece)
        pieces.forget()
        isResumed = !facts.covered.isEmpty
        isDoubtful = facts.isDoubtful
        isFromDisk = isResumed
        if isVerified { plan.spread(over: spreadCount) }
    }

    mutating func diskFailed(
        _ error: DownloadError, _ covered: ByteRangeSet, at now: Now
    ) -> [Effect] {
        if state == .done { return [] }
        let effects = stopLanes()
        note(error.cause, at: now)
        isVerified = false
        pieces.forget()
        if let length = plan.length {
            plan = Plan(length: length, covered: covered, minimumPiece: policy.minimumPiece)
        } else {
            forget()
        }
        if covered.isEmpty { forget() }
        hasPart = false
        switch (state, error.kind) {
        case (.failed, _), (.paused(.person), _), (.paused(.question), _): break
        case (_, .diskFull), (_, .disk): state = .paused(.disk(error))
        default: state = .failed(error)
        }
        return effects + [.releasePart]
    }

    mutating func partInUse(_ error: DownloadError, at now: Now) -> [Effect] {
        let effects = stopLanes()
        hasPart = false
        forget()
        note(error.cause, at: now)
        state = .paused(.inUse)
        return effects
    }

    mutating func partReleased() -> [Effect] {
        hasPart = false
        // Nothing of the file may be there yet: the next response begins it.
        if plan.received == 0 { forget() }
        return []
    }

    mutating func partLost() -> [Effect] {
        hasPart = false
        forget()
        return []
    }

    mutating func partConfirmed() -> [Effect] {
        isDoubtful = false
        return []
    }

    mutating func foundWhole(_ length: Int64) -> [Effect] {
        guard !hasPart else { return [] }
        plan = Plan(wholeOf: length)
        state = .finishing
        return []
    }

    mutating func skipped(_ name: String, at now: Now) -> [Effect] {
        let effects = stopLanes()
        note("\(name) is there already and was left as it is", at: now)
        self.name = name
        hasPart = false
        forget()
        isSkipped = true
        state = .done
        finished = now.date
        return effects
    }

    mutating func hostAway(_ error: DownloadError, at now: Now) -> [Effect] {
        guard state == .waiting else { return [] }
        note("failed: \(error.cause)", at: now)
        state = .failed(error)
        return []
    }

    mutating func nameAwaited(_ name: String, at now: Now) -> [Effect] {
        // An empty file is whole with its head, before its name is known to be taken.
        guard state == .running || state == .finishing else { return [] }
        let effects = stopLanes()
        hasPart = false
        forget()
        note("waits: another download fetches \(name)", at: now)
        state = .waiting
        return effects
    }

    mutating func finished(_ name: String, at now: Now) -> [Effect] {
        guard state == .finishing else { return [] }
        self.name = name
        state = .done
        hasPart = false
        finished = now.date
        if let digest = expectedDigest { note("checked: \(digest.words)", at: now) }
        note("done: \(name)", at: now)
        return []
    }

    mutating func finishFailed(_ error: DownloadError, at now: Now) -> [Effect] {
        guard state == .finishing else { return [] }
        note(error.cause, at: now)
        if error.kind == .checksum {
            // The bytes lie aside, or the next response drops them.
            forget()
            hasPart = false
        }
        state = .failed(error)
        return []
    }
}
