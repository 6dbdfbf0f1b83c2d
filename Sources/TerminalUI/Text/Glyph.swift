/// A character on the screen: a scalar with its combining marks, one or two cells wide.
package struct Glyph: Hashable, Sendable {
    /// The base scalar.
    package var scalar: Unicode.Scalar
    /// The combining marks; almost always empty.
    package var marks: String
    /// The number of its cells: 1 or 2.
    package var width: Int
    /// Whether it is part of the escaped spelling of a scalar that must not be shown itself.
    package var isEscape: Bool

    /// Creates a glyph.
    package init(
        _ scalar: Unicode.Scalar, marks: String = "", width: Int = 1, isEscape: Bool = false
    ) {
        self.scalar = scalar
        self.marks = marks
        self.width = width
        self.isEscape = isEscape
    }
}
