import DownloadCore
import DownloadEngine

/// The state that the engine of an interface hands to the background engine that replaces it.
///
/// The queue itself is in the ledger. This is the rest: the options of the command line, and the
/// secrets that the ledger does not keep. It passes through a socket pair that only the two
/// processes share, never through arguments, the environment or a file.
struct HandOver: Codable {
    /// A download and its request.
    struct Item: Codable {
        var id: DownloadID
        var request: DownloadRequest
    }

    /// An option of the command line, by setting.
    struct Option: Codable {
        var name: String
        var value: SettingValue
    }

    /// The options of the command line.
    var options: [Option] = []
    /// The requests of unfinished downloads.
    var requests: [Item] = []
    /// The current total speed limit.
    var limit: Int64?
    /// Whether slow mode is on.
    var isSlow = false
    /// Whether the limit and the slow mode here override the settings.
    var hasState = false

    /// Records the parts of a queue that its ledger may not keep.
    mutating func note(_ snapshot: Snapshot) {
        requests = snapshot.downloads.filter { $0.state != .done }
            .map { Item(id: $0.id, request: $0.request) }
        limit = snapshot.limit
        isSlow = snapshot.isSlow
        hasState = true
    }
}

/// A report from a background engine to the process that started it.
enum DaemonReport: Codable {
    /// The settings are valid; the engine starts when it receives its state.
    case ready
    /// The engine runs and listens.
    case listening
    /// The engine cannot run, for this reason.
    case failed(String)
}
