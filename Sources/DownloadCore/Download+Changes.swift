/// What is done when the file at the source is not the one that was begun, or seems not to be.
extension Download {
    /// A response is of another file than the one that was begun, or so it seems.
    ///
    /// If the first lane still gets the file that was begun and could get all of the rest, the
    /// others leave it to it: servers behind one name often disagree on the validator. Else it
    /// starts over once, and then once more as a single stream, which cannot be a mix.
    mutating func changed(_ text: String, at now: Now) -> [Effect] {
        note("changed: \(text)", at: now)
        if let first = laneThatCanFinish {
            return leave(
                to: first, because: "its servers disagree on which file it is", at: now)
        }
        let effects = stopLanes()
        if isResumed, !isVerified, policy.asks {
            return effects + ask(.changed(text), at: now)
        }
        changes += 1
        guard changes <= 2 else {
            state = .failed(
                DownloadError(.changed, "the file at the source keeps changing: \(text)"))
            return effects
        }
        if changes == 2 { return effects + startOverAsStream(text, at: now) }
        note("starts over", at: now)
        forget()
        return effects
    }

    /// Starts over with one request without a range, whose response cannot be a mix.
    mutating func startOverAsStream(_ reason: String, at now: Now) -> [Effect] {
        note("starts over as one stream: \(reason)", at: now)
        let effects = stopLanes()
        forget()
        clearFailures()
        changes = 2
        isPlain = true
        ranges = .none(reason)
        return effects
    }

    /// A lane whose response gives everything that is missing.
    var laneThatCanFinish: LaneID? {
        guard let length = plan.length else { return nil }
        return lanes.keys.sorted().first { lane in
            guard let work = lanes[lane], work.promisedEnd == length,
                let fragment = plan[work.fragment]
            else { return false }
            return plan.covered == ByteRangeSet([ByteRange(0, fragment.cursor)])
        }
    }

    /// Lets one lane fetch everything that is missing.
    mutating func leave(
        to first: LaneID, because reason: String, at now: Now
    ) -> [Effect] {
        note("leaves the rest to the first connection", at: now)
        var effects: [Effect] = []
        effects += stopLanes(but: first)
        guard let number = lanes[first]?.fragment else { return effects }
        for fragment in plan.fragments where fragment.number != number && fragment.work != .done {
            plan.retire(fragment.number)
        }
        _ = plan.grow(number)
        let end = plan[number]?.range.end ?? 0
        lanes[first]?.order.end = end
        ranges = .none(reason)
        return effects + [.setEnd(first, end)]
    }

    /// Stops until a person has decided.
    mutating func ask(
        _ question: DownloadSnapshot.Question, at now: Now
    ) -> [Effect] {
        let effects = stopLanes()
        state = .paused(.question(question))
        return effects
    }
}
