import DownloadCore

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
