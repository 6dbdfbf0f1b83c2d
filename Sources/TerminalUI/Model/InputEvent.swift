import DownloadCore

/// Everything that can happen to the screen.
package enum InputEvent: Hashable, Sendable {
    /// A key was pressed.
    case key(Key)
    /// Text was pasted.
    case paste(String)
    /// The mouse was used at a cell.
    case mouse(Mouse, x: Int, y: Int)
    /// The terminal has another size.
    case resize(columns: Int, rows: Int)
    /// The engine has something new.
    case snapshot(Snapshot)
    /// Time has passed.
    case tick
    /// The answer to `Effect.complete`: folders whose path begins with that text.
    case completions(of: String, [String])
    /// The answer to `Effect.loadHistory`: the downloads that contain that text, the newest first.
    case history(of: String, [HistoryEntry])
    /// Something that the screen asked for did not work, in words.
    case failed(String)

    /// What was done with the mouse.
    package enum Mouse: Hashable, Sendable {
        case click, doubleClick, wheelUp, wheelDown
    }
}
