import DownloadCore
import DownloadEngine
import TerminalUI

/// Everything that can be set for good: the defaults of new downloads, the engine's limits, the
/// screen and what happens around a download.
struct Settings: Equatable, Sendable {
    // New downloads
    var fragments = FragmentCount.auto
    var directory: String?
    var onExists = ExistingFilePolicy.rename
    var metalink = MetalinkPolicy.read
    var transport = TransportOptions()
    /// Files with the user name and password, and with the bearer token.
    var userFile: String?
    var bearerFile: String?
    /// What is said for all hosts and gives way to the section of one; see `resolved`.
    var common = HostSettings()
    var fileTime = FileTime.download
    /// Folders by kind of file: the name of a kind, or an extension with its dot.
    var folders: [String: String] = [:]

    // The engine
    var active = 3
    var perHost: Int?
    var retries = 5
    var timeout = 20.0
    var connectTimeout = 15.0
    var limit: Int64?
    var slowLimit: Int64 = 100 << 10
    var schedule: [ScheduledLimit] = []
    /// Settings of single hosts, by host name.
    var hosts: [String: HostSettings] = [:]

    // The screen
    /// The name of a built-in theme or of one in `themes`; `auto` suits the terminal, `none` has no
    /// colours.
    var theme = "auto"
    /// Themes of one's own, by name.
    var themes: [String: Theme] = [:]
    var ascii: Bool?
    var mouse = true
    var title = true
    var bell = true
    var notify = true
    /// The keys of actions that do not have their built-in ones.
    var keys: [String: [String]] = [:]
    /// The table of keys that follows.
    var keymap = Keymap.default

    // Around a download
    var onComplete: [String] = []
    var onFail: [String] = []
    var quitWhenDone = false
}
