/// What a character means, as a colour of the theme.
package enum Ink: UInt8, Hashable, Sendable, CaseIterable {
    case text, muted, accent, waiting, asking, running, paused, retrying, failed, checking, done
    /// The spelling of a scalar that must not be shown itself.
    case escape
    /// Text on coloured paper: a chip, the field with the focus.
    case inverse
    /// Lines that part the screen; no text.
    case rule
    /// The light lead of what is arriving, on the map; no text.
    case head
    /// The line above a bar, which parts it from the one before: the screen's own colour; no text.
    case gap
    /// Curves; no text.
    case graph
    /// Bars, one colour a state and calmer than its words; no text.
    case waitingBar, runningBar, pausedBar, retryingBar, failedBar, checkingBar, doneBar

    /// Whether words are written in it, so that it must be readable on every paper.
    package var isText: Bool {
        switch self {
        case .rule, .head, .gap, .graph, .inverse, .waitingBar, .runningBar, .pausedBar,
            .retryingBar, .failedBar,
            .checkingBar, .doneBar:
            false
        default: true
        }
    }

    /// The colour of a bar of something in this state.
    var bar: Ink {
        switch self {
        case .asking, .running: .runningBar
        case .paused: .pausedBar
        case .retrying: .retryingBar
        case .failed: .failedBar
        case .checking: .checkingBar
        case .done: .doneBar
        default: .waitingBar
        }
    }

    /// The word for it in a theme's file.
    package var name: String { "\(self)" }
}

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
