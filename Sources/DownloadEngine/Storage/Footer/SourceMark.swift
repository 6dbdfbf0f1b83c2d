import DownloadCore

/// The hash by which a part file recognizes its source URL, without storing the names, passwords
/// and tokens in it.
package enum SourceMark {
    /// The mark for an unknown URL.
    package static let unknown: UInt64 = 0

    /// Returns the mark of a URL: the XXH64 of what is sent of it, without user name and password.
    ///
    /// - Parameter url: The URL as it was given.
    /// - Returns: The mark; `unknown` when the text is not a URL.
    package static func of(_ url: String) -> UInt64 {
        guard let source = try? SourceURL(url) else { return unknown }
        return max(1, XXHash64.digest(of: Array(source.redacted.utf8).span.bytes))
    }
}

extension PartIdentity {
    /// Returns whether it is known to come from the URL of this mark.
    package func isOf(_ mark: UInt64) -> Bool {
        source == mark && mark != SourceMark.unknown
    }

    /// Returns the same identity under another name.
    func named(_ name: String) -> PartIdentity {
        var identity = self
        identity.name = name
        return identity
    }

    /// Returns whether length and validator are the same.
    func isSameFile(as other: PartIdentity) -> Bool {
        length == other.length && validator == other.validator
    }

    /// Returns the known properties of the file, of which `received` bytes are on disk.
    fileprivate func known(received: Int64) -> KnownFile {
        KnownFile(
            length: length, validator: Validator(text: validator) ?? .none,
            mediaType: MediaType(mediaType), name: name, received: received)
    }

    /// Returns whether a file of the same URL may still be the same version; comparing bytes
    /// decides.
    func mayStillBe(_ other: PartIdentity) -> Bool {
        guard length != nil, length == other.length, let old = Validator(text: validator),
            let new = Validator(text: other.validator)
        else { return false }
        if case .other = old.relation(to: new) { return false }
        return true
    }

    /// Returns whether a part file found by name alone may be resumed before the source of this
    /// mark has described its file.
    ///
    /// One of another URL waits for the response if a strong validator can decide there. One of
    /// unknown length would be overwritten from its start.
    func mayBegin(_ mark: UInt64) -> Bool {
        if isOf(mark) { return true }
        guard length != nil else { return false }
        return source == SourceMark.unknown || Validator(text: validator)?.ifRangeText == nil
    }
}

extension PartFile {
    /// Returns what a response of the same URL offers instead of the file; `nil` when it may be a
    /// version of it.
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
