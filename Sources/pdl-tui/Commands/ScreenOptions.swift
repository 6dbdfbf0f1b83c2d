import ArgumentParser
import DownloadCore
import DownloadEngine
import Glibc
import TerminalUI

/// The options for the interface only.
struct ScreenOptions: ParsableArguments {
    @Option(help: .of("theme", "name"), completion: .list(Settings.builtInThemes))
    var theme: String?

    @Flag(help: .of("ascii"))
    var ascii = false

    @Flag(help: "do not capture the mouse")
    var noMouse = false

    @Option(help: .of("slow-limit", "rate"))
    var slowLimit: String?

    @Flag(help: .of("quit-when-done"))
    var quitWhenDone = false

    /// The given options, by setting.
    var given: [(name: String, value: SettingValue)] {
        var given: [(name: String, value: SettingValue)] = []
        if let theme { given.append(("theme", .text(theme))) }
        if let slowLimit { given.append(("slow-limit", .text(slowLimit))) }
        if ascii { given.append(("ascii", .flag(true))) }
        if noMouse { given.append(("mouse", .flag(false))) }
        if quitWhenDone { given.append(("quit-when-done", .flag(true))) }
        return given
    }
}
