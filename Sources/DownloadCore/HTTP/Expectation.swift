/// The parameters of a request, and the properties of the file known when it was sent.
package struct Expectation: Hashable, Sendable {
    /// The requested range, with an `end` of `Int64.max` if open-ended; `nil` for a plain GET.
    package var range: ByteRange?
    /// The known properties of the file.
    package var file: KnownFile
    /// Whether the request carried `If-Range`.
    package var sentIfRange: Bool

    /// The complete length in bytes, if known.
    package var length: Int64? { file.length }
    /// The known validator.
    package var validator: Validator { file.validator }

    /// Creates an expectation; by default that of a first, plain GET.
    package init(
        range: ByteRange? = nil, file: KnownFile = KnownFile(), sentIfRange: Bool = false
    ) {
        self.range = range
        self.file = file
        self.sentIfRange = sentIfRange
    }

    /// Creates an expectation for a file of known length and validator.
    package init(
        range: ByteRange? = nil, length: Int64?, validator: Validator = .none,
        sentIfRange: Bool = false
    ) {
        self.init(
            range: range, file: KnownFile(length: length, validator: validator),
            sentIfRange: sentIfRange)
    }
}
