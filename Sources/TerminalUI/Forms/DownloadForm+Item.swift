extension DownloadForm {
    /// A field of the form.
    enum Item: Int, Hashable, Sendable, CaseIterable {
        case urls, directory, name, fragments, checksum, limit, mirrors, userAgent, referer,
            cookies, headers, credentials, bearer, proxy, authority, certificate, key, hostKey,
            trust, httpVersion

        /// The label of the field.
        var label: String {
            switch self {
            case .urls: "URLs"
            case .directory: "Folder"
            case .name: "Name"
            case .fragments: "Connections"
            case .checksum: "Checksum"
            case .limit: "Limit"
            case .mirrors: "Mirrors"
            case .userAgent: "User agent"
            case .referer: "Referer"
            case .cookies: "Cookies"
            case .headers: "Headers"
            case .credentials: "User"
            case .bearer: "Token"
            case .proxy: "Proxy"
            case .authority: "CA file"
            case .certificate: "Certificate"
            case .key: "Private key"
            case .hostKey: "SSH host key"
            case .trust: "Certificates"
            case .httpVersion: "HTTP"
            }
        }

        /// The placeholder of the empty field.
        var hint: String {
            switch self {
            case .urls: "one per line; paste a list or a cURL command"
            case .directory: "Tab completes"
            case .name: "suggested by the server"
            case .fragments: "auto, or 1 to 64"
            case .checksum: "from the server; or sha256:…, sha1:…, md5:…, auto, none"
            case .limit: "no limit (e.g. 500K or 2M per second)"
            case .mirrors: "more URLs of the same file, one per line"
            case .userAgent: "pdl-tui"
            case .referer: "none"
            case .cookies: "none; name=value; name=value"
            case .headers: "none; Name: value, one per line"
            case .credentials: "none; name:password"
            case .bearer: "none; a bearer token"
            case .authority: "the system's; a PEM file with certificates to trust"
            case .certificate: "none; a client certificate (PEM file)"
            case .key: "none; the key of the certificate, or for SSH"
            case .hostKey: "from known_hosts; SHA256:…"
            case .trust: "verified; \"insecure\" accepts any for this download"
            case .httpVersion: "http1; http2 shares one connection"
            case .proxy: "from the environment; http, https, socks5, socks5h"
            }
        }

        /// Whether it is always shown.
        var isBasic: Bool { rawValue <= Item.checksum.rawValue }

        /// Returns where in its text a secret begins, which is shown as dots; `nil` without one.
        func secretStart(in text: String) -> Int? {
            switch self {
            case .bearer: 0
            case .credentials:
                text.firstIndex(of: ":").map { text.distance(from: text.startIndex, to: $0) + 1 }
            default: nil
            }
        }

        /// Whether it has several lines.
        var isMultiline: Bool { self == .urls || self == .mirrors || self == .headers }
    }
}
