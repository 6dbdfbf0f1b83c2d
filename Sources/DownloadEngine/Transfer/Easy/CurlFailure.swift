import CLibcurl
import DownloadCore
import Glibc

/// The facts about a failed transfer; `error` puts them into words.
///
/// libcurl's own texts may quote a user name, a password or bytes from the server, and name its
/// options instead of ours. They are searched for what the codes do not tell, and never shown.
struct CurlFailure {
    /// libcurl's result code.
    var code: CURLcode
    /// The requested URL.
    var url: String
    /// The proxy in use; `nil` for none.
    var proxy: ProxyURL?
    /// The `errno` of a failed connection; 0 when unknown.
    var systemError: Int32 = 0
    /// The status of the proxy's response to CONNECT; 0 when there is none.
    var connectStatus = 0
    /// The authentication schemes that the proxy offered in its response to CONNECT, as far as
    /// libcurl knows them.
    var proxyChallenges = Challenges([])
    /// The error of the SOCKS handshake.
    var proxyError = 0
    /// OpenSSL's verification result for the certificate; 0 when it is good or was not verified.
    var verification = 0
    /// The network interface or local address of the connection; `nil` for any.
    var localEnd: LocalEnd?
    /// Why that interface may not reach the server; `nil` if nothing is known against it.
    var localLack: String?
    /// The only addresses that names may be resolved to, with the option; `nil` for any.
    var addressLimit: String?
    /// Whether the connection was established and the request could be sent.
    var isConnected = false
    /// Whether the server sent nothing.
    var isUnanswered = false
    /// libcurl's own text, for searching only.
    var hint = ""

    /// Returns the error for a transfer that did not end with `CURLE_OK`.
    ///
    /// - Parameters:
    ///   - code: The result.
    ///   - handle: The transfer's handle, which knows more.
    ///   - url: The requested URL.
    /// - Returns: The error, in words of our own.
    static func error(_ code: CURLcode, of handle: EasyHandle, at url: String) -> DownloadError {
        if code == CURLE_LOGIN_DENIED, handle.sockets.wereReset {
            return DownloadError(.connection, "the connection was reset")
        }
        var failure = CurlFailure(code: code, url: url, proxy: handle.proxy)
        failure.localEnd = handle.localEnd
        failure.localLack = handle.localLack
        failure.addressLimit = handle.addressLimit
        failure.systemError = Int32(truncatingIfNeeded: handle.number(CURLINFO_OS_ERRNO))
        failure.connectStatus = handle.number(CURLINFO_HTTP_CONNECTCODE)
        failure.proxyChallenges = Challenges(libcurl: handle.number(CURLINFO_PROXYAUTH_AVAIL))
        failure.proxyError = handle.number(CURLINFO_PROXY_ERROR)
        failure.isConnected = handle.offset(CURLINFO_PRETRANSFER_TIME_T) > 0
        failure.isUnanswered =
            handle.number(CURLINFO_HEADER_SIZE) == 0
            && handle.offset(CURLINFO_SIZE_DOWNLOAD_T) == 0
        failure.hint = handle.errorHint
        failure.verification = handle.number(
            failure.isProxyHandshake
                ? CURLINFO_PROXY_SSL_VERIFYRESULT : CURLINFO_SSL_VERIFYRESULT)
        return failure.error
    }

    /// The error in words.
    var error: DownloadError {
        if let error = proxyFailure ?? securityFailure { return error }
        switch code {
        case CURLE_UNSUPPORTED_PROTOCOL where hint.contains("http/0.9"):
            return DownloadError(
                .badResponse,
                "the server does not speak HTTP"
                    + (TLSAdvice.text(for: url, proxy, onAnyPort: true) ?? ""))
        case CURLE_UNSUPPORTED_PROTOCOL where isConnected, CURLE_WEIRD_SERVER_REPLY:
            return DownloadError(.badResponse, "the server's response is malformed")
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT:
            return DownloadError(.badURL, "libcurl cannot use this URL")
        case CURLE_COULDNT_RESOLVE_HOST:
            return DownloadError(.unknownHost, "could not resolve the host \(host)\(resolved)")
        case CURLE_COULDNT_CONNECT:
            return wrongInterface ?? DownloadError(.unreachable, outage)
        case CURLE_INTERFACE_FAILED:
            let name = localEnd?.shown ?? "the interface"
            return DownloadError(.unreachable, "\(name) cannot be used (--interface)")
        case CURLE_OPERATION_TIMEDOUT, CURLE_FTP_ACCEPT_TIMEOUT:
            return isConnected
                ? DownloadError(.timeout, "the server did not respond in time")
                : DownloadError(.unreachable, "no response from \(silentParty)")
        case CURLE_LOGIN_DENIED, CURLE_AUTH_ERROR:
            return DownloadError(
                .credentials, "the server does not accept the user name and password")
        case CURLE_REMOTE_ACCESS_DENIED:
            return DownloadError(.credentials, "the server denies access to the file")
        case CURLE_REMOTE_FILE_NOT_FOUND:
            return DownloadError(.status, "file not found on the server")
        case CURLE_READ_ERROR:
            // Downloads read nothing else through libcurl.
            return DownloadError(
                .credentials, "~/.netrc (--netrc) is malformed; check its quotation marks")
        case CURLE_TOO_MANY_REDIRECTS: return DownloadError(.redirect, "too many redirects")
        default: break
        }
        if let cause = Self.badResponses[code.rawValue] {
            return DownloadError(.badResponse, cause)
        }
        if let cause = Self.defects[code.rawValue] { return DownloadError(.defect, cause) }
        let kind: DownloadError.Kind = code == CURLE_PARTIAL_FILE ? .cutShort : .connection
        let advice = isConnected && isUnanswered ? TLSAdvice.text(for: url, proxy) : nil
        return DownloadError(kind, broken + (advice ?? ""))
    }

    /// What happened to an established connection.
    private var broken: String {
        switch code {
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            hint.contains("reset by peer") ? "the connection was reset" : "the connection broke"
        default:
            Self.breaks[code.rawValue] ?? "the transfer failed (libcurl error \(code.rawValue))"
        }
    }

    /// The server's host.
    var host: String { (try? SourceURL(url))?.host ?? "of the URL" }

    /// The server's host and port.
    var server: String {
        guard let server = try? SourceURL(url) else { return "the server" }
        return "\(server.host):\(server.port)"
    }

    /// The peer of the connection: the proxy if there is one, else the server.
    var place: String { proxy.map { "the proxy \($0.place)" } ?? server }

    /// The party that did not respond in time: the server once the proxy has opened a tunnel.
    private var silentParty: String {
        proxy != nil && 200..<300 ~= connectStatus ? "\(server) through \(place)" : place
    }

    /// The kind of addresses that a name could not be resolved to, for the end of a message.
    var resolved: String { addressLimit.map { " to \($0)" } ?? "" }

    /// The error when the connection failed because of the interface or address that it was bound
    /// to.
    private var wrongInterface: DownloadError? {
        guard let localEnd else { return nil }
        switch systemError {
        case EINVAL:
            // Linux reaches no other machine from a loopback address.
            return DownloadError(
                .badURL, "\(place) cannot be reached from \(localEnd.shown) (--interface)")
        case 0, ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL:
            return localLack.map { DownloadError(.badURL, "\($0) (--interface)") }
        default: return nil
        }
    }

    /// Why a server cannot be reached; the reason comes first, because rows are short.
    private var outage: String {
        switch systemError {
        case ECONNREFUSED:
            proxy == nil
                ? "connection refused by \(place)" : "\(place) refused the connection"
        case ENETUNREACH, ENETDOWN: "network unreachable on the way to \(place)"
        case EHOSTUNREACH, EHOSTDOWN: "no route to \(place)"
        case ETIMEDOUT: "no response from \(place)"
        case ENOENT: "\(place) does not exist"
        default: "cannot connect to \(place)"
        }
    }

    private static let badResponses: [UInt32: String] = [
        CURLE_WRITE_ERROR.rawValue: "the response's header is too long or its body is malformed",
        CURLE_BAD_CONTENT_ENCODING.rawValue: "the compressed response is damaged",
        CURLE_RANGE_ERROR.rawValue: "the server cannot send a part of the file",
        CURLE_BAD_DOWNLOAD_RESUME.rawValue: "the server cannot resume at this position",
        CURLE_FILESIZE_EXCEEDED.rawValue: "the file is larger than the server said",
        CURLE_HTTP_RETURNED_ERROR.rawValue: "the server answered with an error",
        // libcurl's code for exceeding its own limits on a header line, a trailer or a chunk.
        CURLE_OUT_OF_MEMORY.rawValue: "a header line, trailer or chunk of the response is too long",
        CURLE_BAD_FUNCTION_ARGUMENT.rawValue:
            "a header line or trailer of the response is malformed",
    ]

    private static let defects: [UInt32: String] = [
        CURLE_FAILED_INIT.rawValue: "libcurl could not start the transfer",
        CURLE_NOT_BUILT_IN.rawValue: "this libcurl lacks a feature that the request needs",
        CURLE_FUNCTION_NOT_FOUND.rawValue: "this libcurl lacks a feature that the request needs",
        CURLE_UNKNOWN_OPTION.rawValue: "this libcurl does not know an option of the request",
        CURLE_SETOPT_OPTION_SYNTAX.rawValue: "libcurl does not accept an option of the request",
        CURLE_RECURSIVE_API_CALL.rawValue: "libcurl was called at the wrong time",
    ]

    private static let breaks: [UInt32: String] = [
        CURLE_PARTIAL_FILE.rawValue: "the server closed the connection too early",
        CURLE_GOT_NOTHING.rawValue: "the server closed the connection without a response",
        CURLE_HTTP2.rawValue: "the HTTP/2 connection failed",
        CURLE_HTTP2_STREAM.rawValue: "the server ended the HTTP/2 stream",
        CURLE_HTTP3.rawValue: "the HTTP/3 connection failed",
        CURLE_QUIC_CONNECT_ERROR.rawValue: "the QUIC connection failed",
        CURLE_SSH.rawValue: "the SSH connection failed",
        CURLE_QUOTE_ERROR.rawValue: "the FTP server refused a command",
        CURLE_FTP_ACCEPT_FAILED.rawValue: "the FTP server did not open the data connection",
        CURLE_FTP_PORT_FAILED.rawValue: "the FTP server refused the data connection",
        CURLE_FTP_WEIRD_PASS_REPLY.rawValue: "the FTP server's reply to the login is malformed",
        CURLE_FTP_WEIRD_PASV_REPLY.rawValue: "the FTP server refused passive mode",
        CURLE_FTP_WEIRD_227_FORMAT.rawValue: "the FTP server's reply to PASV is malformed",
        CURLE_FTP_CANT_GET_HOST.rawValue: "the FTP server names a host that cannot be resolved",
        CURLE_FTP_COULDNT_SET_TYPE.rawValue: "the FTP server refused binary mode",
        CURLE_FTP_COULDNT_RETR_FILE.rawValue: "the FTP server refused to send the file",
        CURLE_FTP_COULDNT_USE_REST.rawValue: "the FTP server cannot resume",
        CURLE_FTP_PRET_FAILED.rawValue: "the FTP server refused PRET",
        CURLE_NO_CONNECTION_AVAILABLE.rawValue: "no connection is free",
        CURLE_UNRECOVERABLE_POLL.rawValue: "waiting for the network failed",
        CURLE_ABORTED_BY_CALLBACK.rawValue: "the transfer was stopped",
        CURLE_AGAIN.rawValue: "the connection was not ready",
        CURLE_PROXY.rawValue: "the proxy refused the connection",
    ]
}
