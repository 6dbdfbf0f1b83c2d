import DownloadCore

/// The properties of a protocol that matter to a transfer: one row for each scheme.
///
/// Nothing else in `Transfer` asks for a scheme.
struct TransferProtocol: Sendable {
    /// The kind of dialogue with the server.
    enum Conversation {
        case http, ftp, ssh
    }

    /// The dialogue: what is requested, and what is reported about the file.
    let conversation: Conversation
    /// Its name, for display.
    let name: String
    /// The schemes that libcurl may use for it.
    let schemes: String
    /// The protocol that secures the whole transfer, for display; `nil` for none.
    let security: String?
    /// Whether a connection can be reused although the file continues beyond the lane's end.
    let canLeave: Bool
    /// Whether an HTTP proxy may translate it and therefore refuse a tunnel.
    let isTranslated: Bool

    /// Whether a response begins with a head.
    var hasHead: Bool { conversation == .http }
    /// Whether the edges of a file must be verified, because the server's replies do not prove
    /// them.
    var checksEdges: Bool { conversation == .ftp }
    /// Whether a connection begins with a TLS handshake.
    var beginsWithTLS: Bool { security == "TLS" }
    /// Whether libcurl waits in the loop's thread for the server to end the session.
    var waitsForGoodbye: Bool { conversation == .ssh }

    /// Returns whether libcurl must be polled for a transfer although none of its sockets is due.
    ///
    /// With encrypted FTP, libcurl 7.88 does not report everything it waits for through the socket
    /// callbacks.
    func needsPolling(_ options: TransportOptions) -> Bool {
        conversation == .ftp && (security != nil || options.ftpSecurity != .off)
    }

    /// Whether a connection may start in the clear and change to TLS.
    var canUpgradeToTLS: Bool { conversation == .ftp && security == nil }

    /// Returns the use of TLS that libcurl is asked for: implicit TLS is always required.
    func ftpSecurity(_ options: TransportOptions) -> TransportOptions.FTPSecurity {
        security == nil ? options.ftpSecurity : .require
    }

    /// Returns whether the range is requested by libcurl's own option; if not, by our own commands.
    ///
    /// A translating proxy accepts no commands.
    func hasRangeOption(tunnels: Bool) -> Bool { conversation != .ftp || !tunnels }
}

extension SourceURL.Scheme {
    /// The properties of a transfer from a URL of this scheme.
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
