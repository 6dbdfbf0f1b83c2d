/// Which of queue and pane are on the screen.
enum Zoom: Hashable, Sendable, CaseIterable {
    case both, queue, pane

    /// The next one round.
    var next: Zoom {
        switch self {
        case .both: .queue
        case .queue: .pane
        case .pane: .both
        }
    }
}
