/// The part file, and the verification of the complete file.
extension Download {
    // MARK: The part file

    mutating func start() -> [Effect] {
        guard state == .waiting else { return [] }
        retrieval.fetch.lanes.shownRate.restart()
        guard !version.hasPart else {
            move(to: .running)
            return []
        }
        move(to: .lookingUp)
        return [.lookUpPart(name: name)]
    }

    mutating func partFound(_ facts: PartFacts?, at now: Now) -> [Effect] {
        guard state != .done, state != .finishing else { return [] }
        if state == .lookingUp { move(to: .running) }
        guard let facts, !version.hasPart else {
            return version.hasPart || plan.received == 0 ? [] : partIsMissing(at: now)
        }
        retrieval.take(facts)
        noteResumed(at: now)
        return []
    }

    /// The part file that held the fetched bytes has disappeared.
    private mutating func partIsMissing(at now: Now) -> [Effect] {
        note("part file missing", at: now)
        if policy.asks { return retrieve(at: now) { $0.ask(.partFileMissing) } }
        retrieval.forget()
        return []
    }

    mutating func partReady(_ facts: PartFacts, at now: Now) -> [Effect] {
        guard !facts.covered.isEmpty else {
            retrieval.name = facts.name
            return []
        }
        let effects = retrieval.merge(facts)
        noteResumed(at: now)
        return effects
    }

    private mutating func noteResumed(at now: Now) {
        if version.isResumed { note("resuming at \(plan.received) bytes", at: now) }
    }

    mutating func partReleased() {
        retrieval.version.hasPart = false
        // Nothing of the file may be on disk yet: the next response starts it.
        if plan.received == 0 { retrieval.forget() }
    }

    mutating func partInUse(_ error: DownloadError, at now: Now) -> [Effect] {
        if state == .done { return [] }
        let effects = retrieval.fetch.stopAll()
        retrieval.forgetPart()
        note(error.cause, at: now)
        move(to: .paused(.inUse))
        return effects
    }

    mutating func diskFailed(
        _ error: DownloadError, _ covered: ByteRangeSet, at now: Now
    ) -> [Effect] {
        if state == .done { return [] }
        let effects = retrieval.fetch.stopAll()
        note(error.cause, at: now)
        retrieval.keep(only: covered)
        switch (state, error.kind) {
        case (.failed, _), (.paused(.user), _), (.paused(.question), _): break
        case (_, .diskFull), (_, .disk): move(to: .paused(.disk(error)))
        default: move(to: .failed(error))
        }
        return effects + [.releasePart]
    }

    mutating func foundWhole(_ length: Int64) {
        guard !version.hasPart, state != .done, state != .finishing else { return }
        retrieval.fetch.plan = Plan(wholeOf: length)
        move(to: .finishing)
    }

    mutating func skipped(_ name: String, at now: Now) -> [Effect] {
        guard state != .done, state != .unpacking else { return [] }
        let effects = retrieval.fetch.stopAll()
        note("\(name) already exists, skipped", at: now)
        retrieval.name = name
        retrieval.forgetPart()
        times.isSkipped = true
        move(to: .done)
        times.finished = now.date
        return effects
    }

    mutating func hostAway(_ error: DownloadError, at now: Now) {
        guard state == .waiting else { return }
        note("failed: \(error.cause)", at: now)
        move(to: .failed(error))
    }

    mutating func nameAwaited(_ name: String, at now: Now) -> [Effect] {
        // An empty file is complete with its head, before its name is known to be taken.
        guard state == .running || state == .finishing else { return [] }
        let effects = retrieval.fetch.stopAll()
        retrieval.forgetPart()
        note("waiting: another download is fetching \(name)", at: now)
        move(to: .waiting)
        return effects
    }

    mutating func metalinkFailed(_ error: DownloadError, at now: Now) {
        guard state == .unpacking else { return }
        note(error.cause, at: now)
        move(to: .failed(error))
    }

    // MARK: Verification

    mutating func digestFound(
        _ result: Result<ExpectedDigest, DownloadError>, at now: Now
    ) -> [Effect] {
        guard retrieval.digestSearch.end(try? result.get()) else { return [] }
        switch (result, state) {
        case (.success(let digest), _):
            note("to be verified: \(digest.words)", at: now)
            return state == .finishing ? check(at: now) : []
        case (.failure(let error), .running), (.failure(let error), .finishing):
            let effects = retrieval.fetch.stopAll()
            note(error.cause, at: now)
            move(to: .failed(error))
            return effects + (version.hasPart ? [.syncPart] : [])
        case (.failure, _):
            return []
        }
    }

    /// Verifies the complete file as soon as its digest is known.
    mutating func check(at now: Now) -> [Effect] {
        if retrieval.digestSearch.isLacking(for: request) { return retrieval.seekDigest() }
        switch retrieval.pieceRemainder() {
        case .none: return [.finishPart(name: retrieval.finalName, expectedDigest)]
        case .wait: return []
        case .verify(let order): return [.checkPieces(order.pieces, order: order.number)]
        case .refetch(let wrong):
            note("fetching \(wrong.count) corrupt bytes again", at: now)
            move(to: .running)
            return retrieval.dropBytes(wrong)
        case .wrong(let error): return [.putAside(name: retrieval.finalName, error)]
        }
    }

    mutating func piecesChecked(_ findings: PieceFindings, at now: Now) -> [Effect] {
        guard retrieval.pieces.take(findings) else { return [] }
        var effects: [Effect] = []
        if let complaint = findings.complaint {
            note(complaint, at: now)
            effects += rejectSources(of: findings.wrong.map(\.range), at: now)
        }
        switch state {
        case .running: return effects + retrieval.comparePieces()
        case .finishing: return effects + check(at: now)
        default: return effects
        }
    }

    /// Drops the sources of wrong pieces, if others are left; their bytes are fetched again.
    private mutating func rejectSources(of wrong: [ByteRange], at now: Now) -> [Effect] {
        guard state == .running || state == .finishing,
            retrieval.sources.indices.contains(where: {
                retrieval.sources.isExposed($0, by: wrong)
            })
        else { return [] }
        move(to: .running)
        return retrieve(at: now) { $0.rejectSources(of: wrong, at: now) }
    }

    /// Handles a wrong digest of the whole file: drops the bytes from server-named mirrors, or
    /// fetches it from each of the other sources alone.
    mutating func mismatched(_ error: DownloadError, at now: Now) -> [Effect] {
        guard state == .finishing else { return [] }
        move(to: .running)
        guard sources.hasOfferedBytes(isFromDisk: version.isFromDisk) else {
            return retrieve(at: now) {
                if let effects = $0.fetchSingly(after: error) { return effects }
                $0.fail(error)
                return []
            }
        }
        note("\(error.cause); fetching again without the mirrors that the server offered", at: now)
        return retrieve(at: now) { $0.rejectOffered(error, at: now) }
    }

    mutating func finished(_ name: String, at now: Now) {
        guard state == .finishing else { return }
        retrieval.name = name
        move(to: .done)
        retrieval.version.hasPart = false
        times.finished = now.date
        if let digest = expectedDigest { note("verified: \(digest.words)", at: now) }
        note("done: \(name)", at: now)
    }

    mutating func finishFailed(_ error: DownloadError, at now: Now) {
        guard state == .finishing else { return }
        note(error.cause, at: now)
        // The bytes have been moved aside, or the next response drops them.
        if error.kind == .checksum { retrieval.forgetPart() }
        move(to: .failed(error))
    }
}
