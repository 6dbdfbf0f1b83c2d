/// Starting over: the bytes on disk stay until the new file has begun to arrive.
extension Download {
    /// Forgets the file's identity, but keeps its bytes until another file has begun to arrive.
    mutating func setAside(isDisproved: Bool) {
        var old = version.former
        if let identity = version.identity, version.hasPart {
            old = FormerFile(
                identity: identity, covered: plan.covered, isDoubtful: version.isDoubtful,
                isDisproved: isDisproved)
        }
        forget()
        version.former = old
    }

    /// Restores the former file: no other has begun to arrive.
    mutating func restoreFormer() {
        // Bytes of a stream of unknown length cannot be resumed; they serve comparison only.
        guard let old = version.former, old.identity.length != nil else { return }
        version.former = nil
        guard version.hasPart else { return }
        mode.begin()
        take(
            PartFacts(
                name: name, identity: old.identity, covered: old.covered,
                isDoubtful: old.isDoubtful || old.isDisproved))
    }

    /// Handles a response to a request for the whole file while the former file is set aside.
    ///
    /// - Returns: `nil` when it is to be handled like any other.
    mutating func renewalHead(
        _ lane: LaneID, _ work: LaneWork, _ judgement: Judgement, _ facts: HeadFacts, at now: Now
    ) -> [Effect]? {
        guard let former = version.former else { return nil }
        let offer: Offer
        switch judgement {
        case .part(_, let some), .whole(let some), .empty(let some): offer = some
        default: return nil
        }
        let file = knownFile
        switch file.resemblance(of: offer) {
        case .unrelated(let what):
            let error = DownloadError(.changed, what, status: facts.status)
            return [.stop(lane)] + broken(lane, error, at: now)
        case .same where !former.isDisproved:
            note("the server serves the same file again", at: now)
            let effects = stopLanes()
            restoreFormer()
            version.watch.confirmed()
            return effects
        case .version where file.age(of: offer) != nil:
            let error = DownloadError(.changed, file.age(of: offer) ?? "", status: facts.status)
            return [.stop(lane)] + broken(lane, error, at: now)
        case .same, .version:
            return hold(lane, judgement, offer, facts)
        }
    }

    /// The facts about the file that another may replace.
    private var knownFile: KnownFile {
        let known = version.former?.identity ?? version.identity
        return KnownFile(
            length: known?.length, validator: known?.validator ?? .none,
            mediaType: known?.mediaType, name: name,
            received: version.former?.covered.count ?? plan.received)
    }

    /// Waits for the first bytes of a response before the bytes on disk are dropped for it.
    ///
    /// - Returns: `nil` when there is nothing to wait for.
    mutating func hold(
        _ lane: LaneID, _ judgement: Judgement, _ offer: Offer, _ facts: HeadFacts
    ) -> [Effect]? {
        lanes[lane]?.hasBegun = true
        let count = min(policy.beginning, offer.part?.count ?? offer.length ?? .max)
        // An FTP server's bytes are checked one by one as they arrive.
        guard count > 0, version.hasPart, lanes[lane]?.order.scheme.isHTTP == true else {
            return nil
        }
        lanes[lane]?.held = HeldHead(judgement: judgement, facts: facts)
        return [.gather(lane, count)]
    }

    /// Handles the gathered first bytes of a held response: it is the file from now on.
    ///
    /// - Parameters:
    ///   - lane: The lane of the response.
    ///   - whole: The length of the body if it is complete; without an announced length it may
    ///     prove too short to be the file.
    ///   - now: The present.
    /// - Returns: The effects to perform.
    mutating func gathered(_ lane: LaneID, whole: Int64?, at now: Now) -> [Effect] {
        guard let held = lanes[lane]?.held else { return [] }
        lanes[lane]?.held = nil
        if let whole, case .whole(var offer) = held.judgement, offer.length == nil {
            offer.length = whole
            if case .unrelated(let what) = knownFile.resemblance(of: offer) {
                let error = DownloadError(.changed, what, status: held.facts.status)
                return [.stop(lane)] + broken(lane, error, at: now)
            }
        }
        return head(lane, held.judgement, held.facts, at: now)
    }
}
