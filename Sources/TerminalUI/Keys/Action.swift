/// Everything a key can do outside of text fields.
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
    case back
    case add
    case togglePause = "pause"
    case togglePauseAll = "pause-all"
    case retry
    case retryFragment = "retry-fragment"
    case moreFragments = "more-fragments"
    case fewerFragments = "fewer-fragments"
    case setFragments = "set-fragments"
    case moveDownInQueue = "move-down-in-queue"
    case moveUpInQueue = "move-up-in-queue"
    case remove
    case undo
    case clearFinished = "clear-finished"
    case limit
    case limitAll = "limit-all"
    case toggleSlow = "slow"
    case edit
    case replaceURL = "replace-url"
    case startOver = "start-over"
    case mark
    case markRange = "mark-range"
    case markAll = "mark-all"
    case filter
    case sort
    case showFragments = "fragments"
    case showInfo = "info"
    case showLog = "log"
    case showSpeed = "speed"
    case previousTab = "previous-tab"
    case nextTab = "next-tab"
    case openFolder = "open-folder"
    case copyURL = "copy-url"
    case help
    case redraw
    case suspend
    case quit

    /// The name in `config.toml`.
    package var name: String { rawValue }

    /// The headings of the help.
    package enum Group: String, Sendable, CaseIterable {
        case move = "Moving"
        case downloads = "Downloads"
        case fragments = "Fragments"
        case many = "Several at once"
        case see = "Looking"
        case program = "Program"
    }

    /// The heading it stands under.
    package var group: Group {
        switch self {
        case .moveDown, .moveUp, .moveToFirst, .moveToLast, .pageDown, .pageUp, .nextFailed,
            .previousFailed, .openPane, .back:
            .move
        case .add, .togglePause, .togglePauseAll, .retry, .moveDownInQueue, .moveUpInQueue, .remove,
            .undo, .clearFinished, .limit, .limitAll, .toggleSlow, .edit, .replaceURL, .startOver:
            .downloads
        case .retryFragment, .moreFragments, .fewerFragments, .setFragments: .fragments
        case .mark, .markRange, .markAll: .many
        case .filter, .sort, .showFragments, .showInfo, .showLog, .showSpeed, .previousTab,
            .nextTab,
            .openFolder, .copyURL:
            .see
        case .help, .redraw, .suspend, .quit: .program
        }
    }

    /// One or two words for the hint line.
    package var title: String {
        switch self {
        case .moveDown, .moveUp, .moveToFirst, .moveToLast, .pageDown, .pageUp: "move"
        case .nextFailed: "next failed"
        case .previousFailed: "last failed"
        case .openPane: "fragments"
        case .back: "back"
        case .add: "add"
        case .togglePause: "pause"
        case .togglePauseAll: "pause all"
        case .retry, .retryFragment: "retry"
        case .moreFragments: "more"
        case .fewerFragments: "fewer"
        case .setFragments: "fragments"
        case .moveDownInQueue: "later"
        case .moveUpInQueue: "sooner"
        case .remove: "remove"
        case .undo: "undo"
        case .clearFinished: "clear done"
        case .limit: "limit"
        case .limitAll: "limit all"
        case .toggleSlow: "slow"
        case .edit: "edit"
        case .replaceURL: "new URL"
        case .startOver: "start over"
        case .mark, .markRange, .markAll: "mark"
        case .filter: "filter"
        case .sort: "sort"
        case .showFragments: "fragments"
        case .showInfo: "info"
        case .showLog: "log"
        case .showSpeed: "speed"
        case .previousTab, .nextTab: "tabs"
        case .openFolder: "folder"
        case .copyURL: "copy URL"
        case .help: "help"
        case .redraw: "redraw"
        case .suspend: "suspend"
        case .quit: "quit"
        }
    }

    /// What it does, for the help, the manual page and the README.
    package var help: String {
        switch self {
        case .moveDown: "move down"
        case .moveUp: "move up"
        case .moveToFirst: "move to the first row"
        case .moveToLast: "move to the last row"
        case .pageDown: "move a page down"
        case .pageUp: "move a page up"
        case .nextFailed: "go to the next download that failed or waits for an answer"
        case .previousFailed: "go to the one before that failed or waits for an answer"
        case .openPane: "go to the fragments of the selected download"
        case .back: "go back to the queue; in the queue: drop marks, then the filter"
        case .add: "add downloads: a form for URLs or a command copied as cURL"
        case .togglePause: "pause, or go on"
        case .togglePauseAll: "pause everything, or go on with everything"
        case .retry: "retry every failed fragment at once, or the whole failed download"
        case .retryFragment: "retry this fragment at once, without its waiting time"
        case .moreFragments: "fetch one fragment more at a time; no byte is lost"
        case .fewerFragments: "fetch one fragment fewer at a time; no byte is lost"
        case .setFragments: "type how many fragments are fetched at a time, or auto"
        case .moveDownInQueue: "move the download down in the queue"
        case .moveUpInQueue: "move the download up in the queue"
        case .remove: "remove from the queue; asks about the part file; finished files stay"
        case .undo: "put back what was removed a moment ago"
        case .clearFinished: "take finished downloads out of the list; the files stay"
        case .limit: "limit the speed of this download"
        case .limitAll: "limit the speed of all downloads together"
        case .toggleSlow: "slow mode: all downloads share a small rate until it is switched off"
        case .edit: "edit URL, mirrors, folder, name, fragments, checksum, limit and request"
        case .replaceURL: "give a new URL, for a link that has expired; the bytes are kept"
        case .startOver: "drop what is fetched and start over, when the file has changed"
        case .mark: "mark or unmark; while something is marked, Space does it too"
        case .markRange: "mark everything from here on as you move"
        case .markAll: "mark all that are listed, or none"
        case .filter: "list only names, hosts and states that contain what you type"
        case .sort: "sort the list"
        case .showFragments: "show the fragments"
        case .showInfo: "show what is known of the file and its server"
        case .showLog: "show what happened to the download"
        case .showSpeed: "show the speed of the last minutes"
        case .previousTab: "show the tab to the left"
        case .nextTab: "show the tab to the right"
        case .openFolder: "open the folder of the file"
        case .copyURL: "copy the URL to the clipboard"
        case .help: "show every key, with what is not possible now and why"
        case .redraw: "draw the screen anew"
        case .suspend: "go to the background; fg brings it back"
        case .quit: "quit; everything is kept and goes on at the next start"
        }
    }
}
