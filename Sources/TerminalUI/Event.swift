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
    /// Something that the screen asked for did not work, in words.
    case failed(String)

    /// What was done with the mouse.
    package enum Mouse: Hashable, Sendable {
        case click, doubleClick, wheelUp, wheelDown
    }
}

/// What the screen asks of the world around it.
package enum Effect: Hashable, Sendable {
    /// Ask the engine.
    case perform(Intent)
    /// End the program; downloads go on at the next start.
    case quit
    /// Go to the background.
    case suspend
    /// Write the whole screen anew.
    case redraw
    /// Put text on the clipboard.
    case copy(String)
    /// Show a folder in the desktop's file manager.
    case openFolder(String)
    /// Ring the bell and notify, as far as the options allow.
    case announce(String)
    /// Find the folders whose path begins with this text.
    case complete(String)
}
