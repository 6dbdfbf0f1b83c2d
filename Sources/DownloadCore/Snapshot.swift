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

/// One download as a watcher sees it.
public struct DownloadSnapshot: Hashable, Sendable, Identifiable {
    /// What a download is doing.
    public enum State: Hashable, Sendable {
        /// Its turn has not come.
        case waiting
        /// The first request is under way; nothing is known of the file yet.
        case asking
        /// Bytes are arriving, or some lane tries to make them.
        case running
        /// No lane can go on now; the next try is in so many seconds.
        case retrying(DownloadError, inSeconds: Double)
        /// Stopped, and why.
        case paused(PauseReason)
        /// It cannot go on without a person.
        case failed(DownloadError)
        /// Whole; the checksum is being computed, this part of it is done (0 to 1).
        case checking(Double)
        /// Whole, checked and in its place.
        case done
    }

    /// Why a download is paused.
    public enum PauseReason: Hashable, Sendable {
        /// A person asked for it.
        case person
        /// The disk cannot take the bytes; it goes on by itself when it can.
        case disk(DownloadError)
        /// Another process works on the file.
        case inUse
        /// Something must be decided first.
        case question(Question)
    }

    /// Something only a person can decide.
    public enum Question: Hashable, Sendable {
        /// The file at the source is not the one that was begun: start over, or leave it paused?
        case changed(String)
        /// The server answers with something that is not the file, such as a login page: start over
        /// with that, or leave it paused?
        case unrelated(String)
        /// The part file is missing: start over, or leave it paused?
        case partFileMissing
    }

    /// Whether the server gives ranges.
    public enum Ranges: Hashable, Sendable {
        /// It has not been asked yet.
        case unknown
        /// It gives ranges.
        case given
        /// It does not: one stream, which starts over when it breaks. The reason in words.
        case none(String)
    }

    /// The download's name for intents.
    public var id: DownloadID
    /// What was asked for.
    public var request: DownloadRequest
    /// The file's name, as far as known: from the server, else from the URL.
    public var name: String
    /// What it is doing.
    public var state: State
    /// The file's length in bytes; `nil` when not known (yet).
    public var length: Int64?
    /// The bytes that have arrived and count.
    public var received: Int64
    /// Bytes per second, smoothed; 0 when nothing moves.
    public var bytesPerSecond: Double
    /// Seconds until it is whole; `nil` when that cannot be said.
    public var secondsLeft: Double?
    /// Whether the server gives ranges.
    public var ranges: Ranges
    /// How many lanes fetch or connect now.
    public var connections: Int
    /// How many fragments at a time are wanted now (for `auto`, as measured).
    public var wantedFragments: Int
    /// Why it is not more or fewer, in words ("server allows 4").
    public var fragmentsNote: String?
    /// The fragments in the order of their numbers; empty before the first answer.
    public var fragments: [FragmentSnapshot]
    /// The ranges that have arrived, for the map.
    public var covered: ByteRangeSet
    /// What is known of the server; `nil` before the first answer.
    public var server: ServerFacts?
    /// The digest that the file is checked against, as far as known.
    public var digest: ExpectedDigest?
    /// What is known of its pieces, where their digests are known.
    public var pieces: PieceProgress?
    /// Where it comes from: the sources of the request, then those that its servers have named.
    public var sources: [SourceSnapshot]
    /// What happened to this download, oldest first; at most the last 200.
    public var events: [DownloadEvent]
    /// Whether it is done because a file of its name was there already; nothing of it was kept.
    public var isSkipped: Bool
    /// What a person asked for last and was not done, and why; `nil` when it was done.
    public var refusal: DownloadEvent?
    /// When it was added, in seconds since 1970.
    public var added: Double
    /// When it was done, in seconds since 1970.
    public var finished: Double?

    /// Creates a snapshot of a download that has not begun.
    public init(id: DownloadID, request: DownloadRequest, name: String) {
        self.id = id
        self.request = request
        self.name = name
        self.state = .waiting
        self.length = nil
        self.received = 0
        self.bytesPerSecond = 0
        self.secondsLeft = nil
        self.ranges = .unknown
        self.connections = 0
        self.wantedFragments = 1
        self.fragmentsNote = nil
        self.fragments = []
        self.covered = ByteRangeSet()
        self.server = nil
        self.digest = nil
        self.pieces = nil
        self.sources = []
        self.events = []
        self.isSkipped = false
        self.refusal = nil
        self.added = 0
        self.finished = nil
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
