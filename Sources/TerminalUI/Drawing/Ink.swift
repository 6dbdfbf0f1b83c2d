/// The meaning of a character's colour, resolved by the theme.
package enum Ink: UInt8, Hashable, Sendable, CaseIterable {
    case text, muted, accent, waiting, asking, running, paused, retrying, failed, checking, done
    /// The escaped spelling of a scalar that must not be shown itself.
    case escape
    /// Text on coloured paper: a chip, or the focused field.
    case inverse
    /// Separator lines; no text.
    case rule
    /// The bright tip of arriving bytes on the map; no text.
    case head
    /// Curves; no text.
    case graph
    /// Bars, one colour per state, calmer than the text of the state; no text.
    case waitingBar, runningBar, pausedBar, retryingBar, failedBar, checkingBar, doneBar
    /// The missing part of a bar; no text.
    case trackBar
    /// Bars coloured by speed relative to their siblings, slowest first; no text.
    case heat0, heat1, heat2, heat3, heat4

    /// Whether it is used for text, and so must be readable on every paper.
    package var isText: Bool {
        switch self {
        case .text, .muted, .accent, .waiting, .asking, .running, .paused, .retrying, .failed,
            .checking, .done, .escape:
            true
        default: false
        }
    }

    /// The colour of a bar in this state.
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

    /// The colour of text about a bar of this colour: the light end of its gradient.
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

    /// The heat inks, slowest first.
    static let heat: [Ink] = [.heat0, .heat1, .heat2, .heat3, .heat4]

    /// Its name in a theme.
    package var name: String { "\(self)" }
}
