import DownloadCore

/// How the interface looks and behaves, as the configuration and the command line say.
package struct InterfaceOptions: Hashable, Sendable {
    /// The colours; `nil` takes the dark or the light theme, by what is known of the terminal.
    package var theme: Theme?
    /// The keys.
    package var keymap = Keymap.default
    /// Whether only ASCII is drawn.
    package var ascii = false
    /// Whether colours are used; `NO_COLOR` switches them off.
    package var color = true
    /// Whether the mouse is used.
    package var mouse = true
    /// Whether a queue that is finished rings the bell.
    package var bell = true
    /// Whether the program ends by itself when nothing is left to do.
    package var quitsWhenDone = false
    /// Whether downloads were added before the first snapshot: they may have ended by then.
    package var beginsWithWork = false
    /// Whether the terminal's title shows the progress.
    package var title = true
    /// Whether a queue that is finished sends a notification (OSC 9), and progress is told (OSC 9;4).
    package var notifications = true
    /// What new downloads begin with: folder, fragments, limit, request; its sources are not used.
    package var template: DownloadRequest
    /// Where new downloads go by their kind when the template's folder is left as it is.
    package var folders = KindFolders()
    /// How many downloads are active at the same time.
    package var activeDownloads = 3
    /// Bytes per second of all downloads in slow mode.
    package var slowLimit: Int64 = 100 << 10
    /// The person's home folder, for `~/` in paths.
    package var home: String?
    /// The local time's distance from UTC in seconds.
    package var secondsFromUTC = 0

    /// Creates the default options.
    ///
    /// - Parameter directory: The folder that new downloads go to: an absolute path.
    package init(directory: String) {
        template = DownloadRequest(source: "", directory: directory)
    }
}
