import DownloadCore

/// The value of the key `status`.
enum StatusWord: String, Hashable, Sendable {
    case active, waiting, paused, error, complete, removed

    /// Creates the status of a download in the queue.
    init(_ state: DownloadSnapshot.State) {
        self =
            switch state {
            case .waiting: .waiting
            case .asking, .running, .retrying, .checking: .active
            case .paused: .paused
            case .failed: .error
            case .done: .complete
            }
    }

    /// Whether the download is among those that `tellStopped` lists.
    var isStopped: Bool { self == .error || self == .complete || self == .removed }

    /// Whether the download is among those that `tellWaiting` lists.
    var isWaiting: Bool { self == .waiting || self == .paused }
}
