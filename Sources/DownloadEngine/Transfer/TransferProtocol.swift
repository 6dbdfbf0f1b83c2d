import DownloadCore

/// What sets a protocol apart for a transfer: one row for each scheme.
///
/// Nothing else in `Transfer` asks for a scheme.
struct TransferProtocol: Sendable {
    /// The conversation with the server.
    enum Conversation {
        case http, ftp, ssh
    }

    /// The conversation: what is asked, and what is told of the file.
    let conversation: Conversation
    /// Its name, for people.
    let name: String
    /// The schemes that libcurl may use for it.
    let schemes: String
    /// What all of it is secured by; `nil` for nothing.
    let security: String?
    /// Whether a connection can be used again although the file goes on behind the lane's end.
    let canLeave: Bool
    /// Whether an HTTP proxy may translate it, and then refuses a tunnel.
    let isTranslated: Bool

    /// Whether a response begins with a head.
    var hasHead: Bool { conversation == .http }
    /// Whether where a file starts and ends is to be checked, as the server's word does not say it.
    var checksEdges: Bool { conversation == .ftp }
    /// Whether libcurl waits in the loop's thread for the server's goodbye.
    var waitsForGoodbye: Bool { conversation == .ssh }

    /// Whether libcurl must be asked about a transfer although none of its sockets is due: of
    /// encrypted FTP, libcurl 7.88 does not report all that it waits for to who watches its sockets.
    func needsPolling(_ options: TransportOptions) -> Bool {
        conversation == .ftp && (security != nil || options.ftpSecurity != .off)
    }

    /// Whether the range is asked for by libcurl's own option; if not, by commands of ours.
    ///
    /// A proxy that translates knows no commands.
    func hasRangeOption(tunnels: Bool) -> Bool { conversation != .ftp || !tunnels }
}

extension SourceURL.Scheme {
    /// How a file is transferred from a URL of this scheme.
    var transfer: TransferProtocol {
        switch self {
        case .http:
            TransferProtocol(
                conversation: .http, name: "HTTP", schemes: "http,https", security: nil,
                canLeave: false, isTranslated: false)
        case .https:
            TransferProtocol(
                conversation: .http, name: "HTTP", schemes: "http,https", security: "TLS",
                canLeave: false, isTranslated: false)
        case .ftp:
            TransferProtocol(
                conversation: .ftp, name: "FTP", schemes: "ftp", security: nil, canLeave: true,
                isTranslated: true)
        case .ftps:
            TransferProtocol(
                conversation: .ftp, name: "FTP", schemes: "ftps", security: "TLS",
                canLeave: false, isTranslated: false)
        case .sftp:
            TransferProtocol(
                conversation: .ssh, name: "SFTP", schemes: "sftp", security: "SSH",
                canLeave: false, isTranslated: false)
        }
    }
}
