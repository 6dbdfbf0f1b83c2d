/// The visible parts of the main view, and the one that receives keys.
struct Arrangement: Hashable, Sendable {
    /// The part that receives keys.
    private(set) var focus = Place.queue
    private(set) var zoom = Zoom.both

    /// Gives the keys to a visible part.
    mutating func focus(on place: Place) { focus = place }

    /// Gives the keys to the pane, and shows it.
    mutating func enterPane() {
        focus = .pane
        if zoom == .queue { zoom = .both }
    }

    /// Gives the keys to the queue, and shows it.
    mutating func leavePane() {
        focus = .queue
        if zoom == .pane { zoom = .both }
    }

    /// Shows the next choice of parts; a part that is alone receives the keys.
    mutating func cycleZoom() {
        zoom = zoom.next
        if zoom == .queue { focus = .queue }
        if zoom == .pane { focus = .pane }
    }

    /// The part that is shown where only one can be.
    var only: Place {
        switch zoom {
        case .both: focus
        case .queue: .queue
        case .pane: .pane
        }
    }
}
