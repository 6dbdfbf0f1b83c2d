import DownloadCore
import DownloadEngine

/// What the engine of an interface hands to the background engine that replaces it.
///
/// The queue itself is in the ledger. This is the rest: the command line's options, and the secrets
/// that the ledger does not keep. It goes through a socket pair that only the two processes have, never
/// through arguments, the environment or a file.
struct HandOver: Codable {
    /// A download and how it is fetched.
    struct Item: Codable {
        var id: DownloadID
        var request: DownloadRequest
    }

    /// An option of the command line, by its setting's name.
    struct Option: Codable {
        var name: String
        var value: SettingValue
    }

    /// The options of the command line.
    var options: [Option] = []
    /// The requests of downloads that have not ended.
    var requests: [Item] = []
    /// The limit on all downloads together as it was set last.
    var limit: Int64?
    /// Whether the slow mode is on.
    var isSlow = false
    /// Whether limit and slow mode are to be as here, not as the settings have them.
    var hasState = false

    /// Notes what a queue needs that its ledger may not keep.
    mutating func note(_ snapshot: Snapshot) {
        requests = snapshot.downloads.filter { $0.state != .done }
            .map { Item(id: $0.id, request: $0.request) }
        limit = snapshot.limit
        isSlow = snapshot.isSlow
        hasState = true
    }
}

/// What a background engine says to the process that has started it.
enum DaemonReport: Codable {
    /// The settings are right; the engine starts when it is told what to take over.
    case ready
    /// The engine runs and listens.
    case listening
    /// It cannot run; why.
    case failed(String)
}
