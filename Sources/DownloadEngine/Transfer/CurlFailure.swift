import CLibcurl
import DownloadCore
import Glibc

/// What a libcurl result means for a download.
enum CurlFailure {
    /// The error for a transfer that did not end with `CURLE_OK`.
    ///
    /// - Parameters:
    ///   - code: The result.
    ///   - handle: The transfer's handle, which knows more.
    ///   - url: Where it was to go.
    /// - Returns: The error that a person reads.
    static func error(_ code: CURLcode, of handle: EasyHandle, at url: String) -> DownloadError {
        let kind = kind(of: code)
        let words = handle.words(for: code)
        let place = place(in: words, url)
        switch kind {
        case .unreachable:
            return DownloadError(kind, outage(handle.number(CURLINFO_OS_ERRNO), place))
        case .timeout where handle.offset(CURLINFO_PRETRANSFER_TIME_T) <= 0:
            return DownloadError(.unreachable, "no answer from \(place)")
        default:
            return DownloadError(kind, plain(code, words, place, url) ?? words)
        }
    }

    /// What happens often, in plain words.
    private static func plain(
        _ code: CURLcode, _ words: String, _ place: String, _ url: String
    ) -> String? {
        switch code {
        case CURLE_PARTIAL_FILE: "the server closed the connection too early"
        case CURLE_GOT_NOTHING: "the server closed the connection without an answer"
        case CURLE_RECV_ERROR where words.contains("reset by peer"):
            "the connection was reset"
        case CURLE_SSL_CONNECT_ERROR where words.contains("wrong version number"):
            url.hasPrefix("ftps:")
                ? "\(place) does not support TLS from the first byte; try ftp:// with --ftp-tls try"
                : "\(place) does not support TLS; try http://"
        default: nil
        }
    }

    /// Who was to be reached: the server, or the proxy before it, which only libcurl's words name
    /// ("Failed to connect to HOST port N after ...").
    private static func place(in words: String, _ url: String) -> String {
        let parts = words.split(separator: " ")
        if words.hasPrefix("Failed to connect to "), parts.count > 5, parts[4] == "port" {
            return "\(parts[3]):\(parts[5])"
        }
        guard let server = try? SourceURL(url) else { return "the server" }
        return "\(server.host):\(server.port)"
    }

    /// Why there is no way to a server; the reason comes first, because rows are short.
    private static func outage(_ reason: Int, _ place: String) -> String {
        switch Int32(truncatingIfNeeded: reason) {
        case ECONNREFUSED: "connection refused by \(place)"
        case ENETUNREACH, ENETDOWN: "no network on the way to \(place)"
        case EHOSTUNREACH, EHOSTDOWN: "no way to \(place)"
        case ETIMEDOUT: "no answer from \(place)"
        default: "cannot connect to \(place)"
        }
    }

    private static func kind(of code: CURLcode) -> DownloadError.Kind {
        switch code {
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT: .badURL
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .unknownHost
        case CURLE_COULDNT_CONNECT: .unreachable
        case CURLE_OPERATION_TIMEDOUT: .timeout
        case CURLE_PARTIAL_FILE: .cutShort
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
            CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED:
            .security
        case CURLE_LOGIN_DENIED, CURLE_REMOTE_ACCESS_DENIED: .credentials
        case CURLE_REMOTE_FILE_NOT_FOUND: .status
        case CURLE_TOO_MANY_REDIRECTS: .redirect
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING, CURLE_WRITE_ERROR: .badResponse
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT, CURLE_BAD_FUNCTION_ARGUMENT: .defect
        default: .connection
        }
    }
}
