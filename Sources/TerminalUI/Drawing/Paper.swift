/// What a background means, as a colour of the theme.
package enum Paper: UInt8, Hashable, Sendable, CaseIterable {
    /// The screen.
    case base
    /// The bars at the top and bottom, and panels.
    case raised
    /// The selected row where the keys go.
    case selected
    /// The selected row where they do not.
    case resting
    /// Marked rows.
    case marked
    /// A text field.
    case field
    /// What is missing of a bar.
    case track
    /// A chip that says where one is.
    case chip
    /// A chip that says what failed.
    case alarm

    /// The word for it in a theme's file.
    package var name: String { "\(self)" }

    /// Whether inks that are text stand on it.
    package var carriesText: Bool {
        switch self {
        case .track, .chip, .alarm: false
        default: true
        }
    }
}
