import DownloadCore

/// One thing that `get` tells: about which download, and what.
struct GetEvent: Equatable, Sendable {
    /// What happened.
    enum Kind: Equatable, Sendable {
        /// Its first request is on its way.
        case start
        /// Something that was asked for is not done; it goes on.
        case warning(String)
        /// Bytes have arrived.
        case progress
        /// A try failed, and the next comes in so many seconds; of the fragment, or of the whole
        /// download when the number is `nil`.
        case retry(fragment: Int?, DownloadError, inSeconds: Double)
        /// The file is whole, checked and in its place.
        case done
        /// It cannot go on.
        case failed(DownloadError)
    }

    /// What happened.
    var kind: Kind
    /// The download's number.
    var id: Int64
    /// The URL that was given, without user name and password.
    var url: String
    /// The URL without its query either, for people: a signed URL gives access to the file.
    var shownURL: String
    /// The file's name as far as known.
    var name: String
    /// The path of the finished file, as far as known.
    var path: String
    /// Bytes that have arrived and count.
    var received: Int64
    /// The file's length in bytes, when known.
    var length: Int64?
    /// Bytes per second, smoothed.
    var bytesPerSecond: Double
    /// Seconds until it is whole, when that can be said.
    var secondsLeft: Double?
    /// How many connections work on it.
    var connections: Int
    /// The digest that it is, or was, checked against, when known.
    var digest: ExpectedDigest?
    /// Seconds since it was started.
    var seconds: Double
    /// Whether it is done because a file of its name was there already.
    var isSkipped: Bool
    /// Bytes that were there when it was started, from an earlier run.
    var receivedBefore: Int64 = 0

    init(_ kind: Kind, of download: DownloadSnapshot, seconds: Double) {
        self.kind = kind
        self.id = download.id.rawValue
        let url = download.request.sources.first ?? ""
        let parsed = try? SourceURL(url)
        self.url = parsed?.redacted ?? ""
        self.shownURL = parsed?.shown ?? ""
        self.name = download.name
        let directory = download.request.directory
        self.path = (directory == "/" ? "" : directory) + "/" + download.name
        self.received = download.received
        self.length = download.length
        self.bytesPerSecond = download.bytesPerSecond
        self.secondsLeft = download.secondsLeft
        self.connections = download.connections
        self.digest = download.digest
        self.isSkipped = download.isSkipped
        self.seconds = seconds
    }
}
