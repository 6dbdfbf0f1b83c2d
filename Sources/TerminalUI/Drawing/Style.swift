/// How a cell looks.
package struct Style: Hashable, Sendable {
    /// The colour of the character.
    package var ink: Ink
    /// The colour behind it.
    package var paper: Paper
    /// Whether it is bold.
    package var isBold: Bool
    /// The step of a gradient, 1 to `shades`, where the terminal shows gradients; 0 is none.
    package var shade: UInt8 = 0

    /// The steps of a gradient.
    static let shades = 8

    /// Creates a style.
    package init(_ ink: Ink, on paper: Paper = .base, bold: Bool = false) {
        self.ink = ink
        self.paper = paper
        self.isBold = bold
    }

    /// Text on the screen.
    package static let plain = Style(.text)
}
