/// Responses with the whole file, whatever was requested.
extension Download {
    mutating func whole(
        _ lane: LaneID, _ work: LaneWork, _ offer: Offer, _ facts: HeadFacts, at now: Now
    ) -> [Effect] {
        let isAtStake = plan.received > 0
        if offer.isEncoded, !mode.isDecoding, !isAtStake,
            ContentCoding.isDecoded(offer.codings, name: offeredName(offer, work))
        {
            // Decoding is switched on per request, so the request is repeated.
            mode.isDecoding = true
            mode.isPlain = true
            note("the server compresses (\(offer.codings[0])); asking again and decoding", at: now)
            return giveBack(lane, work)
        }
        var offer = offer
        if mode.isDecoding, offer.isEncoded { offer = decoded(offer) }
        if let asked = work.order.ifRange, isAtStake, !work.hasBegun,
            mode.ranges == .given || version.isResumed
        {
            // Lanes that find this out together take one step.
            if asked == rung(of: sources.primary) { sources.leading.ladder += 1 }
            note("200 for an unchanged file; asking again and comparing", at: now)
            return giveBack(lane, work)
        }
        let others = lanes.values.contains { $0.isAccepted }
        // A server that has sent ranges probably will again: the bytes are worth some retries.
        if !work.hasBegun { mode.wholeInstead += 1 }
        let tries =
            mode.ranges == .given
            ? 3 : version.isResumed && !mode.isPlain ? policy.witnesses - 1 : 0
        if others || (isAtStake && !work.hasBegun && mode.wholeInstead <= tries) {
            return [.stop(lane)]
                + broken(
                    lane,
                    DownloadError(
                        .badResponse, "the server sent the whole file instead of a range",
                        status: facts.status), at: now)
        }
        let reason =
            if mode.isPlain, mode.server == nil {
                "asked without a range"
            } else if offer.length == nil, !work.order.scheme.isHTTP {
                "the server does not announce the file's size"
            } else {
                "the server does not support ranges"
            }
        if isAtStake {
            if version.isResumed, policy.asks, !version.isVerified, !work.hasBegun {
                return giveBack(lane, work)
                    + ask(
                        .changed("ranges no longer supported; the existing bytes cannot be used"),
                        at: now)
            }
            if !work.hasBegun {
                note("no range support; restarting as a single stream", at: now)
                if let effects = hold(lane, .whole(offer), offer, facts) { return effects }
            }
        }
        if offer.length == 0 { return empty(lane, work, offer, facts, at: now) }
        var effects = stopLanes(but: lane) + begin(lane, work, offer, at: now)
        if case .none = mode.ranges {} else { mode.ranges = .none(reason) }
        version.isVerified = true
        accept(lane, offer, facts, promisedEnd: offer.length ?? .max)
        effects += [
            .hostAccepted(url: work.order.url), .setEnd(lane, offer.length ?? .max),
            .accept(lane, at: 0, overlap: 0),
        ]
        return effects
    }

    mutating func empty(
        _ lane: LaneID, _ work: LaneWork, _ offer: Offer, _ facts: HeadFacts, at now: Now
    ) -> [Effect] {
        if let length = version.identity?.length, length > 0 {
            let text = "the file on the server is now empty"
            return contradicted(lane, work, text, offer, at: now)
        }
        var empty = offer
        empty.length = 0
        let effects = stopLanes(but: lane) + begin(lane, work, empty, at: now)
        accept(lane, empty, facts, promisedEnd: 0)
        version.isVerified = true
        return effects + [.stop(lane)]
    }
}
