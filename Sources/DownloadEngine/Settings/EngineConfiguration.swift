import DownloadCore
import Glibc

/// How an engine runs: limits and paths.
public struct EngineConfiguration: Sendable {
    /// Downloads at the same time.
    public var activeDownloads = 3
    /// Connections to one host, 1 to 64.
    public var connectionsPerHost = 16
    /// Whether that holds for downloads with a count of their own too; if not, one that was given
    /// more fragments than this has as many connections.
    public var isPerHostStrict = false
    /// Tries without progress before a fragment fails.
    public var retries = 5
    /// Bytes per second for all downloads together; `nil` is no limit.
    public var limit: Int64?
    /// Bytes per second for all downloads together in slow mode.
    public var slowLimit: Int64 = 100 << 10
    /// Seconds without a byte after which a connection is given up.
    public var stallTimeout = 20.0
    /// Seconds to wait for a connection.
    public var connectTimeout = 15.0
    /// Where the ledger is kept: a path; `nil` goes without one.
    public var ledgerPath: String?
    /// The folder that new downloads go to, for the free space in snapshots.
    public var defaultDirectory = "."
    /// The folder for a file of a Metalink behind a URL, by the file's name.
    ///
    /// An absolute path, or `nil` for the folder of the Metalink's own download. It is asked when
    /// that is `defaultDirectory` and no name was given.
    public var folder: @Sendable (String) -> String? = { _ in nil }
    /// The `User-Agent` field, where neither the request nor its host has one.
    public var userAgent = "pdl-tui/\(EngineConfiguration.version)"
    /// Request header lines, `Name: value`, where neither the request nor its host has such a field.
    public var headers: [String] = []
    /// The proxy's URL, where neither the request nor its host has one; `nil` leaves the environment's.
    public var proxy: String?
    /// The proxies that this process's environment names, and the hosts reached without one.
    public var proxyEnvironment = ProxyEnvironment { getenv($0).map { String(cString: $0) } }
    /// The time of change that finished files get.
    public var fileTime = FileTime.download
    /// Whether a person can be asked; if not, a file that changed at its source is begun again.
    public var asksPerson = true
    /// Whether credentials of downloads are kept in the ledger.
    public var keepsCredentials = false
    /// How downloads of the ledger are fetched when that is known better than the ledger can keep it:
    /// with their credentials.
    public var requests: [DownloadID: DownloadRequest] = [:]
    /// What snapshots are to say from the beginning, unless there is something more important.
    public var notice: String?
    /// What is different for some hosts, by host name.
    public var hosts: [String: HostOptions] = [:]

    /// Seconds after which a disk that has refused is asked again.
    package var diskRetrySeconds = 5.0
    /// Seconds for which the part file of a removed download is kept as it is.
    package var regretSeconds = 10.0
    /// The door to the disk; a test stands in it.
    package var fileSystem: any FileSystem = LinuxFileSystem()

    /// The version of this program.
    public static let version = "0.1.0"

    /// Creates the built-in configuration.
    public init() {}
}
