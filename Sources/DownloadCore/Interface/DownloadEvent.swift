/// One event of a download, for its log.
public struct DownloadEvent: Hashable, Sendable {
    /// The time, in seconds since 1970.
    public var time: Double
    /// The text; parts of it may come from outside.
    public var text: String

    /// Creates an event.
    public init(time: Double, text: String) {
        self.time = time
        self.text = text.bounded(to: DownloadError.longestCause)
    }
}
