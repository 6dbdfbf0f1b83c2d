/// Makes the orders of lanes and probes.
extension LaneOrder {
    /// The maximum number of redirects from a source.
    private static let mostRedirects = 20

    /// Creates an order for the bytes before `end`, without a range.
    init(
        to target: ResolvedURL, source: Int, end: Int64, _ mode: RequestMode,
        _ scope: SecretScope
    ) {
        self.init(url: target.url, source: source, redirects: target.redirects, end: end)
        mayUseCredentials = scope.covers(url)
        refererPart = scope.refererPart(for: url, isRedirect: source == 0 && redirects > 0)
        ignoresLength = mode.fileServer.isLengthWrong
        scheme = SourceURL.Scheme(of: url) ?? .http
    }

    /// Requests the bytes of a fragment, after some on disk that are compared with the response.
    ///
    /// Fewer are compared when a validator confirms the bytes; none when they are of this run and
    /// of this source.
    ///
    /// - Parameters:
    ///   - cursor: The offset of the first byte to write.
    ///   - covered: The bytes on disk.
    ///   - version: The version of the file.
    ///   - isOwner: Whether the source may have provided the identity's validators.
    ///   - rangeCap: The most bytes that the server sends in one response.
    ///   - connectionCap: The number of bytes after which connections break; `nil` if they last.
    ///   - policy: How many bytes to compare.
    mutating func request(
        from cursor: Int64, covered: @autoclosure () -> ByteRangeSet, _ version: FileVersion,
        isOwner: Bool, rangeCap: Int64?, connectionCap: Int64? = nil, _ policy: Download.Policy
    ) {
        if cursor > 0,
            ifRange == nil || version.isDoubtful || version.isFromDisk || !isOwner
        {
            let most =
                ifRange == nil || version.isDoubtful
                ? policy.resumeCheckBytes : policy.quickCheckBytes
            overlap = Self.overlap(
                before: cursor,
                atMost: Swift.min(most, (rangeCap ?? .max) / 2, (connectionCap ?? .max) / 4),
                covered())
        }
        // FTP has no end position in requests; SFTP reports the length only for open ranges.
        let isOpenEnded = version.identity == nil || !scheme.isHTTP
        range = ByteRange(cursor - overlap, isOpenEnded ? .max : end)
    }

    /// Requests bytes on disk only to compare them.
    mutating func probe(_ compared: ByteRange) {
        overlap = compared.count
        range = ByteRange(compared.start, scheme.isHTTP ? compared.end : .max)
    }

    /// Returns the number of bytes right before `position` that exist and can be compared.
    ///
    /// The limit is at most half of what the server sends per response, so that each brings new
    /// bytes.
    private static func overlap(
        before position: Int64, atMost limit: Int64, _ covered: ByteRangeSet
    ) -> Int64 {
        let before = covered.ranges.first { $0.start < position && position <= $0.end }
        return before.map { Swift.min(limit, position - $0.start) } ?? 0
    }

    /// The bytes on disk that are compared with the response.
    var compared: ByteRange? { range.map { ByteRange($0.start, $0.start + overlap) } }

    /// Returns the target of a redirect of its response.
    ///
    /// - Throws: `DownloadError` of kind `.redirect` if it is not followed.
    func redirected(to url: String) throws(DownloadError) -> ResolvedURL {
        guard redirects < Self.mostRedirects else {
            throw DownloadError(.redirect, "more than \(Self.mostRedirects) redirects")
        }
        guard let from = try? SourceURL(self.url), let to = try? SourceURL(url),
            from.allowsRedirect(to: to)
        else {
            throw DownloadError(
                .redirect, "redirects to \(SourceURL.shown(url)), which is not supported")
        }
        return ResolvedURL(url: url, redirects: redirects + 1)
    }
}

extension SourceURL {
    /// Returns a URL without user name and password, for display.
    static func shown(_ url: String) -> String {
        if let known = try? SourceURL(url) { return known.shown }
        let scheme = url.prefix { $0 != ":" }
        return scheme.count < url.count ? "a \(scheme.prefix(20)) URL" : "an invalid URL"
    }
}
