/// An action of a key outside of text fields; `ActionTable` has a row for each.
package enum Action: String, Hashable, Sendable, CaseIterable {
    case moveDown = "move-down"
    case moveUp = "move-up"
    case moveToFirst = "move-to-first"
    case moveToLast = "move-to-last"
    case pageDown = "page-down"
    case pageUp = "page-up"
    case nextFailed = "next-failed"
    case previousFailed = "previous-failed"
    case openPane = "open-pane"
    case open
    case back
    case add
    case togglePause = "pause"
    case togglePauseAll = "pause-all"
    case retry
    case retryAll = "retry-all"
    case retryFragment = "retry-fragment"
    case moreFragments = "more-fragments"
    case fewerFragments = "fewer-fragments"
    case setFragments = "set-fragments"
    case moveDownInQueue = "move-down-in-queue"
    case moveUpInQueue = "move-up-in-queue"
    case moveToTop = "move-to-top"
    case moveToBottom = "move-to-bottom"
    case startNow = "start-now"
    case remove
    case undo
    case clearFinished = "clear-finished"
    case limit
    case limitAll = "limit-all"
    case toggleSlow = "slow"
    case edit
    case replaceURL = "replace-url"
    case startOver = "start-over"
    case trust
    case mark
    case markRange = "mark-range"
    case markAll = "mark-all"
    case filter
    case sort
    case showFragments = "fragments"
    case showInfo = "info"
    case showLog = "log"
    case showSpeed = "speed"
    case showHeat = "heat"
    case zoom
    case history
    case previousTab = "previous-tab"
    case nextTab = "next-tab"
    case openFolder = "open-folder"
    case copyURL = "copy-url"
    case settings
    case help
    case redraw
    case suspend
    case detach
    case quit

    /// Its name in `config.toml`.
    package var name: String { rawValue }
    /// The heading of the help that lists it.
    package var group: Group { row.group }
    /// Its title in the hint line, one or two words.
    package var title: String { row.title }
    /// Its description for the command list, the manual page and the README.
    package var help: String { row.help }

    /// The headings of the help.
    package enum Group: String, Sendable, CaseIterable {
        case move = "Moving"
        case downloads = "Downloads"
        case fragments = "Fragments"
        case many = "Several at once"
        case see = "Looking"
        case program = "Program"
    }
}
