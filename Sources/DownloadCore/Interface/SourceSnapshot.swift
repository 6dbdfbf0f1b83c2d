/// The state of one source of a download.
public struct SourceSnapshot: Hashable, Sendable, Codable {
    /// What a source can be used for.
    public enum State: Hashable, Sendable, Codable {
        /// It is not known yet whether it has the same file.
        case untried
        /// It was shown to have the same file.
        case confirmed
        /// It cannot serve ranges; the reason in words.
        case withoutRanges(String)
        /// It is not used any more.
        case dropped(DownloadError)
    }

    /// Its URL without user name and password.
    public var url: String
    /// Whether a server named it, not the user.
    public var isOffered: Bool
    /// Its state.
    public var state: State
    /// The number of its lanes that transfer or connect now.
    public var connections: Int
    /// Bytes per second, smoothed.
    public var bytesPerSecond: Double

    /// Creates an untried source.
    public init(url: String) {
        self.url = url
        self.isOffered = false
        self.state = .untried
        self.connections = 0
        self.bytesPerSecond = 0
    }
}
