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
    /// Curves; no text.
    case graph
    /// Bars, one colour a state and calmer than its words; no text.
    case waitingBar, runningBar, pausedBar, retryingBar, failedBar, checkingBar, doneBar
    /// What is missing of a bar; no text.
    case trackBar
    /// Bars by their speed against their siblings, the slowest first; no text.
    case heat0, heat1, heat2, heat3, heat4

    /// Whether words are written in it, so that it must be readable on every paper.
    package var isText: Bool {
        switch self {
        case .text, .muted, .accent, .waiting, .asking, .running, .paused, .retrying, .failed,
            .checking, .done, .escape:
            true
        default: false
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

    /// The colour of words about something whose bar has this colour: the light end of its gradient.
    var words: Ink {
        switch self {
        case .runningBar: .running
        case .pausedBar: .paused
        case .retryingBar: .retrying
        case .failedBar: .failed
        case .checkingBar: .checking
        case .doneBar: .done
        default: self
        }
    }

    /// The heat inks, the slowest first.
    static let heat: [Ink] = [.heat0, .heat1, .heat2, .heat3, .heat4]

    /// The word for it in a theme's file.
    package var name: String { "\(self)" }
}
