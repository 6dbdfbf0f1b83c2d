import DownloadCore

/// The identity of the file that a part file is a part of.
package struct PartIdentity: Hashable, Sendable {
    /// The file's length in bytes; `nil` when unknown.
    package var length: Int64?
    /// The server's validator, which distinguishes versions of the file, in the caller's notation;
    /// empty for none.
    package var validator: String
    /// The requested name of the finished file.
    package var name: String
    /// Whether the server supports ranges.
    package var givesRanges: Bool
    /// The mark of its source URL.
    package var source: UInt64
    /// The media type that the server sent, cut to `MediaType.longest` bytes; empty for none.
    ///
    /// It does not distinguish versions; it distinguishes a file from an error page.
    package var mediaType: String

    /// Creates an identity; a validator of more than 512 bytes cannot be stored and counts as none.
    package init(
        length: Int64?, validator: String, name: String, givesRanges: Bool,
        source: UInt64 = SourceMark.unknown, mediaType: MediaType? = nil
    ) {
        self.length = length
        self.validator = validator.utf8.count <= Footer.maximumValidator ? validator : ""
        self.name = name
        self.givesRanges = givesRanges
        self.source = source
        self.mediaType = mediaType?.text ?? ""
    }
}
