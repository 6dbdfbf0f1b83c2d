import DownloadCore

/// An event that `get` reports about one download.
struct DownloadNotice: Equatable, Sendable {
    /// What happened.
    enum Kind: Equatable, Sendable {
        /// The first request is being sent.
        case start
        /// A request of the user could not be honoured; the download continues.
        case warning(String)
        /// Bytes were received.
        case progress
        /// An attempt failed and is retried after the delay.
        ///
        /// `fragment` is `nil` when the whole download is retried.
        case retry(fragment: Int?, DownloadError, inSeconds: Double)
        /// The file is complete, verified and in place.
        case done
        /// The download failed.
        case failed(DownloadError)
    }

    /// What happened.
    var kind: Kind
    /// The download's number.
    var id: Int64
    /// The URL as given, without user name and password.
    var url: String
    /// The URL for display, also without its query: a signed URL gives access to the file.
    var shownURL: String
    /// The file name as far as known.
    var name: String
    /// The path of the finished file, as far as known.
    var path: String
    /// Bytes received and valid.
    var received: Int64
    /// The file's length in bytes, when known.
    var length: Int64?
    /// Bytes per second, smoothed.
    var bytesPerSecond: Double
    /// Estimated seconds left, when known.
    var secondsLeft: Double?
    /// Open connections.
    var connections: Int
    /// The expected digest, when known.
    var digest: ExpectedDigest?
    /// Seconds since the download started.
    var seconds: Double
    /// Whether the download was skipped because the file already exists.
    var isSkipped: Bool
    /// Bytes already on disk at the start, from an earlier run.
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
