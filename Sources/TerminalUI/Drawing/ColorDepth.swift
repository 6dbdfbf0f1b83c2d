/// The number of colours of the terminal.
package enum ColorDepth: Hashable, Sendable {
    /// No colours, by capability or by choice (`NO_COLOR`).
    case none
    /// The eight or sixteen colours that the user configured in the terminal.
    case sixteen
    /// The 256 colours of xterm's palette.
    case indexed
    /// All 24-bit colours.
    case direct
}
