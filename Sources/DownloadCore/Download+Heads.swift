extension Download {
    /// A lane's response has begun and was judged; none of its bytes has been kept yet.
    mutating func head(
        _ lane: LaneID, _ judgement: Judgement, _ facts: HeadFacts, at now: Now
    ) -> [Effect] {
        let judgement = identity == nil ? measured(judgement) : judgement
        if let probe = probes[lane] { return probeHead(lane, probe, judgement, at: now) }
        guard let work = lanes[lane] else { return [.stop(lane)] }
        lanes[lane]?.lastByte = now.instant
        plan[work.fragment]?.status = facts.status
        plan[work.fragment]?.address = facts.address
        if work.order.source != lead {
            return helperHead(lane, work, judgement, facts, at: now)
        }
        switch judgement {
        case .part(let range, let offer):
            return part(lane, work, range, offer, facts, at: now)
        case .whole(let offer):
            return whole(lane, work, offer, facts, at: now)
        case .empty(let offer):
            return empty(lane, work, offer, facts, at: now)
        case .plainOnce(let error):
            guard !isPlain, !isVerified else {
                return [.stop(lane)] + broken(lane, error, at: now)
            }
            isPlain = true
            ranges = .none(error.cause)
            note("asks without a range: \(error.cause)", at: now)
            return giveBack(lane, work)
        case .changed where sources.count > 1 && isFromDisk && owner == nil:
            // The words may be those of another source: whether it is the same file its bytes tell.
            owner = -1
            return giveBack(lane, work)
        case .changed(let text, _):
            return changed(text, at: now)
        case .busy(let error, let retryAfter):
            return [.stop(lane), .hostRefused(url: work.order.url, retryAfter: retryAfter)]
                + broken(lane, error, retryAfter: retryAfter, refusal: true, at: now)
        case .retry(let error, let retryAfter):
            return [.stop(lane)] + broken(lane, error, retryAfter: retryAfter, at: now)
        case .fail(let error)
        where error.status == 400 && work.order.range != nil && !isPlain
            && identity == nil:
            isPlain = true
            note("asks without a range: \(error.cause)", at: now)
            return giveBack(lane, work)
        case .fail(let error):
            return [.stop(lane)] + refused(lane, error, at: now)
        }
    }

    /// The judgement, if the file has the length that it must have.
    private func measured(_ judgement: Judgement) -> Judgement {
        guard let wanted = request.length else { return judgement }
        let offered: Int64? =
            switch judgement {
            case .part(_, let offer), .whole(let offer), .empty(let offer): offer.length
            default: nil
            }
        guard let offered, offered != wanted else { return judgement }
        return .fail(
            DownloadError(.changed, "the file is \(offered) bytes long and must be \(wanted)"))
    }

    /// Ends a lane whose fragment is to be asked for again at once, in another way.
    private mutating func giveBack(_ lane: LaneID, _ work: LaneWork) -> [Effect] {
        lanes[lane] = nil
        plan[work.fragment]?.work = .idle
        return [.stop(lane)]
    }

    // MARK: 206

    private mutating func part(
        _ lane: LaneID, _ work: LaneWork, _ range: ByteRange, _ offer: Offer, _ facts: HeadFacts,
        at now: Now
    ) -> [Effect] {
        guard let total = offer.length else {
            isPlain = true
            ranges = .none("the server does not say how long the file is")
            return giveBack(lane, work)
        }
        var effects: [Effect] = []
        if identity == nil {
            effects += begin(lane, work, offer, at: now)
        }
        if plan.length == nil {
            plan.close(at: total)
            self.identity?.length = total
        }
        let isFirst = !isVerified
        if outages > 0 { note("the server answers again", at: now) }
        wholeInstead = 0
        accept(lane, offer, facts, promisedEnd: range.end)
        ranges = .given
        if range.end < min(work.order.range?.end ?? .max, total) {
            if server?.rangeCap != range.count {
                note("the server gives at most \(range.count) bytes at once", at: now)
            }
            server?.rangeCap = range.count
        }
        noteAnswer(at: now.instant)
        if isFirst {
            isVerified = true
            fitRemembered(to: total)
            plan.spread(over: spreadCount)
            let status = facts.status.map { "\($0): " } ?? ""
            note("\(status)ranges are given, \(total) bytes", at: now)
        }
        let end = lanes[lane].flatMap { plan[$0.fragment]?.range.end } ?? range.end
        lanes[lane]?.order.end = end
        return effects + [
            .hostAccepted(url: work.order.url), .setEnd(lane, min(end, range.end)),
            .accept(lane, at: range.start, overlap: work.order.overlap),
        ]
    }

    // MARK: 200

    private mutating func whole(
        _ lane: LaneID, _ work: LaneWork, _ offer: Offer, _ facts: HeadFacts, at now: Now
    ) -> [Effect] {
        let isAtStake = plan.received > 0
        if offer.isEncoded, !isDecoding, !isAtStake,
            ContentCoding.isDecoded(offer.codings, name: offeredName(offer, work))
        {
            // Decoding is switched on before a request, so it is made once more.
            isDecoding = true
            isPlain = true
            note("the server compresses (\(offer.codings[0])): asks again and decodes", at: now)
            return giveBack(lane, work)
        }
        var offer = offer
        if isDecoding, offer.isEncoded { offer = decoded(offer) }
        if let asked = work.order.ifRange, isAtStake, ranges == .given || isResumed {
            // Lanes that find this out together take one step.
            if asked == rung(of: lead) { leading.ladder += 1 }
            note("200 although the file is the same: asks again and compares", at: now)
            return giveBack(lane, work)
        }
        let others = lanes.values.contains { $0.isAccepted }
        // A server that has given ranges will again, most likely: what is there is worth some tries.
        wholeInstead += 1
        if others || (ranges == .given && isAtStake && wholeInstead <= 3) {
            return [.stop(lane)]
                + broken(
                    lane,
                    DownloadError(
                        .badResponse, "the server sent the whole file instead of a range",
                        status: facts.status), at: now)
        }
        let reason =
            isPlain
            ? (server == nil ? "asked without a range" : "the server gives no ranges")
            : "the server gives no ranges"
        if isAtStake {
            if isResumed, policy.asks, !isVerified {
                return giveBack(lane, work)
                    + ask(
                        .changed("the server gives no ranges now: what is there cannot be used"),
                        at: now)
            }
            note("the server gives no ranges: starts over as one stream", at: now)
        }
        if let mediaType, changes > 0, offer.mediaType != mediaType,
            offer.mediaType?.hasPrefix("text/html") == true
        {
            return [.stop(lane)]
                + refused(
                    lane,
                    DownloadError(
                        .changed, "the server answers with a page instead of the file",
                        status: facts.status), at: now)
        }
        if offer.length == 0 { return empty(lane, work, offer, facts, at: now) }
        var effects = stopLanes(but: lane) + begin(lane, work, offer, at: now)
        if case .none = ranges {} else { ranges = .none(reason) }
        isVerified = true
        accept(lane, offer, facts, promisedEnd: offer.length ?? .max)
        effects += [
            .hostAccepted(url: work.order.url), .setEnd(lane, offer.length ?? .max),
            .accept(lane, at: 0, overlap: 0),
        ]
        return effects
    }

    private mutating func empty(
        _ lane: LaneID, _ work: LaneWork, _ offer: Offer, _ facts: HeadFacts, at now: Now
    ) -> [Effect] {
        if let length = identity?.length, length > 0 {
            return changed("the file at the source is empty now", at: now)
        }
        var empty = offer
        empty.length = 0
        let effects = stopLanes(but: lane) + begin(lane, work, empty, at: now)
        accept(lane, empty, facts, promisedEnd: 0)
        isVerified = true
        return effects + [.stop(lane)]
    }

    // MARK: Shared

    /// Takes an offer as the file: what was there before, if anything, is dropped.
    private mutating func begin(
        _ lane: LaneID, _ work: LaneWork, _ offer: Offer, at now: Now
    ) -> [Effect] {
        let old = plan[work.fragment]
        let identity = FileIdentity(length: offer.length, validator: offer.validator)
        self.identity = identity
        owner = work.order.source
        plan = Plan(length: offer.length, minimumPiece: policy.minimumPiece)
        if let number = plan.claim(at: 0, rows: wanted) {
            plan[number]?.work = .active(lane)
            plan[number]?.tries = old?.tries ?? 1
            plan[number]?.status = old?.status
            plan[number]?.address = old?.address
            lanes[lane]?.fragment = number
            lanes[lane]?.order.end = plan.whole.end
        } else {
            lanes[lane] = nil
        }
        isResumed = false
        declared = []
        mediaType = mediaType ?? offer.mediaType
        offeredName = offeredName(offer, work)
        if hasPart { return [.restartPart(identity)] }
        hasPart = true
        name = offeredName ?? name
        return [.createPart(name: name, identity)]
    }

    /// The name that the file gets: the person's, else the server's, else the URL's.
    private func offeredName(_ offer: Offer, _ work: LaneWork) -> String {
        request.name
            ?? FileName.fromServer(
                contentDisposition: offer.contentDisposition, finalURL: work.order.url,
                originalURL: request.sources.first ?? "")
    }

    /// The offer of a body that is decoded on its way: its length and its validators are those of
    /// other bytes.
    private func decoded(_ offer: Offer) -> Offer {
        var decoded = offer
        decoded.length = nil
        decoded.validator = .none
        return decoded
    }

    /// Notes what an accepted response tells of its server.
    private mutating func accept(
        _ lane: LaneID, _ offer: Offer, _ facts: HeadFacts, promisedEnd: Int64
    ) {
        lanes[lane]?.promisedEnd = promisedEnd
        let order = lanes[lane]?.order
        if let order { noteServed(order) }
        if owner == nil { owner = lead }
        if owner == lead { leading.state = .confirmed }
        leading.validator = offer.validator
        leading.failures = 0
        adopt(offer.mirrors)
        let url = order?.url ?? ""
        let address = try? SourceURL(url)
        var known = server ?? ServerFacts(host: address?.host ?? "")
        if declared.isEmpty { declared = offer.checksums }
        known.finalURL = address?.redacted
        known.redirects = order?.redirects ?? 0
        known.software = offer.software ?? known.software
        known.protocolVersion = facts.protocolVersion ?? known.protocolVersion
        known.security = facts.security ?? known.security
        known.entityTag = offer.entityTag ?? known.entityTag
        known.lastModified = offer.lastModified ?? known.lastModified
        known.mediaType = offer.mediaType ?? known.mediaType
        server = known
    }

    /// A response is of another file than the one that was begun, or so it seems.
    ///
    /// If the first lane still gets the file that was begun and could get all of the rest, the
    /// others leave it to it: servers behind one name often disagree on the validator. Else it
    /// starts over once, and then once more as a single stream, which cannot be a mix.
    mutating func changed(_ text: String, at now: Now) -> [Effect] {
        note("changed: \(text)", at: now)
        if let first = laneThatCanFinish { return leave(to: first, at: now) }
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
    private var laneThatCanFinish: LaneID? {
        guard let length = plan.length else { return nil }
        return lanes.keys.sorted().first { lane in
            guard let work = lanes[lane], work.promisedEnd == length,
                let fragment = plan[work.fragment]
            else { return false }
            return plan.covered == ByteRangeSet([ByteRange(0, fragment.cursor)])
        }
    }

    /// Lets one lane fetch everything that is missing.
    private mutating func leave(to first: LaneID, at now: Now) -> [Effect] {
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
        ranges = .none("its servers disagree on which file it is")
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
