/// The properties that identify a version of a file.
package struct FileIdentity: Hashable, Sendable {
    /// The complete length in bytes; `nil` if unknown.
    package var length: Int64?
    /// The validator, which distinguishes versions of the same length.
    package var validator: Validator
    /// The media type; `nil` if no response has declared one.
    package var mediaType: MediaType?

    /// Creates an identity.
    package init(length: Int64?, validator: Validator, mediaType: MediaType? = nil) {
        self.length = length
        self.validator = validator
        self.mediaType = mediaType
    }
}
