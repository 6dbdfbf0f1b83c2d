/// One character as it stands on the screen: a scalar with its combining marks, one or two cells wide.
package struct Glyph: Hashable, Sendable {
    /// The scalar that takes the cells.
    package var scalar: Unicode.Scalar
    /// What combines with it; almost always empty.
    package var marks: String
    /// The cells it takes: 1 or 2.
    package var width: Int
    /// Whether it is part of the visible spelling of a scalar that must not be shown itself.
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
