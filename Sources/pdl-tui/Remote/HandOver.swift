import DownloadCore
import DownloadEngine
import EngineLink

/// The state that the engine of an interface hands to the background engine that replaces it.
///
/// The queue itself is in the ledger. This is the rest: the options of the command line, and the
/// secrets that the ledger does not keep. It passes through a socket pair that only the two
/// processes share, never through arguments, the environment or a file.
struct HandOver: Codable {
    /// A download, with what the ledger may not keep.
    struct Item: Codable {
        var id: DownloadID
        var request: DownloadRequest
        /// The cookies that its servers have set.
        var cookies: [String]
    }

    /// An option of the command line, by setting.
    struct Option: Codable {
        var name: String
        var value: SettingValue
    }

    /// The options of the command line.
    var options: [Option] = []
    /// The downloads that the ledger may not keep completely.
    var downloads: [Item] = []
    /// The current total speed limit.
    var limit: Int64?
    /// Whether slow mode is on.
    var isSlow = false
    /// Whether the limit and the slow mode here override the settings.
    var hasState = false
    /// Whether more parts follow.
    var isPartial = false

    /// Records the parts of a queue that its ledger may not keep.
    mutating func note(_ snapshot: Snapshot, cookies: [DownloadID: [String]]) {
        downloads = snapshot.downloads
            .map { Item(id: $0.id, request: $0.request, cookies: cookies[$0.id] ?? []) }
            .filter { !$0.cookies.isEmpty || $0.request.hasSecrets }
        limit = snapshot.limit
        isSlow = snapshot.isSlow
        hasState = true
    }

    /// The maximum number of downloads in a part.
    private static let mostDownloads = 200

    /// Splits the state into parts that fit a frame each.
    ///
    /// - Throws: `LinkError` when a download is too large for a frame by itself.
    func parts() throws(LinkError) -> [HandOver] {
        var parts: [HandOver] = []
        var (rest, most) = (downloads[...], Self.mostDownloads)
        while !rest.isEmpty {
            let part = HandOver(downloads: Array(rest.prefix(most)), isPartial: true)
            if Frame.bytes(of: part) == nil {
                guard most > 1 else { throw .failed("a download is too large to be handed over") }
                most = max(1, part.downloads.count / 2)
                continue
            }
            parts.append(part)
            rest = rest.dropFirst(part.downloads.count)
        }
        var last = self
        last.downloads = []
        return parts + [last]
    }

    /// Joins the parts that `next` returns; `nil` when it returns `nil`.
    static func joined(_ next: () -> HandOver?) -> HandOver? {
        var downloads: [Item] = []
        while var part = next() {
            downloads += part.downloads
            guard !part.isPartial else { continue }
            part.downloads = downloads
            return part
        }
        return nil
    }
}

/// A report from a background engine to the process that started it.
enum DaemonReport: Codable {
    /// The settings are valid; the engine starts when it receives its state.
    case ready
    /// The engine runs and listens.
    case listening
    /// Another process is the engine, or is becoming it.
    case taken
    /// The engine cannot run, for this reason.
    case failed(String)
}
