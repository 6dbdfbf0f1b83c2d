import CLibcurl
import DownloadCore

/// TLS failures: certificates and handshakes.
extension CurlFailure {
    /// The error when TLS failed; `nil` otherwise.
    var securityFailure: DownloadError? {
        let party = isProxyHandshake ? place : server
        switch code {
        case CURLE_PEER_FAILED_VERIFICATION:
            return DownloadError(
                isProxyHandshake ? .security : .certificate, "the certificate of \(party) \(flaw)")
        case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
            return DownloadError(
                .certificate,
                "\(party) does not have the key that you trust; its certificate was replaced, or"
                    + " this is another server")
        case CURLE_SSL_CONNECT_ERROR where hint.contains("wrong version number"):
            let advice =
                url.hasPrefix("ftps:") && !isProxyHandshake
                ? " from the first byte; try ftp:// with --ftp-tls try" : "; try http://"
            return DownloadError(.security, "\(party) does not support TLS\(advice)")
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CLIENTCERT, CURLE_RECV_ERROR:
            if code == CURLE_SSL_CLIENTCERT || hint.contains("alert certificate required") {
                return DownloadError(.security, "\(party) requires a client certificate (--cert)")
            }
            guard code == CURLE_SSL_CONNECT_ERROR else { return nil }
            return DownloadError(.connection, "the TLS handshake with \(party) failed\(detail)")
        case CURLE_USE_SSL_FAILED:
            return DownloadError(
                .security, "the server does not support TLS, which --ftp-tls require demands")
        default: break
        }
        return Self.securityFailures[code.rawValue].map { DownloadError(.security, $0) }
    }

    /// What is wrong with the certificate, according to OpenSSL's verification result.
    private var flaw: String {
        if let known = Self.flaws[verification] { return known }
        if hint.contains("does not match") || hint.contains("no alternative certificate") {
            return "is for another host"
        }
        if hint.contains("status") { return "has been revoked, or its status is unknown" }
        return "cannot be verified"
    }

    /// The known details of a failed handshake.
    private var detail: String {
        let details = [
            ("unsupported protocol", ": it speaks a TLS version that is too old"),
            ("protocol version", ": no TLS version in common"),
            ("handshake failure", ": nothing in common, or it requires a client certificate"),
            ("unrecognized name", ": it does not know this host name"),
            ("unexpected eof", ": it closed the connection"),
            ("reset by peer", ": it reset the connection"),
            ("dh key too small", ": its key is too weak"),
        ]
        return details.first { hint.contains($0.0) }?.1 ?? ""
    }

    /// OpenSSL's verification results (`X509_V_ERR_…`).
    private static let flaws: [Int: String] = [
        9: "is not valid yet; is the clock right?",
        10: "has expired",
        18: "is self-signed; pass it with --cacert if you trust it",
        19: "comes from an unknown authority; pass it with --cacert if you trust it",
        20: "comes from an unknown authority; pass it with --cacert if you trust it",
        21: "comes from an unknown authority, or the server sends an incomplete chain",
        23: "has been revoked",
        26: "is not meant for servers",
        62: "is for another host",
        64: "is for another address",
        66: "has a key that is too weak",
        68: "has a signature that is too weak",
    ]

    private static let securityFailures: [UInt32: String] = [
        CURLE_SSL_CACERT_BADFILE.rawValue:
            "the CA certificates cannot be read (--cacert, or the system's)",
        CURLE_SSL_CERTPROBLEM.rawValue:
            "the client certificate or its key cannot be used (--cert, --key)",
        CURLE_SSL_CIPHER.rawValue: "no TLS cipher in common with the server",
        CURLE_SSL_ISSUER_ERROR.rawValue: "the issuer of the certificate cannot be verified",
        CURLE_SSL_INVALIDCERTSTATUS.rawValue: "the OCSP status of the certificate is invalid",
        CURLE_SSL_CRL_BADFILE.rawValue: "the list of revoked certificates cannot be read",
        CURLE_SSL_ENGINE_NOTFOUND.rawValue: "TLS engine not found",
        CURLE_SSL_ENGINE_SETFAILED.rawValue: "the TLS engine cannot be used",
        CURLE_SSL_ENGINE_INITFAILED.rawValue: "the TLS engine cannot be started",
        CURLE_SSL_SHUTDOWN_FAILED.rawValue: "the TLS connection could not be closed",
    ]
}
