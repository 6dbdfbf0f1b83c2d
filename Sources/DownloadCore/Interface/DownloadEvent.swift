/// One thing that happened to a download, for its log.
public struct DownloadEvent: Hashable, Sendable {
    /// When, in seconds since 1970.
    public var time: Double
    /// What, in words; parts of it may come from outside.
    public var text: String

    /// Creates an event.
    public init(time: Double, text: String) {
        self.time = time
        self.text = text.bounded(to: DownloadError.longestCause)
    }
}
