import DownloadCore

/// An event that the interface handles.
package enum InputEvent: Hashable, Sendable {
    /// A key was pressed.
    case key(Key)
    /// Text was pasted.
    case paste(String)
    /// The mouse was used on a cell.
    case mouse(Mouse, x: Int, y: Int)
    /// The terminal was resized.
    case resize(columns: Int, rows: Int)
    /// The engine has a new snapshot.
    case snapshot(Snapshot)
    /// Time has passed.
    case tick
    /// The reply to `Effect.complete`: folders whose path begins with that text.
    case completions(of: String, [String])
    /// The reply to `Effect.loadHistory`: the downloads that contain that text, newest first.
    case history(of: String, [HistoryEntry])
    /// An effect failed, for this reason.
    case failed(String)
    /// Something is wrong with the engine, in words; `nil` when it is over.
    case trouble(String?)

    /// Whether the user made it and waits for an answer.
    package var isFromUser: Bool {
        switch self {
        case .key, .paste, .mouse: true
        case .resize, .snapshot, .tick, .completions, .history, .failed, .trouble: false
        }
    }

    /// A mouse action.
    package enum Mouse: Hashable, Sendable {
        case click, doubleClick, wheelUp, wheelDown
    }
}
