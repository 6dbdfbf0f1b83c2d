/// How many colours the terminal shows.
package enum ColorDepth: Hashable, Sendable {
    /// None, or the person wants none (`NO_COLOR`).
    case none
    /// The eight or sixteen that the terminal's owner chose.
    case sixteen
    /// The 256 that xterm fixes.
    case indexed
    /// All.
    case direct
}
