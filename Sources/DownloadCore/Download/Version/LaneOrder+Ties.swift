extension LaneOrder {
    /// Returns whether nothing shows that a range in the middle of a file is of the known version:
    /// the response does not repeat the validators of the first one, or has some where that had none,
    /// and there are no bytes to compare.
    ///
    /// A date in `If-Range` vouches for a response without one, but the entity tag must be repeated
    /// (RFC 9110 section 15.3.7).
    ///
    /// - Parameters:
    ///   - offer: The offer of a response with a range, from the source of the known version.
    ///   - known: The validators of that version; `nil` before the first response.
    /// - Returns: Whether the range may be of another version.
    func isUntied(_ offer: Offer, to known: Validator?) -> Bool {
        guard scheme.isHTTP, overlap == 0, (range?.start ?? 0) > 0, let known,
            known.relation(to: offer.validator) == .unknown
        else { return false }
        if known.isNone { return !offer.validator.isNone }
        if known.ifRangeText == nil { return !known.shares(offer.validator) }
        return ifRange.map { $0 == known.strongEntityTag } ?? true
    }
}
