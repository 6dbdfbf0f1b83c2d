import CLibcurl
import DownloadCore

/// Lanes of FTP and SFTP, whose responses have no head.
extension Lane {
    /// The seconds to wait for an FTP server's reply to a transfer that has ended.
    private static let replySeconds = 3

    /// Whether the response is HTTP, which includes that of an FTP URL when a proxy translates it.
    private var isHTTP: Bool { order.scheme.transfer.hasHead || head.starts(with: "HTTP/".utf8) }

    /// Whether the transfer is ended from here as soon as the last byte has arrived.
    ///
    /// When an FTP or SSH transfer ends by itself, libcurl waits for the server's reply in the
    /// loop's thread, and every other lane waits with it.
    var endsEarly: Bool { !isHTTP }

    /// What an FTP or SFTP server has reported about the file; `nil` for a response with a head.
    var fileAnswer: FileAnswer? {
        guard !isHTTP else { return nil }
        let start = order.range?.start ?? 0
        let modified = handle.offset(CURLINFO_FILETIME_T)
        var answer = FileAnswer(
            start: start, length: nil, modified: modified < 0 ? nil : modified,
            givesRanges: order.range != nil)
        if order.scheme.transfer.conversation == .ssh {
            let rest = handle.offset(CURLINFO_CONTENT_LENGTH_DOWNLOAD_T)
            let (length, isTooLong) = start.addingReportingOverflow(rest)
            if rest >= 0, !isTooLong { answer.length = length }
        } else {
            let said = FTPReply.answers(
                in: FTPReply.all(in: head), asksPosition: order.range != nil)
            answer.length = order.ignoresLength ? nil : said.length
            answer.givesRanges = said.takesPosition
        }
        return answer
    }

    /// Whether an FTP server sent fewer bytes than it announced when the transfer started.
    ///
    /// SIZE, and a length known from elsewhere, are more reliable than that announcement.
    var isFileCut: Bool {
        guard !isHTTP, order.scheme.transfer.conversation != .ssh,
            let announced = FTPAnnouncement.length(in: head)
        else { return false }
        let end = (order.range?.start ?? 0) + handle.offset(CURLINFO_SIZE_DOWNLOAD_T)
        let size = FTPReply.answers(
            in: FTPReply.all(in: head), asksPosition: order.range != nil
        ).length
        return end < announced && end != size && end != span.edges?.length && end != span.end
    }

    /// Whether the data connection is encrypted.
    var isEncrypted: Bool { security != nil }

    /// Whether more bytes of the file's beginning are available for comparison.
    var knowsMoreOfBeginning: Bool {
        guard let edges = span.edges, let restart = edges.restart else { return true }
        return edges.beginning.bytes.count > restart.matched
    }

    /// Whether the connection can be reused although the file continues.
    ///
    /// It cannot with an encrypted data connection, because TLS treats an unannounced end as an
    /// error.
    var canLeave: Bool {
        endsEarly && order.scheme.transfer.canLeave && phase == .accepted && hold == .end
            && security == nil
    }

    /// Returns what the failure of a transfer that delivered nothing says about the file or the
    /// server; `nil` when it says no more than libcurl's result.
    func refusal(_ result: TransferResult) -> Judgement? {
        let code = result.code
        if let error = tunnelRefusal(result) { return .fail(error) }
        guard !isHTTP, phase != .accepted, !result.isSuccess else { return nil }
        // 221 is the reply to the QUIT that libcurl sends at the end.
        let reply = FTPReply.all(in: head).last { $0.code != 221 }
        switch code {
        case CURLE_QUOTE_ERROR where reply.map { $0.code >= 500 } ?? false:
            let said = reply.map { " (\($0.code) \($0.text))" } ?? ""
            return .plainOnce(
                DownloadError(
                    .badResponse, "the server cannot resume\(said)"))
        case CURLE_BAD_DOWNLOAD_RESUME: return .beyondEnd(order.range?.start ?? 0)
        case CURLE_USE_SSL_FAILED: return FTPReply.refusalOfTLS(reply)
        default:
            return order.scheme.transfer.conversation == .ssh
                ? refusalOfSSH(code) : reply?.refusal
        }
    }

    /// Returns whether an HTTP proxy has refused a tunnel to an FTP server.
    func wasRefusedTunnel(_ result: TransferResult) -> Bool {
        let status = handle.number(CURLINFO_HTTP_CONNECTCODE)
        // 407 asks for credentials.
        return order.scheme.transfer.isTranslated && !result.isSuccess && phase == .head
            && 400..<600 ~= status && status != 407
    }

    private func refusalOfSSH(_ code: CURLcode) -> Judgement? {
        switch code {
        case CURLE_PEER_FAILED_VERIFICATION:
            return hostKeyError(at: order.url).map { .fail($0) }
        // libcurl reports the same when the connection breaks before the server has answered.
        case CURLE_LOGIN_DENIED where handle.sockets.wereReset:
            return nil
        case CURLE_LOGIN_DENIED:
            return .fail(
                DownloadError(
                    .credentials,
                    "the server refused the login; set a key (--key FILE, ssh-agent, ~/.ssh) or"
                        + " a user name and password (sftp://name:password@…, or ~/.netrc with"
                        + " --netrc)"))
        case CURLE_REMOTE_FILE_NOT_FOUND:
            return .fail(DownloadError(.status, "file not found on the server"))
        case CURLE_REMOTE_ACCESS_DENIED:
            return .fail(DownloadError(.status, "permission denied on the server"))
        // libcurl's code for a failed handshake: sshd drops connections at random when many have
        // not logged in yet (MaxStartups).
        case CURLE_FAILED_INIT:
            return .busy(
                DownloadError(.connection, "the SSH handshake did not complete"), retryAfter: nil)
        default: return nil
        }
    }

    /// Limits libcurl's wait for a reply in the loop's thread, which occurs when a transfer of
    /// unknown length ends, or one that was cut short.
    func limitWaitForReply() {
        if endsEarly { handle.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, Lane.replySeconds) }
    }

    // MARK: Facts to show

    /// The facts about the response besides its head.
    var facts: HeadFacts {
        let status = handle.number(CURLINFO_RESPONSE_CODE)
        let address = handle.text(CURLINFO_PRIMARY_IP).map {
            "\($0):\(handle.number(CURLINFO_PRIMARY_PORT))"
        }
        return HeadFacts(
            status: status > 0 ? status : nil, address: address, protocolVersion: protocolVersion,
            security: security)
    }

    private var protocolVersion: String? {
        guard isHTTP else { return order.scheme.transfer.name }
        return switch handle.number(CURLINFO_HTTP_VERSION) {
        case Int(CURL_HTTP_VERSION_1_0): "HTTP/1.0"
        case Int(CURL_HTTP_VERSION_1_1): "HTTP/1.1"
        case Int(CURL_HTTP_VERSION_2_0): "HTTP/2"
        case Int(CURL_HTTP_VERSION_3): "HTTP/3"
        default: nil
        }
    }

    private var security: String? {
        let transfer = order.scheme.transfer
        if let security = transfer.security { return security }
        // The reply to AUTH TLS (RFC 4217 section 4).
        let isUpgraded =
            transfer.canUpgradeToTLS && FTPReply.all(in: head).contains { $0.code == 234 }
        return isUpgraded ? "TLS" : nil
    }
}
