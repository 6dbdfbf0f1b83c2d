/// Everything a watcher may want to see, at one moment; newest wins.
public struct Snapshot: Hashable, Sendable, Codable {
    /// When it was taken.
    public var time: Instant
    /// The downloads in the order of the queue.
    public var downloads: [DownloadSnapshot]
    /// How many downloads have been added since the engine began, by a person or a Metalink.
    public var added: Int
    /// Bytes per second of all downloads together, smoothed.
    public var bytesPerSecond: Double
    /// The limit on it in bytes per second, as set; `nil` is none.
    public var limit: Int64?
    /// Whether the slow mode is on.
    public var isSlow: Bool
    /// Free bytes on the disk of the folder that new downloads go to; `nil` when unknown.
    public var freeBytes: Int64?
    /// Something about the whole program that a person should know ("works without a ledger").
    public var notice: String?

    /// Creates a snapshot of an empty queue.
    public init(time: Instant) {
        self.time = time
        self.downloads = []
        self.added = 0
        self.bytesPerSecond = 0
        self.limit = nil
        self.isSlow = false
        self.freeBytes = nil
        self.notice = nil
    }
}
