import DownloadCore

/// Removes the parts of a request that are stored only at the user's wish.
enum Secrets {
    /// Returns the request without passwords, cookies, tokens, and header lines that may hold them.
    static func removed(from request: DownloadRequest) -> DownloadRequest {
        var request = request
        request.sources = request.sources.map(withoutUserInfo)
        request.transport.credentials = nil
        request.transport.cookies = nil
        request.transport.bearer = nil
        request.transport.referer = request.transport.referer.map(withoutUserInfo)
        request.transport.proxy = request.transport.proxy.map(withoutUserInfo)
        request.transport.headers.removeAll { !FieldLine.isHarmless($0) }
        return request
    }

    /// Returns the URL without `user:password@`.
    ///
    /// Source: RFC 3986 section 3.2: the authority ends at the first `/`, `?` or `#`, and the user
    /// information at the last `@` in it.
    static func withoutUserInfo(_ url: String) -> String {
        let bytes = Array(url.utf8)
        var start = 0
        if let slashes = bytes.indices.dropLast(2).first(where: {
            bytes[$0] == UInt8(ascii: ":") && bytes[$0 + 1] == UInt8(ascii: "/")
                && bytes[$0 + 2] == UInt8(ascii: "/")
        }) {
            start = slashes + 3
        }
        // Some parsers end the authority at a backslash too; searching further only cuts more.
        let end =
            bytes[start...].firstIndex { "/?#".utf8.contains($0) } ?? bytes.endIndex
        guard let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")) else { return url }
        return String(decoding: bytes[..<start] + bytes[(at + 1)...], as: UTF8.self)
    }
}

extension DownloadRequest {
    /// Whether the ledger leaves parts of it out, unless it is to keep credentials.
    public var hasSecrets: Bool { Secrets.removed(from: self) != self }

    /// Returns the request without secrets, unless these are for the origin of its first source.
    func withoutSecrets(unlessFor scope: SecretScope) -> DownloadRequest {
        let first = sources.first ?? ""
        if scope.covers(first) { return self }
        var request = Secrets.removed(from: self)
        let part = scope.refererPart(for: first, isRedirect: true)
        request.transport.referer = transport.referer.flatMap { referer in
            (try? SourceURL(first)).flatMap { part.part(of: referer, for: $0) }
        }
        request.sources = sources
        request.transport.clientCertificate = nil
        request.transport.clientKey = nil
        request.transport.hostKey = nil
        return request
    }

    /// Returns what is left of the options when the only URL is replaced with this one; `nil` when
    /// nothing must be withheld from its server.
    func transport(afterMovingTo url: String) -> TransportOptions? {
        guard !secretScope.covers(url) else { return nil }
        var moved = self
        moved.sources = [url]
        let left = moved.withoutSecrets(unlessFor: secretScope).transport
        return left == transport ? nil : left
    }
}
