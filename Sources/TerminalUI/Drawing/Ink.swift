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
