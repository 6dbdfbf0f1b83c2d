import DownloadCore

extension PartFile {
    /// The facts of an opened part file; `nil` if no rule could make use of it.
    var facts: PartFacts? {
        guard let validator = Validator(text: identity.validator) else { return nil }
        return PartFacts(
            name: identity.name,
            identity: FileIdentity(
                length: identity.length, validator: validator,
                mediaType: MediaType(identity.mediaType)),
            covered: identity.length == nil ? ByteRangeSet() : covered,
            streamed: identity.length == nil ? covered.count : 0,
            isDoubtful: trust.needsOverlapCheck)
    }
}
