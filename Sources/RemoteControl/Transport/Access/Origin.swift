import DownloadCore

/// The origin of the page or extension that made a request (RFC 6454).
package enum Origin: Hashable, Sendable {
    /// `null`: a sandboxed page, a file, or a redirect across origins.
    case opaque
    /// A browser extension.
    case `extension`(scheme: String, id: String)
    /// A page.
    case page(scheme: String, Authority)

    /// Parses the value of an `Origin` header; `nil` if it is malformed.
    package init?(_ text: String) {
        if text == "null" {
            self = .opaque
            return
        }
        guard let mark = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<mark.lowerBound].asciiLowercased
        let rest = text[mark.upperBound...]
        guard !scheme.isEmpty, scheme.utf8.first?.isLetter == true, scheme.utf8.count <= 40,
            scheme.utf8.allSatisfy({ $0.isLetter || $0.isDigit || "+-.".utf8.contains($0) })
        else { return nil }
        if Self.extensionSchemes.contains(scheme) {
            guard 1...64 ~= rest.utf8.count,
                rest.utf8.allSatisfy({ $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") })
            else { return nil }
            self = .extension(scheme: scheme, id: String(rest))
            return
        }
        guard var authority = Authority(rest) else { return nil }
        if authority.port == Self.usualPorts[scheme] { authority.port = nil }
        self = .page(scheme: scheme, authority)
    }

    private static let extensionSchemes = ["chrome-extension", "moz-extension"]
    private static let usualPorts = ["http": 80, "https": 443]

    /// The origin as browsers send it.
    package var text: String {
        switch self {
        case .opaque: "null"
        case .extension(let scheme, let id): "\(scheme)://\(id)"
        case .page(let scheme, let authority): "\(scheme)://\(authority.text)"
        }
    }

    /// Whether a page of this origin was served under this `Host`.
    ///
    /// With `https`, a proxy in front of this server has ended TLS.
    func isSame(as host: Authority) -> Bool {
        guard case .page(let scheme, let own) = self, let usual = Self.usualPorts[scheme] else {
            return false
        }
        return own.host == host.host && (own.port ?? usual) == (host.port ?? usual)
    }
}
