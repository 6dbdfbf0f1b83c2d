import DownloadCore
import TerminalUI

extension Settings {
    /// Whether colours are wanted; for NO_COLOR any value that is not empty counts (no-color.org).
    var usesColor: Bool { theme != "none" && (environmentVariable("NO_COLOR") ?? "").isEmpty }

    /// How the interface looks and behaves with these settings.
    ///
    /// - Parameters:
    ///   - builder: Makes the requests, for what new downloads begin with.
    ///   - directory: The folder of new downloads: an absolute path.
    /// - Returns: The options to run the interface with.
    func interfaceOptions(builder: RequestBuilder, directory: String) -> InterfaceOptions {
        var options = InterfaceOptions(directory: directory)
        options.theme = themes[theme] ?? Theme.builtIn.first { $0.name == theme }
        options.color = usesColor
        options.keymap = keymap
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
