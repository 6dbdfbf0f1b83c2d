/// The known properties of a partially downloaded file, for comparison with later responses.
package struct KnownFile: Hashable, Sendable {
    /// The complete length in bytes; `nil` if unknown.
    package var length: Int64?
    /// The validator, which distinguishes versions of the file.
    package var validator: Validator
    /// The media type; `nil` if no response has declared one.
    package var mediaType: MediaType?
    /// The file name.
    package var name: String
    /// The number of bytes received.
    package var received: Int64

    /// Creates a known file; by default nothing is known.
    package init(
        length: Int64? = nil, validator: Validator = .none, mediaType: MediaType? = nil,
        name: String = "", received: Int64 = 0
    ) {
        self.length = length
        self.validator = validator
        self.mediaType = mediaType
        self.name = name
        self.received = received
    }
}

extension KnownFile {
    /// Compares an offer with this file.
    ///
    /// - Parameters:
    ///   - offer: The file metadata from the response head.
    ///   - claim: The reason why the response itself implies a change, such as a 200 in answer to
    ///     `If-Range`; `nil` if it does not.
    /// - Returns: Whether the offer is the same file, another version, or unrelated.
    package func resemblance(of offer: Offer, claim: String? = nil) -> Resemblance {
        let relation = validator.relation(to: offer.validator)
        if relation == .same, claim == nil, hasLength(of: offer) ?? true { return .same }
        let difference = claim ?? difference(relation, offer)
        guard difference != nil || contradictsType(offer) || isTooShort(offer) else {
            return .same
        }
        if let what = objection(to: offer) { return .unrelated(what) }
        return difference.map { .version($0) } ?? .same
    }

    /// Returns why an offer without a length cannot be this file; `nil` if it can.
    ///
    /// - Parameters:
    ///   - offer: The file metadata from the response head.
    ///   - count: The number of bytes of its complete body, as sent.
    /// - Returns: The reason.
    package func objection(to offer: Offer, sentIn count: Int64) -> String? {
        var offer = offer
        guard offer.isEncoded else {
            offer.length = count
            if case .unrelated(let what) = resemblance(of: offer) { return what }
            return nil
        }
        guard let most = ContentCoding.longestDecoded(offer.codings, from: count) else {
            return nil
        }
        offer.length = most
        return isTooShort(offer)
            ? "the server sent \(count) encoded bytes instead of a file of"
                + " \(max(length ?? 0, received)) bytes" : nil
    }

    /// Whether the lengths are equal; `nil` if either is unknown.
    private func hasLength(of offer: Offer) -> Bool? {
        guard let length, let other = offer.length else { return nil }
        return length == other
    }

    private func difference(_ relation: Validator.Relation, _ offer: Offer) -> String? {
        if case .other(let why) = relation { return why }
        guard let length, let other = offer.length, length != other else { return nil }
        return "its size was \(length) bytes and is now \(other)"
    }

    /// Whether only the type contradicts the offer, and nothing confirms that it is the file.
    private func contradictsType(_ offer: Offer) -> Bool {
        offer.part == nil && hasLength(of: offer) != true && wrongType(offer) != nil
    }

    /// Returns why a differing offer cannot be another version of the file; `nil` if it can.
    private func objection(to offer: Offer) -> String? {
        wrongType(offer) ?? wrongLength(offer) ?? wrongValidator(offer)
    }

    /// Describes what the server sent instead of the file, judging by the media type.
    private func wrongType(_ offer: Offer) -> String? {
        guard let type = MediaType(offer.mediaType) else {
            // A 206 need not repeat the type (RFC 9110 section 15.3.7).
            return mediaType == nil || offer.part != nil
                ? nil : "the server sent data without a Content-Type instead of the file"
        }
        guard type != mediaType, type.isDocument else { return nil }
        if mediaType == nil, MediaType.mayBeDocument(named: name) { return nil }
        return type.isPage
            ? "the server sent a web page instead of the file (login or captive portal?)"
            : "the server sent \(type.text) instead of the file (an error message?)"
    }

    /// The ratio by which a new version may be shorter than the old one, or than the bytes
    /// received.
    private static let mostShrinking: Int64 = 8

    private func wrongLength(_ offer: Offer) -> String? {
        let known = max(length ?? 0, received)
        guard let new = offer.length else {
            return length == nil
                ? nil : "the server sent data of unknown length instead of a file of \(known) bytes"
        }
        guard isTooShort(offer) else { return nil }
        return new == 0
            ? "the server sent an empty file instead of \(known) bytes"
            : "the server sent \(new) bytes instead of a file of \(known) bytes"
    }

    /// Whether the offer is too short to be a version of the file.
    private func isTooShort(_ offer: Offer) -> Bool {
        let known = max(length ?? 0, received)
        guard let new = offer.length else { return false }
        return new < known / Self.mostShrinking || new == 0 && known > 0
    }

    private func wrongValidator(_ offer: Offer) -> String? {
        let new = offer.validator
        guard !validator.isNone else { return nil }
        guard !new.isNone, validator.isComparable(to: new) else {
            return "the server sent data without a comparable ETag or date instead of the file"
        }
        return nil
    }

    /// Describes how a new version is older, and thus not to be trusted; `nil` if it is not older.
    package func age(of offer: Offer) -> String? {
        guard let old = validator.lastModified, let new = offer.validator.lastModified,
            let before = HTTPDate.seconds(old), let after = HTTPDate.seconds(new), after < before
        else { return nil }
        return "the server sent an older file instead of the known one (\(new), not \(old))"
    }
}

extension Validator {
    /// Whether both have an entity tag, or both have a date.
    fileprivate func isComparable(to other: Validator) -> Bool {
        (entityTag != nil && other.entityTag != nil)
            || (lastModified != nil && other.lastModified != nil)
    }
}
