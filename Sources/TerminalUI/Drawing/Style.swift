/// The style of a cell.
package struct Style: Hashable, Sendable {
    /// The colour of the character.
    package var ink: Ink
    /// The colour of the background.
    package var paper: Paper
    /// Whether the character is bold.
    package var isBold: Bool
    /// The step of a gradient, 1 to `shades`, on terminals that show gradients; 0 is none.
    package var shade: UInt8 = 0

    /// The number of steps of a gradient.
    static let shades = 8

    /// Creates a style.
    package init(_ ink: Ink, on paper: Paper = .base, bold: Bool = false) {
        self.ink = ink
        self.paper = paper
        self.isBold = bold
    }

    /// Plain text on the screen's background.
    package static let plain = Style(.text)
}
