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
