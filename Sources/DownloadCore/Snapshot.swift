/// Everything a watcher may want to see, at one moment; newest wins.
public struct Snapshot: Hashable, Sendable {
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

/// One fragment as a watcher sees it: one progress bar.
public struct FragmentSnapshot: Hashable, Sendable, Identifiable {
    /// What a fragment is doing.
    public enum State: Hashable, Sendable {
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

/// What was learnt of a download's server from its answers.
public struct ServerFacts: Hashable, Sendable {
    /// The host and port.
    public var host: String
    /// The URL after redirects, without user name and password.
    public var finalURL: String?
    /// How many redirects led there.
    public var redirects: Int
    /// The `Server` field.
    public var software: String?
    /// For example `HTTP/1.1` or `FTP`.
    public var protocolVersion: String?
    /// For example `TLSv1.3`; `nil` without TLS.
    public var security: String?
    /// The entity tag as sent.
    public var entityTag: String?
    /// The `Last-Modified` field as sent.
    public var lastModified: String?
    /// The `Content-Type` field as sent.
    public var mediaType: String?
    /// The most connections the host has been found to allow; `nil` when no ceiling was met.
    public var connectionCeiling: Int?
    /// The longest range in bytes that the server gives at once; `nil` when no cap was met.
    public var rangeCap: Int64?

    /// Creates facts that know the host only.
    public init(host: String) {
        self.host = host
        self.redirects = 0
    }
}

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
