import DownloadCore

/// The options of aria2 that have a meaning for a download here.
enum DownloadOption: String, Hashable, Sendable, CaseIterable {
    case allProxy = "all-proxy"
    case allowOverwrite = "allow-overwrite"
    case autoFileRenaming = "auto-file-renaming"
    case checkCertificate = "check-certificate"
    case checksum
    case dir
    case followMetalink = "follow-metalink"
    case ftpPasswd = "ftp-passwd"
    case ftpProxy = "ftp-proxy"
    case ftpUser = "ftp-user"
    case gid
    case header
    case httpPasswd = "http-passwd"
    case httpProxy = "http-proxy"
    case httpUser = "http-user"
    case httpsProxy = "https-proxy"
    case maxConnectionPerServer = "max-connection-per-server"
    case maxDownloadLimit = "max-download-limit"
    case maxTries = "max-tries"
    case noNetrc = "no-netrc"
    case out
    case pause
    case referer
    case remoteTime = "remote-time"
    case split
    case timeout
    case userAgent = "user-agent"

    /// When the option can be set.
    enum Scope: Hashable, Sendable {
        /// At any time, and as a default for new downloads.
        case always
        /// For one download, at any time.
        case download
        /// When a download is added.
        case adding
    }

    /// When the option can be set.
    var scope: Scope {
        switch self {
        case .gid, .pause: .adding
        case .checksum, .out, .httpUser, .httpPasswd, .ftpUser, .ftpPasswd: .download
        default: .always
        }
    }
}

extension RPCError {
    /// An option with an unusable value; the fault comes first, then the way out.
    static func option(_ name: String, _ reason: String) -> RPCError {
        RPCError("option \(name.bounded(to: 80)): \(reason)")
    }
}
