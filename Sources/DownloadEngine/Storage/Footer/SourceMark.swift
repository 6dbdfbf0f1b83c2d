import DownloadCore

/// What a part file keeps of the URL that it came from: enough to know the URL again, and nothing
/// of the names, passwords and tokens in it.
package enum SourceMark {
    /// The mark that stands for no URL.
    package static let unknown: UInt64 = 0

    /// The mark of a URL: the XXH64 of what is sent of it, without user name and password.
    ///
    /// - Parameter url: the URL as it was given.
    /// - Returns: the mark; `unknown` when the text is no URL.
    package static func of(_ url: String) -> UInt64 {
        guard let source = try? SourceURL(url) else { return unknown }
        return max(1, XXHash64.digest(of: Array(source.redacted.utf8).span.bytes))
    }
}

extension PartIdentity {
    /// Whether it is known to come from the URL of this mark.
    package func isOf(_ mark: UInt64) -> Bool {
        source == mark && mark != SourceMark.unknown
    }

    /// The same under another name.
    func named(_ name: String) -> PartIdentity {
        var identity = self
        identity.name = name
        return identity
    }

    /// Whether length and validator are the same.
    func isSameFile(as other: PartIdentity) -> Bool {
        length == other.length && validator == other.validator
    }

    /// What is known of the file, of which so many bytes are there.
    fileprivate func known(received: Int64) -> KnownFile {
        KnownFile(
            length: length, validator: Validator(text: validator) ?? .none,
            mediaType: MediaType(mediaType), name: name, received: received)
    }

    /// Whether nothing says that a file of the same URL is another one by now; the bytes will tell.
    func mayStillBe(_ other: PartIdentity) -> Bool {
        guard length != nil, length == other.length, let old = Validator(text: validator),
            let new = Validator(text: other.validator)
        else { return false }
        if case .other = old.relation(to: new) { return false }
        return true
    }

    /// Whether a part file whose name alone speaks for it may be gone on with before the source of
    /// this mark has said which file it has.
    ///
    /// One of another URL is left to the response if a strong validator can tell there; one of
    /// unknown length would be written over from its start.
    func mayBegin(_ mark: UInt64) -> Bool {
        if isOf(mark) { return true }
        guard length != nil else { return false }
        return source == SourceMark.unknown || Validator(text: validator)?.ifRangeText == nil
    }
}

extension PartFile {
    /// What a response of the same URL gives instead of the file; `nil` when it may be a version of
    /// it.
    func objection(to other: PartIdentity) -> String? {
        var offer = Offer(length: other.length)
        offer.validator = Validator(text: other.validator) ?? .none
        offer.mediaType = other.mediaType.isEmpty ? nil : other.mediaType
        guard
            case .unrelated(let what) = identity.known(received: covered.count)
                .resemblance(of: offer)
        else { return nil }
        return what
    }
}
