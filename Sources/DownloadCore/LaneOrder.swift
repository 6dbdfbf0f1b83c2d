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

/// A running transfer as its download sees it.
package struct LaneWork: Hashable, Sendable {
    /// The number of the fragment it fills.
    package var fragment: Int
    /// What it asked for.
    package var order: LaneOrder
    /// The position after the last byte that its response will give; `nil` before its head.
    package var promisedEnd: Int64?
    /// Its head, while the first bytes of its response are gathered.
    var held: HeldHead?
    /// Whether those bytes have arrived.
    var hasBegun = false
    /// Whether it began where another lane was redirected to.
    package var isShortcut = false
    /// Bytes of it that were kept.
    package var gained: Int64 = 0
    /// Bytes since the last sample of its speed.
    package var unsampled: Int64 = 0
    /// Its speed as it is shown, over a few seconds.
    package var shownRate = Rate(span: 3)
    /// Its speed as it is planned with, over the last second or two.
    package var rate = Rate(span: 1)
    /// The longest time between two of its bytes, in seconds: some servers send in bursts.
    package var longestGap = 0.0
    /// When it was opened.
    package var opened: Instant
    /// When its last byte arrived, or its head, or it was opened.
    package var lastByte: Instant
    /// When it last did not read for a reason of our own.
    package var lastHeld = Instant(seconds: -.infinity)

    /// Whether its response has been accepted.
    package var isAccepted: Bool { promisedEnd != nil }
}

/// How a lane's transfer ended.
package enum LaneEnd: Hashable, Sendable {
    /// The response's body came to its proper end.
    case complete
    /// It broke; the error says how.
    case failed(DownloadError)
    /// The bytes it fetched again are not those that are there.
    case overlapDiffers
    /// It sends the file from its beginning, although the server has agreed to start elsewhere.
    case startedOver
    /// The file goes on beyond the length that the server has announced.
    case tooLong
    /// It redirects to this URL, with this status.
    case redirected(to: String, status: Int)
}
