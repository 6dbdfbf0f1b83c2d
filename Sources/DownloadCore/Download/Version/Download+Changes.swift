/// Changed files: the file at the source is, or seems to be, a different one.
extension Download {
    /// Handles a response that reports another version of the file.
    ///
    /// If the first lane still gets the known version and could fetch the whole rest, the others
    /// leave it to that lane: servers behind one name often disagree on the validator. Otherwise
    /// more responses are requested before a change is believed.
    mutating func contradicted(
        _ lane: LaneID, _ work: LaneWork, _ text: String, _ offer: Offer?, at now: Now
    ) -> [Effect] {
        let verdict = version.watch.contradicted(
            by: offer, length: version.identity?.length, witnesses: policy.witnesses)
        if laneThatCanFinish != nil { return changed(text, at: now) }
        switch verdict {
        case .askAgain:
            note("\(text); asking again", at: now)
            return giveBack(lane, work)
        case .changed:
            if let offer, let what = expectation(of: work.order).file.age(of: offer) {
                return [.stop(lane)] + broken(lane, DownloadError(.changed, what), at: now)
            }
            return changed(text, at: now)
        case .compare:
            guard plan.covered.ranges.first?.start == 0 else { return changed(text, at: now) }
            note("the servers disagree on the file's version; comparing bytes", at: now)
            let effects = stopLanes()
            plan = Plan(
                length: plan.length, covered: plan.covered, minimumPiece: policy.minimumPiece)
            return effects
        }
    }

    /// Handles a different file at the source.
    ///
    /// It is requested again, once, and then once more as a single stream, which cannot be a mix.
    /// The bytes on disk are dropped when the new file has begun to arrive.
    ///
    /// - Parameters:
    ///   - text: How the change shows.
    ///   - isDisproved: Whether the bytes themselves differ, so that no validator can prove the
    ///     file unchanged.
    ///   - now: The present.
    /// - Returns: The effects to perform.
    mutating func changed(
        _ text: String, isDisproved: Bool = false, at now: Now
    ) -> [Effect] {
        note("file changed: \(text)", at: now)
        if let first = laneThatCanFinish {
            return leave(
                to: first, because: "the servers disagree on the file's version", at: now)
        }
        let effects = stopLanes()
        if version.isResumed, !version.isVerified, policy.asks {
            return effects + ask(.changed(text), at: now)
        }
        version.changes += 1
        guard version.changes <= 2 else {
            move(
                to: .failed(
                    DownloadError(
                        .changed, "the file keeps changing on the server: \(text)")))
            return effects
        }
        if version.changes == 2 {
            return effects + startOverAsStream(text, isDisproved: isDisproved, at: now)
        }
        note("restarting from zero", at: now)
        setAside(isDisproved: isDisproved)
        return effects
    }

    /// Starts over with one request without a range, whose response cannot be a mix.
    mutating func startOverAsStream(
        _ reason: String, isDisproved: Bool = true, at now: Now
    ) -> [Effect] {
        note("restarting as a single stream: \(reason)", at: now)
        let effects = stopLanes()
        setAside(isDisproved: isDisproved)
        clearFailures()
        version.changes = 2
        mode.goPlain(because: reason)
        return effects
    }

    /// The lane whose response covers all missing bytes.
    var laneThatCanFinish: LaneID? {
        guard let length = plan.length else { return nil }
        return lanes.keys.sorted().first { lane in
            guard let work = lanes[lane], work.promisedEnd == length,
                let fragment = plan[work.fragment]
            else { return false }
            return plan.covered == ByteRangeSet([ByteRange(0, fragment.cursor)])
        }
    }

    /// Lets one lane fetch all missing bytes and stops the others.
    mutating func leave(
        to first: LaneID, because reason: String, at now: Now
    ) -> [Effect] {
        note("remainder left to the first connection", at: now)
        var effects: [Effect] = []
        effects += stopLanes(but: first)
        guard let number = lanes[first]?.fragment else { return effects }
        for fragment in plan.fragments where fragment.number != number && fragment.work != .done {
            plan.retire(fragment.number)
        }
        _ = plan.grow(number)
        let end = plan[number]?.range.end ?? 0
        lanes[first]?.order.end = end
        mode.ranges = .none(reason)
        return effects + [.setEnd(first, end)]
    }

    /// Fails, or asks the user when the file has changed and received bytes are at stake.
    mutating func fail(_ error: DownloadError, at now: Now) {
        note("failed: \(error.cause)", at: now)
        let isAtStake = plan.received > 0 || version.former.map { !$0.covered.isEmpty } ?? false
        move(
            to: policy.asks && error.kind == .changed && isAtStake
                ? .paused(.question(.unrelated(error.cause))) : .failed(error))
    }

    /// Pauses until the user has decided.
    mutating func ask(
        _ question: DownloadSnapshot.Question, at now: Now
    ) -> [Effect] {
        let effects = stopLanes()
        move(to: .paused(.question(question)))
        return effects
    }
}
