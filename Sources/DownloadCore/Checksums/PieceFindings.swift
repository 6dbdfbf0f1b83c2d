/// What became of pieces that were compared with their digests.
package struct PieceFindings: Hashable, Sendable {
    /// A piece that is not what it should be.
    package struct Wrong: Hashable, Sendable {
        /// Its bytes in the file.
        package var range: ByteRange
        /// The digest that it has, in hexadecimal digits.
        package var found: String

        /// Creates a finding.
        package init(range: ByteRange, found: String) {
            self.range = range
            self.found = found
        }
    }

    /// The number of the order that asked for it.
    package var order: Int
    /// The bytes of the pieces that are right.
    package var right = ByteRangeSet()
    /// The others, in the order of the file.
    package var wrong: [Wrong] = []

    /// Creates findings of nothing.
    package init(order: Int) {
        self.order = order
    }
}
