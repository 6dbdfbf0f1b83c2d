import DownloadCore

/// What a part file is a part of.
package struct PartIdentity: Hashable, Sendable {
    /// The file's length in bytes; `nil` when it is not known.
    package var length: Int64?
    /// What the server tells versions of the file apart by, as the caller writes it; empty is none.
    package var validator: String
    /// The name that the finished file is to have.
    package var name: String
    /// Whether the server gave ranges.
    package var givesRanges: Bool
    /// The mark of the URL that it came from.
    package var source: UInt64
    /// The media type that the server gave, cut to `MediaType.longest` bytes; empty is none.
    ///
    /// It does not tell versions apart: it tells a file from an error page.
    package var mediaType: String

    /// Creates an identity; a validator of more than 512 bytes cannot be kept and counts as none.
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
