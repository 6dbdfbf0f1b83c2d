import CLibcurl
import DownloadCore

/// What a libcurl result means for a download.
enum CurlFailure {
    /// The error for a transfer that did not end with `CURLE_OK`.
    ///
    /// - Parameters:
    ///   - code: The result.
    ///   - words: libcurl's words for it.
    /// - Returns: The error that a person reads.
    static func error(_ code: CURLcode, words: String) -> DownloadError {
        DownloadError(kind(of: code), words)
    }

    private static func kind(of code: CURLcode) -> DownloadError.Kind {
        switch code {
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT: .badURL
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .unknownHost
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
