import DownloadCore
import DownloadEngine
import TerminalUI

/// All settings: defaults of new downloads, engine limits, screen and hooks.
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
    /// Values for all hosts, which the section of a host overrides; see `resolved`.
    var common = HostSettings()
    var fileTime = FileTime.download
    /// Directories by kind of file: the name of a kind, or an extension with its dot.
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
    /// Settings by host name.
    var hosts: [String: HostSettings] = [:]

    // The screen
    /// The name of a theme, built in or from `themes`.
    ///
    /// `auto` adapts to the terminal; `none` disables colours.
    var theme = "auto"
    /// Custom themes by name.
    var themes: [String: Theme] = [:]
    /// The extra columns of the queue; `nil` chooses them by the terminal's width.
    var columns: [ExtraColumn]?
    var ascii: Bool?
    var mouse = true
    var title = true
    var bell = true
    var notify = true
    /// The keys of actions that override the built-in ones.
    var keys: [String: [String]] = [:]
    /// The resulting key bindings, if they differ from the built-in ones.
    private var ownKeymap: Keymap?

    // Integration
    var onComplete: [String] = []
    var onFail: [String] = []
    var quitWhenDone = false
    /// What happens when the terminal is closed.
    var onHangup = HangUp.pause
    /// Seconds without anything to do after which an engine ends that was started on demand.
    var idleExit = 600.0
    /// The aria2-compatible RPC.
    var remote = RemoteSettings()

    /// The key bindings; those built in are made when they are first needed, which is never in
    /// `get`.
    var keymap: Keymap {
        get { ownKeymap ?? .default }
        set { ownKeymap = newValue == .default ? nil : newValue }
    }
}
