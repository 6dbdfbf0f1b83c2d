/// The meaning of a background colour, resolved by the theme.
package enum Paper: UInt8, Hashable, Sendable, CaseIterable {
    /// The background of the screen.
    case base
    /// The lines at the top and bottom, and panels.
    case raised
    /// The selected row with the focus.
    case selected
    /// The selected row without the focus.
    case resting
    /// Marked rows.
    case marked
    /// A text field.
    case field
    /// The missing part of a bar.
    case track
    /// A chip that shows the current place.
    case chip
    /// A chip that shows a failure.
    case alarm

    /// Its name in a theme.
    package var name: String { "\(self)" }

    /// Whether text inks are used on it.
    package var carriesText: Bool {
        switch self {
        case .track, .chip, .alarm: false
        default: true
        }
    }
}
