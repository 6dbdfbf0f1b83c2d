import DownloadCore
import Glibc

/// The settings of an engine: limits and paths.
public struct EngineConfiguration: Sendable {
    /// The number of downloads at the same time.
    public var activeDownloads = 3
    /// The number of connections to one host, 1 to 64.
    public var connectionsPerHost = 16
    /// Whether that limit also applies to downloads with a fragment count of their own.
    ///
    /// If not, such a download may have as many connections as fragments, and one with `auto` as
    /// many as were found to help, up to 32.
    public var isPerHostStrict = false
    /// The number of tries without progress before a fragment fails.
    public var retries = 5
    /// Bytes per second for all downloads together; `nil` is no limit.
    public var limit: Int64?
    /// Bytes per second for all downloads together in slow mode.
    public var slowLimit: Int64 = 100 << 10
    /// Seconds without a byte after which a connection is given up.
    public var stallTimeout = 20.0
    /// Seconds to wait for a connection.
    public var connectTimeout = 15.0
    /// The path of the ledger; `nil` runs without one.
    public var ledgerPath: String?
    /// Whether the engine must not start if there can be no ledger at `ledgerPath`.
    public var requiresLedger = false
    /// The default download folder, whose free space snapshots show.
    public var defaultDirectory = "."
    /// Returns the folder for a file of a Metalink behind a URL, by the file's name.
    ///
    /// The result is an absolute path, or `nil` for the folder of the Metalink's own download. It
    /// is called when that folder is `defaultDirectory` and no name was given.
    public var folder: @Sendable (String) -> String? = { _ in nil }
    /// The `User-Agent` field, unless the request or its host has one.
    public var userAgent = "pdl-tui/\(EngineConfiguration.version)"
    /// Request header lines, `Name: value`, unless the request or its host has such a field.
    public var headers: [String] = []
    /// The proxy's URL, unless the request or its host has one; `nil` uses the environment's.
    public var proxy: String?
    /// The proxies in this process's environment, and the hosts reached without one.
    public var proxyEnvironment = ProxyEnvironment {
        getenv($0).flatMap { String(validatingCString: $0) }
    }
    /// The modification time of finished files.
    public var fileTime = FileTime.download
    /// Whether the user can be asked.
    ///
    /// If not, a file that changed at its source is restarted from zero.
    public var asksUser = true
    /// Whether downloads leave the list as soon as they are done or have failed; `takeEnded` then
    /// returns their last snapshots.
    public var releasesEnded = false
    /// Whether the ledger stores the downloads' credentials.
    public var keepsCredentials = false
    /// Requests that override those of the ledger, because they are more complete: they carry
    /// credentials.
    public var requests: [DownloadID: DownloadRequest] = [:]
    /// The cookies that servers have set for the ledger's downloads, as lines of a Netscape cookie
    /// file.
    public var cookies: [DownloadID: [String]] = [:]
    /// The initial notice of snapshots, unless a more important one occurs.
    public var notice: String?
    /// Whether other programs can control this one, for snapshots.
    public var remote: RemoteAccess?
    /// Options for individual hosts, by host name.
    public var hosts: [String: HostOptions] = [:]

    /// Seconds between two attempts at a disk that has refused.
    package var diskRetrySeconds = 5.0
    /// Seconds for which the part file of a removed download is neither released nor deleted.
    package var undoWindow = 10.0
    /// The access to the file system; tests replace it.
    package var fileSystem: any FileSystem = LinuxFileSystem()

    /// The maximum number of fragments that `auto` reaches.
    var mostAutomaticFragments: Int {
        isPerHostStrict ? min(connectionsPerHost, FragmentCount.allowed.upperBound) : 32
    }

    /// The version of this program.
    public static let version = "0.1.0"

    /// Creates the built-in configuration.
    public init() {}
}

extension EngineConfiguration {
    /// Returns the request with the speed limit configured for its host, if it has none of its own.
    func withHostLimit(_ request: DownloadRequest) -> DownloadRequest {
        guard request.limit == nil, !hosts.isEmpty, let url = request.sources.first,
            let host = (try? SourceURL(url))?.host
        else { return request }
        var request = request
        request.limit = hosts[host]?.limit
        return request
    }

    /// Returns the rule for the folders of a Metalink's files, `directory` being its download's: a
    /// folder that the user has chosen is for all of them.
    func folder(unlessChosen directory: String) -> @Sendable (String) -> String? {
        directory == defaultDirectory ? folder : { @Sendable _ in nil }
    }

    /// The rules that apply to all downloads.
    var policy: Download.Policy {
        var policy = Download.Policy()
        policy.retry = RetryPolicy(tries: retries)
        policy.asks = asksUser
        policy.autoMost = mostAutomaticFragments
        policy.autoMostByHost = hosts.compactMapValues(\.connections)
        policy.stallSeconds = stallTimeout
        return policy
    }
}
