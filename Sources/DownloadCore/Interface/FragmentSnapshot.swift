/// One fragment as a watcher sees it: one progress bar.
public struct FragmentSnapshot: Hashable, Sendable, Identifiable, Codable {
    /// What a fragment is doing.
    public enum State: Hashable, Sendable, Codable {
        /// No lane is free for it, or its host allows no more.
        case waiting
        /// The request is on its way.
        case connecting
        /// Bytes are arriving.
        case receiving
        /// The try failed; the next begins in so many seconds. `of` is `nil` when tries do not end.
        case retrying(DownloadError, try: Int, of: Int?, inSeconds: Double)
        /// It ran out of tries; `r` tries again.
        case failed(DownloadError)
        /// Stopped with its download.
        case paused
        /// Whole.
        case done
    }

    /// Its number, from 1; it keeps it while it lives.
    public var number: Int
    /// Its bytes in the file; `end` is `Int64.max` when the length is not known.
    public var range: ByteRange
    /// The bytes of it that have arrived.
    public var received: Int64
    /// Bytes per second, smoothed.
    public var bytesPerSecond: Double
    /// What it is doing.
    public var state: State
    /// The status of its last response: HTTP's, or an FTP server's reply (150: it sends).
    public var status: Int?
    /// The server's address and port it is connected to.
    public var address: String?
    /// How many requests were made for it.
    public var tries: Int
    /// Which source of the request it uses: an index.
    public var source: Int

    /// The name in lists.
    public var id: Int { number }

    /// Creates a fragment that has not begun.
    public init(number: Int, range: ByteRange) {
        self.number = number
        self.range = range
        self.received = 0
        self.bytesPerSecond = 0
        self.state = .waiting
        self.status = nil
        self.address = nil
        self.tries = 0
        self.source = 0
    }
}
