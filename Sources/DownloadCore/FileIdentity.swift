/// Which file it is: what tells it from every other.
package struct FileIdentity: Hashable, Sendable {
    /// The file's length in bytes; `nil` when it is not known.
    package var length: Int64?
    /// What tells this file from another of the same length.
    package var validator: Validator
    /// Its media type; `nil` when no response has said one.
    package var mediaType: MediaType?

    /// Creates the identity of a file.
    package init(length: Int64?, validator: Validator, mediaType: MediaType? = nil) {
        self.length = length
        self.validator = validator
        self.mediaType = mediaType
    }
}

/// What a part file that was found says of itself.
package struct PartFacts: Hashable, Sendable {
    /// The name the file is to have, without `.part`.
    package var name: String
    /// Which file it is of.
    package var identity: FileIdentity
    /// The bytes that are believed to be there.
    package var covered: ByteRangeSet
    /// Whether the record may claim too much (it was torn, moved or cut off): compare some bytes.
    package var isDoubtful: Bool

    /// Creates the facts.
    package init(
        name: String, identity: FileIdentity, covered: ByteRangeSet, isDoubtful: Bool = false
    ) {
        self.isDoubtful = isDoubtful
        self.name = name
        self.identity = identity
        self.covered = covered
    }
}
