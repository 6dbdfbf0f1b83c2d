import DownloadCore

/// The appearance and behaviour of the interface, from the configuration and the command line.
package struct InterfaceOptions: Hashable, Sendable {
    /// The colours; `nil` selects the dark or the light theme by the terminal's background.
    package var theme: Theme?
    /// The keys.
    package var keymap = Keymap.default
    /// The extra columns of the queue; `nil` chooses them by the terminal's width.
    package var columns: [ExtraColumn]?
    /// Whether only ASCII is drawn.
    package var ascii = false
    /// Whether colours are used; `NO_COLOR` switches them off.
    package var color = true
    /// Whether the mouse is used.
    package var mouse = true
    /// Whether a finished queue rings the bell.
    package var bell = true
    /// Whether the program ends when all downloads are done.
    package var quitsWhenDone = false
    /// Whether downloads were added before the first snapshot: they may have ended by then.
    package var beginsWithWork = false
    /// Whether the terminal's title shows the progress.
    package var title = true
    /// Whether a finished queue sends a notification (OSC 9), and progress is reported (OSC 9;4).
    package var notifications = true
    /// The defaults of new downloads: folder, fragments, limit, request; its sources are not used.
    package var template: DownloadRequest
    /// The folders of new downloads by kind, when the template's folder was not changed.
    package var folders = KindFolders()
    /// The number of downloads that are active at the same time.
    package var activeDownloads = 3
    /// The limits for certain hours, each as `08:00-18:00 2M`.
    package var schedule: [String] = []
    /// The total rate in slow mode in bytes per second.
    package var slowLimit: Int64 = 100 << 10
    /// The user's home folder, for `~/` in paths.
    package var home: String?
    /// The offset of local time from UTC in seconds.
    package var secondsFromUTC = 0

    /// Creates the default options.
    ///
    /// - Parameter directory: The folder for new downloads: an absolute path.
    package init(directory: String) {
        template = DownloadRequest(source: "", directory: directory)
    }
}
