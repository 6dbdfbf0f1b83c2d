import DownloadCore

/// An action that the interface requests of its surroundings.
package enum Effect: Hashable, Sendable {
    /// Performs an intent of the engine.
    case perform(Intent)
    /// Ends the program; downloads resume at the next start.
    case quit
    /// Ends the program and stops the engine for all its faces; downloads resume at the next start.
    case pauseAndQuit
    /// Ends the program; the engine keeps running in the background.
    case detach
    /// Suspends the program.
    case suspend
    /// Redraws the whole screen.
    case redraw
    /// Copies text to the clipboard.
    case copy(String)
    /// Opens a folder in the desktop's file manager.
    case openFolder(String)
    /// Opens a file with the desktop's default application.
    case openFile(String)
    /// Finds the past downloads that contain this text.
    case loadHistory(String)
    /// Writes a setting to the configuration file.
    case save(ChangedSetting)
    /// Rings the bell and sends a notification, as far as the options allow.
    case announce(String)
    /// Finds the folders whose path begins with this text.
    case complete(String)
}
