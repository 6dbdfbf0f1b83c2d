/// The result of verifying pieces against their digests.
package struct PieceFindings: Hashable, Sendable {
    /// A piece with a digest mismatch.
    package struct Wrong: Hashable, Sendable {
        /// The byte range of the piece in the file.
        package var range: ByteRange
        /// The actual digest, in hexadecimal.
        package var found: String

        /// Creates a record of a mismatch.
        package init(range: ByteRange, found: String) {
            self.range = range
            self.found = found
        }
    }

    /// The number of the order that requested the verification.
    package var order: Int
    /// The bytes of the pieces that match.
    package var right = ByteRangeSet()
    /// The pieces that do not match, in file order.
    package var wrong: [Wrong] = []

    /// Creates an empty result.
    package init(order: Int) {
        self.order = order
    }
}
