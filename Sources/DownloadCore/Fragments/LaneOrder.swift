/// What one lane is to ask for.
package struct LaneOrder: Hashable, Sendable {
    /// The URL to ask.
    package var url: String
    /// Which source of the request it comes from: an index.
    package var source: Int
    /// How many redirects led from the source to `url`.
    package var redirects = 0
    /// The bytes to ask for, with `overlap`; `end` is `Int64.max` for an open-ended range; `nil` for
    /// a request without `Range`.
    package var range: ByteRange?
    /// The `If-Range` field (RFC 9110 section 13.1.5).
    package var ifRange: String?
    /// Whether a compressed body is to be decoded on its way.
    package var decodes = false
    /// How many bytes at the beginning of `range` are there already: they are compared with what
    /// arrives, not written.
    package var overlap: Int64 = 0
    /// Where the lane stops, whatever the response goes on to give.
    package var end: Int64
    /// Whether the request's secrets are for the origin of the URL (`SecretScope`).
    package var isAtHome = true
    /// The scheme of `url`.
    package var scheme = SourceURL.Scheme.http
    /// Whether it gets a connection of its own, because one that is kept may be dead.
    package var isFresh = false
    /// Whether the length that an FTP server announces is not believed.
    package var ignoresLength = false

    /// Creates an order for all of what a URL gives.
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

    /// The position of the first byte that is written.
    package var start: Int64 { (range?.start ?? 0) + overlap }
}
