/// Requests with concealed secrets, as watchers see them.
///
/// An engine reports its requests but never a secret: passwords, tokens, cookies and header fields
/// that may be keys are replaced by a mark. A watcher that edits such a request sends the marks
/// back, and the engine restores its own secrets.
extension DownloadRequest {
    /// The mark in place of a secret.
    package static let concealmentMark = "********"

    /// The request with a mark in place of each secret, and without the digests of its pieces.
    ///
    /// Those are large and of no use to a watcher.
    package var concealed: DownloadRequest {
        var request = self
        request.sources = sources.map { URLUserInfo.concealed(in: $0) }
        request.pieces = nil
        request.transport = transport.concealed
        return request
    }

    /// Returns the request with the secrets of `original` in place of the marks.
    ///
    /// A mark without a secret of its own is dropped.
    package func revealed(from original: DownloadRequest) -> DownloadRequest {
        var request = self
        request.sources = sources.map { URLUserInfo.revealed(in: $0, from: original.sources) }
        request.pieces = pieces ?? original.pieces
        request.transport = transport.revealed(from: original.transport)
        return request
    }
}

extension TransportOptions {
    fileprivate var concealed: TransportOptions {
        var options = self
        options.headers = headers.map(Self.concealed(header:))
        options.referer = referer.map { URLUserInfo.concealed(in: $0) }
        options.proxy = proxy.map { URLUserInfo.concealed(in: $0) }
        options.cookies = cookies.map { _ in DownloadRequest.concealmentMark }
        options.bearer = bearer.map { _ in DownloadRequest.concealmentMark }
        options.credentials = credentials.map {
            Substring($0.utf8.prefix { $0 != UInt8(ascii: ":") }) + ":"
                + DownloadRequest.concealmentMark
        }
        return options
    }

    private static func concealed(header line: String) -> String {
        guard !FieldLine.isHarmless(line) else { return line }
        // By bytes: a combining character after the colon hides it from a comparison of characters.
        let name = Substring(
            line.utf8.prefix { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: ";") })
        return name + ": " + DownloadRequest.concealmentMark
    }

    fileprivate func revealed(from original: TransportOptions) -> TransportOptions {
        var options = self
        let hidden = original.concealed
        func reveal(
            _ text: String?, _ mark: String?, _ secret: String?, behindUser: Bool = false
        ) -> String? {
            guard let text else { return nil }
            // A user name is not concealed, and may look like a mark.
            let user = behindUser ? text.utf8.firstIndex(of: UInt8(ascii: ":")) : nil
            let concealed = text[(user ?? text.startIndex)...]
            guard concealed.contains(DownloadRequest.concealmentMark) else { return text }
            return text == mark ? secret : nil
        }
        options.cookies = reveal(cookies, hidden.cookies, original.cookies)
        options.bearer = reveal(bearer, hidden.bearer, original.bearer)
        options.credentials = reveal(
            credentials, hidden.credentials, original.credentials, behindUser: true)
        options.proxy = proxy.map {
            URLUserInfo.revealed(in: $0, from: [original.proxy ?? ""])
        }
        options.referer = referer.map {
            URLUserInfo.revealed(in: $0, from: [original.referer ?? ""])
        }
        // A field may occur several times: each mark takes the next of its values.
        var left = zip(hidden.headers, original.headers).filter { $0.0 != $0.1 }
        options.headers = headers.compactMap { line in
            guard line.hasSuffix(": " + DownloadRequest.concealmentMark) else { return line }
            guard let index = left.firstIndex(where: { $0.0 == line }) else { return nil }
            return left.remove(at: index).1
        }
        return options
    }
}

/// The user name and password within the text of a URL, or of a proxy without a scheme.
private enum URLUserInfo {
    /// Returns the position of the user information; `nil` without one.
    ///
    /// It ends at the last `@` of the authority (RFC 3986 section 3.2).
    private static func range(in text: String) -> Range<String.Index>? {
        let bytes = text.utf8
        var start = bytes.startIndex
        if let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            bytes[colon...].starts(with: "://".utf8)
        {
            start = bytes.index(colon, offsetBy: 3)
        }
        let end = bytes[start...].firstIndex { "/?#".utf8.contains($0) } ?? bytes.endIndex
        guard let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")) else { return nil }
        return start..<at
    }

    static func concealed(in url: String) -> String {
        guard let range = range(in: url) else { return url }
        return url.replacingSubrange(range, with: DownloadRequest.concealmentMark)
    }

    static func revealed(in url: String, from originals: [String]) -> String {
        guard let range = range(in: url), url[range] == DownloadRequest.concealmentMark else {
            return url
        }
        let place = server(of: url, behind: range)
        for original in originals {
            if let secret = Self.range(in: original), server(of: original, behind: secret) == place
            {
                return url.replacingSubrange(range, with: original[secret])
            }
        }
        // Removes the `@` too.
        return url.replacingSubrange(
            range.lowerBound..<url.index(after: range.upperBound), with: "")
    }

    /// Returns the scheme, host and port that user information belongs to.
    private static func server(of url: String, behind range: Range<String.Index>) -> String {
        let host = url[range.upperBound...].prefix { !"/?#".contains($0) }
        return (url[..<range.lowerBound] + host).asciiLowercased
    }
}

extension String {
    fileprivate func replacingSubrange(
        _ range: Range<String.Index>, with text: some StringProtocol
    ) -> String {
        String(self[..<range.lowerBound]) + text + self[range.upperBound...]
    }
}
