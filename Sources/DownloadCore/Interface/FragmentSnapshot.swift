/// The state of one fragment at one moment, shown as one progress bar.
public struct FragmentSnapshot: Hashable, Sendable, Identifiable, Codable {
    /// The state of a fragment.
    public enum State: Hashable, Sendable, Codable {
        /// No lane is free, or its host allows no more.
        case waiting
        /// The request was sent.
        case connecting
        /// Bytes are arriving.
        case receiving
        /// The try failed; the next starts after this number of seconds.
        ///
        /// `of` is `nil` when tries are not limited.
        case retrying(DownloadError, try: Int, of: Int?, inSeconds: Double)
        /// Its tries are used up; `r` retries it.
        case failed(DownloadError)
        /// Paused with its download.
        case paused
        /// Complete.
        case done
    }

    /// Its number, from 1; constant while it exists.
    public var number: Int
    /// Its bytes in the file; `end` is `Int64.max` when the length is unknown.
    public var range: ByteRange
    /// The number of its bytes that have arrived.
    public var received: Int64
    /// Bytes per second, smoothed.
    public var bytesPerSecond: Double
    /// Its state.
    public var state: State
    /// The status of its last response: HTTP's, or an FTP server's reply (150: transfer starts).
    public var status: Int?
    /// The address and port of its server.
    public var address: String?
    /// The number of requests made for it.
    public var tries: Int
    /// The index of its source in the request.
    public var source: Int
    /// The whole seconds since its connection brought a byte; 0 below `noticedSilence`.
    public var silence: Int

    /// The seconds of silence from which it is reported.
    package static let noticedSilence = 3

    /// Identifies it in lists.
    public var id: Int { number }

    /// Creates a fragment that has not started.
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
        self.silence = 0
    }
}
