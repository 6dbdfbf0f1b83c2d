import CLibcurl
import DownloadCore

/// Failures that are the proxy's and not the server's.
extension CurlFailure {
    /// Whether TLS failed with the proxy itself: no tunnel was open yet.
    var isProxyHandshake: Bool { proxy?.scheme.usesTLS == true && connectStatus == 0 }

    /// The error when a proxy is to blame; `nil` otherwise.
    var proxyFailure: DownloadError? {
        guard let proxy else {
            return code == CURLE_COULDNT_RESOLVE_PROXY
                ? DownloadError(.unknownHost, "could not resolve the proxy") : nil
        }
        switch code {
        case CURLE_COULDNT_RESOLVE_PROXY:
            return DownloadError(
                .unknownHost, "could not resolve the proxy \(proxy.host)\(resolved)")
        case CURLE_PROXY: return socksFailure(of: proxy)
        case _ where connectStatus >= 300: return refusedTunnel(by: proxy)
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            guard !isConnected, connectStatus == 0 else { return nil }
            return DownloadError(.connection, "\(place) closed the connection without a response")
        default: return nil
        }
    }

    /// Returns the error when a proxy has answered a request with 407 itself; `nil` otherwise.
    ///
    /// In a tunnel, and behind a SOCKS proxy, the answer is the server's.
    static func loginRefused(
        _ head: ResponseHead, by proxy: ProxyURL?, _ transfer: TransferProtocol?
    ) -> DownloadError? {
        guard head.status == 407, let proxy, !proxy.scheme.isSOCKS,
            transfer?.beginsWithTLS == false
        else { return nil }
        var error = wantsLogin(proxy, "407", Challenges(head, "proxy-authenticate"))
        error.status = 407
        return error
    }

    /// Returns the error for a proxy that requires a login.
    ///
    /// Basic is the only scheme that is sent to a proxy.
    private static func wantsLogin(
        _ proxy: ProxyURL, _ reason: String, _ challenges: Challenges = Challenges([])
    ) -> DownloadError {
        let login =
            challenges.unsupported(besides: ["Basic"])
            ?? (proxy.user == nil
                ? "a user name and password" : "a different user name or password")
        return DownloadError(
            .credentials, "the proxy requires \(login) (\(reason) from \(proxy.place))")
    }

    /// Whether a proxy that answers CONNECT with this status refuses it for good; 407 asks for a
    /// login instead.
    static func isFinal(connectStatus: Int) -> Bool {
        switch connectStatus {
        case 407, 408, 421, 423, 425, 429: false
        case 300..<500, 501, 505: true
        default: false
        }
    }

    private func refusedTunnel(by proxy: ProxyURL) -> DownloadError {
        var error: DownloadError
        switch connectStatus {
        case 407: error = Self.wantsLogin(proxy, "407", proxyChallenges)
        case 429, 503:
            error = DownloadError(
                .busy, "the proxy \(proxy.place) is busy (\(connectStatus))")
        case 500... where !Self.isFinal(connectStatus: connectStatus):
            error = DownloadError(
                .unreachable,
                "the proxy \(proxy.place) cannot reach \(server) (\(connectStatus))")
        default:
            error = DownloadError(
                .status,
                "the proxy \(proxy.place) refused to connect to \(server) (\(connectStatus))")
        }
        error.status = connectStatus
        return error
    }

    private func socksFailure(of proxy: ProxyURL) -> DownloadError {
        let name = "the proxy \(proxy.place)"
        switch CURLproxycode(rawValue: UInt32(truncatingIfNeeded: proxyError)) {
        case CURLPX_USER_REJECTED, CURLPX_NO_AUTH, CURLPX_IDENTD, CURLPX_IDENTD_DIFFER:
            return Self.wantsLogin(proxy, "SOCKS")
        case CURLPX_LONG_USER, CURLPX_LONG_PASSWD:
            return DownloadError(
                .credentials, "the user name or password is too long for a SOCKS proxy")
        case CURLPX_GSSAPI, CURLPX_GSSAPI_PERMSG, CURLPX_GSSAPI_PROTECTION:
            return DownloadError(.credentials, "\(name) requires Kerberos authentication")
        case CURLPX_REPLY_NOT_ALLOWED:
            return DownloadError(.status, "\(name) does not allow a connection to \(server)")
        case CURLPX_REPLY_CONNECTION_REFUSED:
            return DownloadError(.unreachable, "\(name): connection refused by \(server)")
        case CURLPX_REPLY_HOST_UNREACHABLE, CURLPX_REPLY_NETWORK_UNREACHABLE,
            CURLPX_REPLY_TTL_EXPIRED, CURLPX_REPLY_GENERAL_SERVER_FAILURE,
            CURLPX_REQUEST_FAILED, CURLPX_REPLY_UNASSIGNED:
            return DownloadError(.unreachable, "\(name) cannot reach \(server)")
        case CURLPX_RESOLVE_HOST:
            return DownloadError(.unknownHost, "could not resolve the host \(host)")
        case CURLPX_LONG_HOSTNAME:
            return DownloadError(.badURL, "the host name is too long for a SOCKS proxy")
        case CURLPX_BAD_VERSION, CURLPX_BAD_ADDRESS_TYPE, CURLPX_UNKNOWN_MODE,
            CURLPX_REPLY_ADDRESS_TYPE_NOT_SUPPORTED, CURLPX_REPLY_COMMAND_NOT_SUPPORTED:
            return DownloadError(
                .connection, "\(name) does not follow the \(proxy.scheme.rawValue) protocol")
        default: return DownloadError(.connection, "\(name) closed the connection")
        }
    }
}

extension Challenges {
    /// Creates the challenges that libcurl reports as a set of bits.
    init(libcurl bits: Int) {
        let names = [
            (pdl_auth_basic, "Basic"), (pdl_auth_digest, "Digest"), (pdl_auth_bearer, "Bearer"),
            (pdl_auth_negotiate, "Negotiate"), (pdl_auth_ntlm, "NTLM"),
        ]
        self.init(names.filter { bits & $0.0 != 0 }.map(\.1))
    }
}
