/// How a cell looks.
package struct Style: Hashable, Sendable {
    /// The colour of the character.
    package var ink: Ink
    /// The colour behind it.
    package var paper: Paper
    /// Whether it is bold.
    package var isBold: Bool

    /// Creates a style.
    package init(_ ink: Ink, on paper: Paper = .base, bold: Bool = false) {
        self.ink = ink
        self.paper = paper
        self.isBold = bold
    }

    /// Text on the screen.
    package static let plain = Style(.text)
}
