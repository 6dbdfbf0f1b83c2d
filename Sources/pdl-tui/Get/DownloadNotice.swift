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
    /// The download at that moment.
    var download: DownloadSnapshot
    /// Seconds since the download started.
    var seconds: Double
    /// Bytes already on disk at the start, from an earlier run.
    var receivedBefore: Int64 = 0

    init(_ kind: Kind, of download: DownloadSnapshot, seconds: Double) {
        self.kind = kind
        self.download = download
        self.seconds = seconds
    }

    private var source: SourceURL? { try? SourceURL(download.request.sources.first ?? "") }

    /// The download's number.
    var id: Int64 { download.id.rawValue }
    /// The URL as given, without user name and password.
    var url: String { source?.redacted ?? "" }
    /// The URL for display, also without its query: a signed URL gives access to the file.
    var shownURL: String { source?.shown ?? "" }
    /// The file name as far as known.
    var name: String { download.name }
    /// The path of the finished file, as far as known.
    var path: String {
        let directory = download.request.directory
        return (directory == "/" ? "" : directory) + "/" + download.name
    }
    /// Bytes received and valid.
    var received: Int64 { download.received }
    /// The file's length in bytes, when known.
    var length: Int64? { download.length }
    /// Bytes per second, smoothed.
    var bytesPerSecond: Double { download.bytesPerSecond }
    /// Estimated seconds left, when known.
    var secondsLeft: Double? { download.secondsLeft }
    /// Open connections.
    var connections: Int { download.connections }
    /// The expected digest, when known.
    var digest: ExpectedDigest? { download.digest }
    /// Whether the download was skipped because the file already exists.
    var isSkipped: Bool { download.isSkipped }
}
