/// Decides what to do with a response that contains the whole file.
package struct WholeResponse: Hashable, Sendable {
    /// What to do with it.
    package enum Decision: Hashable, Sendable {
        /// Ask again: the server compresses, and decoding is switched on per request.
        case decode
        /// Ask again without `If-Range`, and compare: the file is the same.
        case compare
        /// Retry: a server that has sent ranges probably will again.
        case retry
        /// Ask the user whether to drop the bytes of an earlier run.
        case ask
        /// Fetch the file as one stream, for this reason, once its first bytes are there.
        case startOver(String)
        /// Fetch the file as one stream, for this reason.
        case accept(String)
    }

    /// The responses without `Range` to accept in place of ranges that were given before.
    private static let mostRetries = 3

    /// The offer.
    package var offer: Offer
    /// Whether there are received bytes.
    package var isAtStake = false
    /// Whether its first bytes are there, so that it was decided to start over.
    package var hasBegun = false
    /// Whether its request carried `If-Range`.
    package var sentIfRange = false
    /// Whether the response is HTTP, which need not announce a length.
    package var isHTTP = true
    /// Whether other lanes have accepted responses.
    package var othersServe = false
    /// The name that the file would have.
    package var name = ""

    /// Creates a response to a first request.
    package init(_ offer: Offer) { self.offer = offer }

    /// Returns the decision, `mode` not including this response.
    package func decision(
        _ mode: RequestMode, _ version: FileVersion, _ policy: Download.Policy
    ) -> Decision {
        let isCompressed =
            offer.isEncoded && !mode.isDecoding
            && ContentCoding.isDecoded(offer.codings, name: name)
        if isCompressed, !isAtStake { return .decode }
        if sentIfRange, isAtStake, !hasBegun, mode.ranges == .given || version.isResumed {
            return .compare
        }
        let retries =
            mode.ranges == .given
            ? Self.mostRetries : version.isResumed && !mode.isPlain ? policy.witnesses - 1 : 0
        if othersServe || isAtStake && !hasBegun && mode.wholeInstead < retries { return .retry }
        guard isAtStake, !hasBegun else { return .accept(reason(mode)) }
        if version.isResumed, policy.asks, !version.isVerified { return .ask }
        return isCompressed ? .decode : .startOver(reason(mode))
    }

    /// Returns why the file is fetched as one stream.
    private func reason(_ mode: RequestMode) -> String {
        if mode.isPlain, mode.server == nil { return "asked without a range" }
        return offer.length == nil && !isHTTP
            ? "the server does not announce the file's size" : "the server does not support ranges"
    }
}
