/// One source of a download as a watcher sees it.
public struct SourceSnapshot: Hashable, Sendable, Codable {
    /// What a source is good for.
    public enum State: Hashable, Sendable, Codable {
        /// Nobody knows yet whether it has the same file.
        case untried
        /// It has been shown to have the file.
        case confirmed
        /// It cannot help others; why, in words.
        case spare(String)
        /// It is not asked any more.
        case dropped(DownloadError)
    }

    /// Its URL without user name and password.
    public var url: String
    /// Whether a server has named it, and no person.
    public var isOffered: Bool
    /// What it is good for.
    public var state: State
    /// How many lanes fetch from it, or connect, now.
    public var connections: Int
    /// Bytes per second, smoothed.
    public var bytesPerSecond: Double

    /// Creates a source of which nothing is known.
    public init(url: String) {
        self.url = url
        self.isOffered = false
        self.state = .untried
        self.connections = 0
        self.bytesPerSecond = 0
    }
}
