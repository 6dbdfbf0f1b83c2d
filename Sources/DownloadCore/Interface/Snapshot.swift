/// The state of the whole queue at one moment; a newer snapshot supersedes it.
public struct Snapshot: Hashable, Sendable, Codable {
    /// When it was taken.
    public var time: Instant
    /// The downloads in queue order.
    public var downloads: [DownloadSnapshot]
    /// The number of downloads added since the engine started, by the user or from a Metalink.
    public var added: Int
    /// The total speed in bytes per second, smoothed.
    public var bytesPerSecond: Double
    /// The total speed limit in bytes per second; `nil` is none.
    public var limit: Int64?
    /// The maximum number of downloads that are active at a time.
    public var activeDownloads: Int
    /// Whether slow mode is on.
    public var isSlow: Bool
    /// The free bytes on the disk of the folder for new downloads; `nil` when unknown.
    public var freeBytes: Int64?
    /// Whether other programs can control the engine; `nil` if that is switched off.
    public var remote: RemoteAccess?
    /// A notice for the user about the whole program ("the queue cannot be saved: ...").
    public var notice: String?

    /// Creates a snapshot of an empty queue.
    public init(time: Instant) {
        self.time = time
        self.downloads = []
        self.added = 0
        self.bytesPerSecond = 0
        self.limit = nil
        self.activeDownloads = 0
        self.isSlow = false
        self.freeBytes = nil
        self.remote = nil
        self.notice = nil
    }
}

extension Snapshot {
    /// Whether a download is active, or will be without the user.
    public var hasWork: Bool {
        downloads.contains { download in
            switch download.state {
            case .waiting, .asking, .running, .retrying, .checking, .paused(.disk): true
            case .paused, .failed, .done: false
            }
        }
    }
}
