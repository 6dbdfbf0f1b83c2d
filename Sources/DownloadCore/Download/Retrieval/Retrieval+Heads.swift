/// Responses: each is judged before a byte of it is kept.
extension Retrieval {
    /// Handles a judged response head.
    mutating func head(
        _ lane: LaneID, _ judgement: Judgement, _ facts: HeadFacts, at now: Now
    ) -> [Effect] {
        let judgement = version.identity == nil ? request.measured(judgement) : judgement
        if let probe = lanes.probes[lane] { return probeHead(lane, probe, judgement, at: now) }
        guard let work = fetch.answered(lane, facts, at: now.instant) else { return [.stop(lane)] }
        if work.order.source != sources.primary {
            return mirrorHead(lane, work, judgement, at: now)
        }
        if version.former != nil, !work.hasBegun,
            let effects = renewalHead(lane, judgement, facts, at: now)
        {
            return effects
        }
        if version.identity == nil, request.isMetalink(judgement, at: work.order.url) {
            return readMetalink(at: work.order.url)
        }
        if let effects = askOthersFirst(judgement.doubt(named: name), at: now) { return effects }
        switch judgement {
        case .part(let range, let offer):
            return part(lane, work, range, offer, facts, at: now)
        case .whole(let offer):
            return whole(lane, work, offer, facts, at: now)
        case .empty(let offer):
            return empty(lane, work, offer, facts, at: now)
        case .plainOnce(let error):
            guard !mode.isPlain, !version.isVerified || mode.isStream else {
                return [.stop(lane)] + broken(lane, error, at: now)
            }
            mode.rangeRefusals += 1
            if plan.received > 0, !mode.isStream, mode.rangeRefusals < policy.witnesses {
                // One odd response: the bytes on disk came from ranges.
                note("\(error.cause); asking again")
                return requeue(lane)
            }
            mode.goPlain(because: error.cause)
            note("asking without a range: \(error.cause)")
            return requeue(lane)
        case .unrelated(let error):
            return [.stop(lane)] + broken(lane, error, at: now)
        case .changed
        where sources.count > 1 && version.isFromDisk && sources.identitySource == .unknown:
            // The validators may be another source's: only the bytes can tell.
            sources.identitySource = .gone
            return requeue(lane)
        case .changed(let text, let offer):
            return contradicted(lane, work, text, offer, at: now)
        case .busy(let error, let retryAfter):
            return [.stop(lane), .hostRefused(url: work.order.url, retryAfter: retryAfter)]
                + broken(lane, error, retryAfter: retryAfter, isRefusal: true, at: now)
        case .retry(let error, let retryAfter):
            return [.stop(lane)] + broken(lane, error, retryAfter: retryAfter, at: now)
        case .fail(let error)
        where error.status == 400 && work.order.range != nil && !mode.isPlain
            && version.identity == nil:
            mode.omitRange()
            note("asking without a range: \(error.cause)")
            return requeue(lane)
        case .fail(let error):
            return [.stop(lane)] + refused(lane, error, at: now)
        }
    }

    /// Stops a lane whose fragment is requested again at once, in another way.
    private mutating func requeue(_ lane: LaneID) -> [Effect] {
        fetch.close(lane)
        return [.stop(lane)]
    }

    /// Abandons the response and has the Metalink read.
    private mutating func readMetalink(at url: String) -> [Effect] {
        let effects = fetch.stopAll()
        forget()
        stop(with: .metalink)
        note("\(SourceURL.shown(url)) is a Metalink")
        return effects + [.hostAccepted(url: url), .readMetalink(url: url)]
    }

    // MARK: Accepted responses

    private mutating func part(
        _ lane: LaneID, _ work: LaneWork, _ range: ByteRange, _ offer: Offer, _ facts: HeadFacts,
        at now: Now
    ) -> [Effect] {
        guard let total = offer.length else {
            mode.goPlain(because: "the server does not announce the file's size")
            return requeue(lane)
        }
        if sources.identitySource == .known(work.order.source),
            work.order.isUntied(offer, to: version.identity?.validator)
        {
            return untied(lane, at: now)
        }
        var effects = version.identity == nil ? begin(lane, work, offer) : []
        if plan.length == nil {
            fetch.plan.close(at: total)
            version.identity?.length = total
        }
        version.watch.confirmed()
        let isFirst = !version.isVerified
        if fetch.backoff.outages > 0 {
            note("the server responds again")
            fetch.backoff.answered()
        }
        accept(lane, work.order, offer, facts, promisedEnd: range.end)
        if mode.servedPart(range, asked: work.order.range?.end ?? .max, total: total) {
            note("the server sends at most \(range.count) bytes per request")
        }
        fetch.answered(
            after: now.instant - work.opened, rangeCap: mode.server?.rangeCap, at: now.instant)
        if isFirst {
            version.confirm()
            fetch.concurrency.fitRemembered(to: total)
            spread()
            let status = facts.status.map { "\($0): " } ?? ""
            note("\(status)\(ByteText.binary(total)), ranges supported")
        }
        let end = fetch.alignEnd(of: lane) ?? range.end
        // Lanes of the former primary may still be running.
        if isFirst { effects += fetch.shortenLanes() }
        return effects + [
            .hostAccepted(url: work.order.url), .setEnd(lane, min(end, range.end)),
            .accept(lane, at: range.start, overlap: work.order.overlap),
        ]
    }

    /// Handles a response that nothing ties to the known version: the lane that still gets that one
    /// fetches the rest, or the bytes before the range must arrive first.
    private mutating func untied(_ lane: LaneID, at now: Now) -> [Effect] {
        let text = "the server sent a range without the validators of the first response"
        guard let first = fetch.laneThatCanFinish else {
            return [.stop(lane)] + broken(lane, DownloadError(.badResponse, text), at: now)
        }
        note(text)
        version.watch.disputed()
        return consolidate(into: first)
    }

    private mutating func whole(
        _ lane: LaneID, _ work: LaneWork, _ offer: Offer, _ facts: HeadFacts, at now: Now
    ) -> [Effect] {
        let offer = mode.isDecoding && offer.isEncoded ? offer.decoded : offer
        var response = WholeResponse(offer)
        response.isAtStake = plan.received > 0
        response.hasBegun = work.hasBegun
        response.sentIfRange = work.order.ifRange != nil
        response.isHTTP = work.order.scheme.isHTTP
        response.othersServe = serving > 0
        if offer.isEncoded { response.name = request.name(offeredBy: offer, at: work.order.url) }
        let decision = response.decision(mode, version, policy)
        switch decision {
        case .decode:
            mode.decode()
            note("the server compresses (\(offer.codings[0])); asking again and decoding")
            return requeue(lane)
        case .compare:
            // Lanes that find this out together take one step.
            if work.order.ifRange == rung(of: sources.primary) { sources.leading.ladder += 1 }
            note("200 for an unchanged file; asking again and comparing")
            return requeue(lane)
        case .retry, .ask, .startOver, .accept:
            if !work.hasBegun { mode.wholeInstead += 1 }
        }
        var reason = ""
        switch decision {
        case .retry:
            let error = DownloadError(
                .badResponse, "the server sent the whole file instead of a range",
                status: facts.status)
            return [.stop(lane)] + broken(lane, error, at: now)
        case .ask:
            return requeue(lane)
                + ask(.changed("ranges no longer supported; the existing bytes cannot be used"))
        case .startOver(let why):
            note("no range support; restarting as a single stream")
            if let effects = hold(lane, .whole(offer), offer, facts) { return effects }
            reason = why
        case .accept(let why): reason = why
        case .decode, .compare: break
        }
        if offer.length == 0 { return empty(lane, work, offer, facts, at: now) }
        let effects = fetch.stopAll(but: lane) + begin(lane, work, offer)
        if !mode.isStream { mode.ranges = .none(reason) }
        version.confirm()
        accept(lane, work.order, offer, facts, promisedEnd: offer.length ?? .max)
        return effects + [
            .hostAccepted(url: work.order.url), .setEnd(lane, offer.length ?? .max),
            .accept(lane, at: 0, overlap: 0),
        ]
    }

    private mutating func empty(
        _ lane: LaneID, _ work: LaneWork, _ offer: Offer, _ facts: HeadFacts, at now: Now
    ) -> [Effect] {
        if let length = version.identity?.length, length > 0 {
            let text = "the file on the server is now empty"
            return contradicted(lane, work, text, offer, at: now)
        }
        var empty = offer
        empty.length = 0
        let effects = fetch.stopAll(but: lane) + begin(lane, work, empty)
        accept(lane, work.order, empty, facts, promisedEnd: 0)
        version.confirm()
        return effects + [.stop(lane)]
    }

    /// Makes an offer the file's identity; drops the former bytes, if any.
    private mutating func begin(_ lane: LaneID, _ work: LaneWork, _ offer: Offer) -> [Effect] {
        let identity = FileIdentity(
            length: offer.length, validator: offer.validator,
            mediaType: MediaType(offer.mediaType))
        version.begin(identity)
        sources.identitySource = .known(work.order.source)
        let old = plan[work.fragment]
        fetch.restart(length: offer.length, minimumPiece: policy.minimumPiece)
        fetch.reassign(lane, from: old)
        pieces.forget()
        digestSearch.beginFile()
        let offered = request.name(offeredBy: offer, at: work.order.url)
        version.offeredName = offered
        if version.hasPart { return [.restartPart(identity)] }
        version.hasPart = true
        name = offered
        return [.createPart(name: name, identity)]
    }

    /// Records what an accepted response reveals about its source and the server.
    ///
    /// Files that agree where they are compared may differ elsewhere. So mirrors that the user has
    /// not chosen require a strong digest of the whole file (RFC 6249 section 6).
    private mutating func accept(
        _ lane: LaneID, _ order: LaneOrder, _ offer: Offer, _ facts: HeadFacts, promisedEnd: Int64
    ) {
        fetch.accept(lane, promisedEnd: promisedEnd)
        sources.served(order)
        sources.accepted(offer.validator)
        digestSearch.declare(offer.checksums)
        if !offer.mirrors.isEmpty, !sources.distrustsOffered,
            (plan.length ?? 0) >= policy.smallFile,
            expectedDigest?.checksum.algorithm.isStrong == true
        {
            sources.adopt(
                offer.mirrors, namedBy: [order.url, request.sources.first ?? ""])
        }
        let leading = sources.leading
        mode.learn(
            order, offer, facts, shownURL: order.url == leading.url ? leading.shownURL : nil)
    }

    // MARK: Another version

    /// Handles a response that reports another version of the file.
    ///
    /// If the first lane still gets the known version and could fetch the whole rest, the others
    /// leave it to that lane: servers behind one name often disagree on the validator. Otherwise
    /// more responses are requested before a change is believed.
    private mutating func contradicted(
        _ lane: LaneID, _ work: LaneWork, _ text: String, _ offer: Offer?, at now: Now
    ) -> [Effect] {
        let verdict = version.watch.contradicted(
            by: offer, length: version.identity?.length, witnesses: policy.witnesses)
        if fetch.laneThatCanFinish != nil { return changed(text) }
        switch verdict {
        case .askAgain:
            note("\(text); asking again")
            return requeue(lane)
        case .changed:
            if let offer, let what = expectation(of: work.order).file.age(of: offer) {
                return [.stop(lane)] + broken(lane, DownloadError(.changed, what), at: now)
            }
            // After a renewal found the known file again, its ranges are useless.
            let relation = offer.flatMap { version.identity?.validator.relation(to: $0.validator) }
            let isUseless = version.changes > 0 && relation == .same
            return changed(text, isDisproved: isUseless)
        case .compare:
            guard plan.covered.ranges.first?.start == 0 else { return changed(text) }
            note("the servers disagree on the file's version; comparing bytes")
            let effects = fetch.stopAll()
            fetch.restart(
                length: plan.length, covered: plan.covered, minimumPiece: policy.minimumPiece)
            return effects
        }
    }

    // MARK: The former file

    /// Handles a response to a request for the whole file while the former file is set aside.
    ///
    /// - Returns: `nil` when it is to be handled like any other.
    private mutating func renewalHead(
        _ lane: LaneID, _ judgement: Judgement, _ facts: HeadFacts, at now: Now
    ) -> [Effect]? {
        switch Renewal(
            judgement, status: facts.status,
            of: version.knownFile(name: name, received: plan.received),
            isDisproved: version.former?.isDisproved ?? false)
        {
        case .none: return nil
        case .refused(let error):
            return [.stop(lane)] + broken(lane, error, at: now)
        case .same:
            note("the server serves the same file again")
            let effects = fetch.stopAll()
            restoreFormer()
            version.watch.confirmed()
            return effects
        case .version(let offer):
            return hold(lane, judgement, offer, facts)
        }
    }

    /// Waits for the first bytes of a response before the bytes on disk are dropped for it.
    ///
    /// - Returns: `nil` when there is nothing to wait for.
    private mutating func hold(
        _ lane: LaneID, _ judgement: Judgement, _ offer: Offer, _ facts: HeadFacts
    ) -> [Effect]? {
        let count = min(policy.beginning, offer.part?.count ?? offer.length ?? .max)
        // An FTP server's bytes are checked one by one as they arrive.
        let isNeeded =
            count > 0 && version.hasPart && lanes[lane]?.order.scheme.isHTTP == true
        fetch.lanes.begin(lane, holding: isNeeded ? HeldHead(judgement, facts) : nil)
        return isNeeded ? [.gather(lane, count)] : nil
    }

    /// Handles the gathered first bytes of a held response: it is the file from now on.
    ///
    /// - Parameters:
    ///   - lane: The lane of the response.
    ///   - whole: The length of the body, as sent, if it is complete; without an announced length
    ///     it may prove too short to be the file.
    ///   - now: The present.
    /// - Returns: The effects to perform.
    mutating func gathered(_ lane: LaneID, whole: Int64?, at now: Now) -> [Effect] {
        guard let held = fetch.lanes.takeHeld(lane) else { return [] }
        if let whole, case .whole(let offer) = held.judgement, offer.length == nil,
            let what = version.knownFile(name: name, received: plan.received)
                .objection(to: offer, sentIn: whole)
        {
            let error = DownloadError(.changed, what, status: held.facts.status)
            return [.stop(lane)] + broken(lane, error, at: now)
        }
        return head(lane, held.judgement, held.facts, at: now)
    }
}
