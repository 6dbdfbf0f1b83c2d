extension Download {
    /// Handles a judged response head; none of its bytes has been kept yet.
    mutating func head(
        _ lane: LaneID, _ judgement: Judgement, _ facts: HeadFacts, at now: Now
    ) -> [Effect] {
        let judgement = version.identity == nil ? measured(judgement) : judgement
        if let probe = lanes.probes[lane] { return probeHead(lane, probe, judgement, at: now) }
        guard let work = lanes[lane] else { return [.stop(lane)] }
        lanes[lane]?.lastByte = now.instant
        plan[work.fragment]?.status = facts.status
        plan[work.fragment]?.address = facts.address
        if work.order.source != sources.primary {
            return helperHead(lane, work, judgement, facts, at: now)
        }
        if version.former != nil, !work.hasBegun {
            if let effects = renewalHead(lane, work, judgement, facts, at: now) { return effects }
        }
        if isMetalink(judgement, at: work.order.url) {
            return readMetalink(at: work.order.url, now: now)
        }
        switch judgement {
        case .part(let range, let offer):
            return part(lane, work, range, offer, facts, at: now)
        case .whole(let offer):
            return whole(lane, work, offer, facts, at: now)
        case .empty(let offer):
            return empty(lane, work, offer, facts, at: now)
        case .plainOnce(let error):
            guard !mode.isPlain, !version.isVerified else {
                return [.stop(lane)] + broken(lane, error, at: now)
            }
            mode.rangeRefusals += 1
            if plan.received > 0, mode.rangeRefusals < policy.witnesses {
                // One odd response: the bytes on disk came from ranges.
                note("\(error.cause); asking again", at: now)
                return giveBack(lane, work)
            }
            mode.goPlain(because: error.cause)
            note("asking without a range: \(error.cause)", at: now)
            return giveBack(lane, work)
        case .unrelated(let error):
            return [.stop(lane)] + broken(lane, error, at: now)
        case .changed where sources.count > 1 && version.isFromDisk && sources.owner == nil:
            // The validators may be another source's: only the bytes can tell.
            sources.owner = -1
            return giveBack(lane, work)
        case .changed(let text, let offer):
            return contradicted(lane, work, text, offer, at: now)
        case .busy(let error, let retryAfter):
            return [.stop(lane), .hostRefused(url: work.order.url, retryAfter: retryAfter)]
                + broken(lane, error, retryAfter: retryAfter, refusal: true, at: now)
        case .retry(let error, let retryAfter):
            return [.stop(lane)] + broken(lane, error, retryAfter: retryAfter, at: now)
        case .fail(let error)
        where error.status == 400 && work.order.range != nil && !mode.isPlain
            && version.identity == nil:
            mode.isPlain = true
            note("asking without a range: \(error.cause)", at: now)
            return giveBack(lane, work)
        case .fail(let error):
            return [.stop(lane)] + refused(lane, error, at: now)
        }
    }

    /// Returns the judgement, or a failure if the file has the wrong length.
    private func measured(_ judgement: Judgement) -> Judgement {
        guard request.length != nil || request.pieces != nil else { return judgement }
        let offered: Int64? =
            switch judgement {
            case .part(_, let offer), .whole(let offer), .empty(let offer): offer.length
            default: nil
            }
        guard let offered, let error = wrongLength(offered) else { return judgement }
        return .fail(error)
    }

    /// Returns why a file of this length cannot be the right one; `nil` when it may be.
    func wrongLength(_ length: Int64) -> DownloadError? {
        if let wanted = request.length, wanted != length {
            return DownloadError(.changed, "the file is \(length) bytes long instead of \(wanted)")
        }
        guard let pieces = request.pieces, !pieces.fit(fileOfLength: length) else { return nil }
        return DownloadError(
            .changed,
            "the file is \(length) bytes long, but its checksums cover \(pieces.count) pieces of"
                + " \(pieces.length) bytes")
    }

    /// Stops a lane whose fragment is requested again at once, in another way.
    mutating func giveBack(_ lane: LaneID, _ work: LaneWork) -> [Effect] {
        close(lane)
        return [.stop(lane)]
    }

    // MARK: 206

    private mutating func part(
        _ lane: LaneID, _ work: LaneWork, _ range: ByteRange, _ offer: Offer, _ facts: HeadFacts,
        at now: Now
    ) -> [Effect] {
        guard let total = offer.length else {
            mode.goPlain(because: "the server does not announce the file's size")
            return giveBack(lane, work)
        }
        var effects: [Effect] = []
        if version.identity == nil {
            effects += begin(lane, work, offer, at: now)
        }
        if plan.length == nil {
            plan.close(at: total)
            version.identity?.length = total
        }
        version.watch.confirmed()
        mode.rangeRefusals = 0
        let isFirst = !version.isVerified
        if backoff.outages > 0 {
            note("the server responds again", at: now)
            backoff.answered()
        }
        mode.wholeInstead = 0
        accept(lane, offer, facts, promisedEnd: range.end)
        mode.ranges = .given
        if range.end < min(work.order.range?.end ?? .max, total) {
            if mode.server?.rangeCap != range.count {
                note("the server sends at most \(range.count) bytes per request", at: now)
            }
            mode.server?.rangeCap = range.count
        }
        noteAnswer(after: now.instant - work.opened, at: now.instant)
        if isFirst {
            version.isVerified = true
            concurrency.fitRemembered(to: total)
            plan.spread(over: spreadCount)
            let status = facts.status.map { "\($0): " } ?? ""
            note("\(status)\(total) bytes, ranges supported", at: now)
        }
        let end = lanes[lane].flatMap { plan[$0.fragment]?.range.end } ?? range.end
        lanes[lane]?.order.end = end
        // Lanes of the former primary may still be running.
        if isFirst { effects += shortenLanes() }
        return effects + [
            .hostAccepted(url: work.order.url), .setEnd(lane, min(end, range.end)),
            .accept(lane, at: range.start, overlap: work.order.overlap),
        ]
    }
}
