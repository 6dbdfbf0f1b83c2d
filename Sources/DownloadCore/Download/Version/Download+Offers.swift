/// Accepted responses: their offers become the identity and the facts of the download.
extension Download {
    /// Makes an offer the file's identity; drops the former bytes, if any.
    mutating func begin(
        _ lane: LaneID, _ work: LaneWork, _ offer: Offer, at now: Now
    ) -> [Effect] {
        let old = plan[work.fragment]
        let identity = FileIdentity(
            length: offer.length, validator: offer.validator,
            mediaType: MediaType(offer.mediaType))
        if let old = version.former?.identity ?? version.identity {
            version.watch.changed(from: old.length, old.validator)
        }
        version.former = nil
        version.identity = identity
        sources.owner = work.order.source
        plan = Plan(length: offer.length, minimumPiece: policy.minimumPiece)
        pieces.forget()
        if let number = plan.claim(at: 0, rows: concurrency.target) {
            plan[number]?.work = .active(lane)
            plan[number]?.tries = old?.tries ?? 1
            plan[number]?.status = old?.status
            plan[number]?.address = old?.address
            lanes[lane]?.fragment = number
            lanes[lane]?.order.end = plan.whole.end
        } else {
            lanes[lane] = nil
        }
        version.isResumed = false
        digestSearch.forgetDeclared()
        version.offeredName = offeredName(offer, work)
        if version.hasPart { return [.restartPart(identity)] }
        version.hasPart = true
        name = version.offeredName ?? name
        return [.createPart(name: name, identity)]
    }

    /// Returns the file's name: the user's, else the server's, else the URL's.
    func offeredName(_ offer: Offer, _ work: LaneWork) -> String {
        request.name
            ?? FileName.fromServer(
                contentDisposition: offer.contentDisposition, finalURL: work.order.url,
                originalURL: request.sources.first ?? "")
    }

    /// Returns the offer of a body decoded in transit, without the encoded bytes' length and
    /// validators.
    func decoded(_ offer: Offer) -> Offer {
        var decoded = offer
        decoded.length = nil
        decoded.validator = .none
        return decoded
    }

    /// Records what an accepted response reveals about its server.
    mutating func accept(
        _ lane: LaneID, _ offer: Offer, _ facts: HeadFacts, promisedEnd: Int64
    ) {
        lanes[lane]?.promisedEnd = promisedEnd
        concurrency.servedLimit.served(serving)
        let order = lanes[lane]?.order
        if let order { noteServed(order) }
        if sources.owner == nil { sources.owner = sources.primary }
        if sources.owner == sources.primary { sources.leading.state = .confirmed }
        sources.leading.validator = offer.validator
        sources.leading.failures = 0
        let url = order?.url ?? ""
        var known = mode.server ?? ServerFacts(host: (try? SourceURL(url))?.host ?? "")
        digestSearch.declare(offer.checksums)
        adopt(offer.mirrors, namedBy: url)
        known.finalURL =
            url == sources.leading.url ? sources.leading.shownURL : (try? SourceURL(url))?.redacted
        known.redirects = order?.redirects ?? 0
        known.software = offer.software ?? known.software
        known.protocolVersion = facts.protocolVersion ?? known.protocolVersion
        known.security = facts.security ?? known.security
        known.entityTag = offer.entityTag ?? known.entityTag
        known.lastModified = offer.lastModified ?? known.lastModified
        known.mediaType = offer.mediaType ?? known.mediaType
        mode.server = known
    }
}
