import DownloadCore

/// What the screen asks of the world around it.
package enum Effect: Hashable, Sendable {
    /// Ask the engine.
    case perform(Intent)
    /// End the program; downloads resume at the next start.
    case quit
    /// End the program and stop the engine, whoever else uses it; downloads resume at the next start.
    case pauseAndQuit
    /// End the program; the engine keeps running in the background.
    case detach
    /// Go to the background.
    case suspend
    /// Redraw the whole screen.
    case redraw
    /// Put text on the clipboard.
    case copy(String)
    /// Show a folder in the desktop's file manager.
    case openFolder(String)
    /// Open a file with the program that the desktop has for it.
    case openFile(String)
    /// Find the downloads of the past that contain this text.
    case loadHistory(String)
    /// Write a setting to the configuration file.
    case save(ChangedSetting)
    /// Ring the bell and notify, as far as the options allow.
    case announce(String)
    /// Find the folders whose path begins with this text.
    case complete(String)
}
