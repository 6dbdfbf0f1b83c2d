/// What was asked of a server, and what was known of the file when it was asked.
package struct Expectation: Hashable, Sendable {
    /// The range that was asked for; `end` is `Int64.max` if it was open-ended, `nil` for a plain GET.
    package var range: ByteRange?
    /// What is known of the file.
    package var file: KnownFile
    /// Whether the request carried `If-Range`.
    package var sentIfRange: Bool

    /// The file's complete length in bytes, if it is known.
    package var length: Int64? { file.length }
    /// What is known of the file's version.
    package var validator: Validator { file.validator }

    /// Creates an expectation; without arguments, that of a plain first GET.
    package init(
        range: ByteRange? = nil, file: KnownFile = KnownFile(), sentIfRange: Bool = false
    ) {
        self.range = range
        self.file = file
        self.sentIfRange = sentIfRange
    }

    /// Creates an expectation of a file of which only length and version are known.
    package init(
        range: ByteRange? = nil, length: Int64?, validator: Validator = .none,
        sentIfRange: Bool = false
    ) {
        self.init(
            range: range, file: KnownFile(length: length, validator: validator),
            sentIfRange: sentIfRange)
    }
}
