/// The parameters of a lane's request.
package struct LaneOrder: Hashable, Sendable {
    /// The URL to request.
    package var url: String
    /// The index of the source that `url` derives from.
    package var source: Int
    /// The number of redirects from the source to `url`.
    package var redirects = 0
    /// The range to request, including `overlap`; `nil` for a request without `Range`.
    ///
    /// Its `end` is `Int64.max` if the range is open-ended.
    package var range: ByteRange?
    /// The value of `If-Range` (RFC 9110 section 13.1.5).
    package var ifRange: String?
    /// Whether to decode the content coding of the body.
    package var decodes = false
    /// The number of bytes at the start of `range` that are already on disk.
    ///
    /// They are compared with the response, not written.
    package var overlap: Int64 = 0
    /// The offset at which the lane stops, even if the response continues.
    package var end: Int64
    /// Whether the origin of `url` may receive the request's credentials (`SecretScope`).
    package var mayUseCredentials = true
    /// How much of the request's `Referer` field the server may see.
    package var refererPart = RefererPart.whole
    /// The scheme of `url`.
    package var scheme = SourceURL.Scheme.http
    /// Whether to open a new connection, because the pooled ones may be dead.
    package var isFresh = false
    /// Whether to ignore the length that an FTP server announces.
    package var ignoresLength = false

    /// Creates an order; by default for all bytes at a URL.
    package init(
        url: String, source: Int = 0, redirects: Int = 0, range: ByteRange? = nil,
        end: Int64 = .max
    ) {
        self.url = url
        self.source = source
        self.redirects = redirects
        self.range = range
        self.end = end
    }

    /// The offset of the first byte to write.
    package var start: Int64 { (range?.start ?? 0) + overlap }
}
