import DownloadCore
import TerminalUI

extension Settings {
    /// Whether to use colours; any non-empty `NO_COLOR` disables them (no-color.org).
    var usesColor: Bool { theme != "none" && (ProcessEnvironment.bytes("NO_COLOR") ?? []).isEmpty }

    /// Returns the interface options for these settings.
    ///
    /// - Parameters:
    ///   - builder: The source of the template for new downloads.
    ///   - directory: The directory of new downloads: an absolute path.
    /// - Returns: The options.
    func interfaceOptions(builder: RequestBuilder, directory: String) -> InterfaceOptions {
        var options = InterfaceOptions(directory: directory)
        options.theme = themes[theme] ?? Theme.builtIn.first { $0.name == theme }
        options.color = usesColor
        options.columns = columns
        options.schedule = schedule.map(\.words)
        options.keymap = keymap
        options.activeDownloads = active
        options.slowLimit = slowLimit
        options.ascii = ascii ?? !localeIsUTF8()
        options.mouse = mouse
        options.bell = bell
        options.title = title
        options.quitsWhenDone = quitWhenDone
        options.notifications = notify
        options.template = builder.template(directory: directory)
        options.folders = builder.kindFolders
        options.home = builder.home
        options.secondsFromUTC = localUTCOffset()
        return options
    }
}
