/// The visible parts of the main view: queue, pane or both.
enum Zoom: Hashable, Sendable, CaseIterable {
    case both, queue, pane

    /// The next choice, cyclically.
    var next: Zoom {
        switch self {
        case .both: .queue
        case .queue: .pane
        case .pane: .both
        }
    }
}
