/// How the file is requested, according to its server's responses.
package struct RequestMode: Hashable, Sendable {
    /// The form of the requests.
    package enum Form: Hashable, Sendable {
        /// With `Range`. Leads to `.whole` and `.decoded`.
        case ranged
        /// Without `Range`. Leads to `.decoded`, and to `.ranged` for another file or server.
        case whole
        /// Without `Range`, and the body is decoded in transit: the server compresses it unasked.
        /// Leads to `.ranged` for another file or server.
        case decoded
    }

    /// Whether the server supports ranges.
    package internal(set) var ranges: DownloadSnapshot.Ranges = .unknown
    /// The form of the requests.
    package private(set) var form = Form.ranged
    /// The number of consecutive whole responses in place of ranges.
    var wholeInstead = 0
    /// The number of consecutive refusals of a satisfiable range.
    var rangeRefusals = 0
    /// The number of bytes after which connections break.
    var connectionCap = ConnectionCap()
    /// What an FTP server has said that turned out to be wrong.
    var fileServer = FileServerDoubts()
    /// The facts about the server.
    package internal(set) var server: ServerFacts?

    /// Creates a mode for an unknown server.
    package init() {}

    /// Whether requests omit `Range`.
    package var isPlain: Bool { form != .ranged }
    /// Whether the body is decoded in transit.
    package var isDecoding: Bool { form == .decoded }

    /// Whether a break loses the received bytes: the server does not support ranges.
    package var isStream: Bool {
        if case .none = ranges { true } else { false }
    }

    // MARK: Moves

    /// Requests ranges again; the next response tells whether they are supported.
    package mutating func begin() {
        form = .ranged
        ranges = .unknown
    }

    /// Requests ranges from another server, which supports them if the file is confirmed there.
    mutating func begin(atConfirmed isConfirmed: Bool) {
        form = .ranged
        wholeInstead = 0
        ranges = isConfirmed ? .given : .unknown
    }

    /// Omits `Range` from now on.
    package mutating func omitRange() {
        if form == .ranged { form = .whole }
    }

    /// Omits `Range` from now on, for this reason.
    package mutating func goPlain(because reason: String) {
        omitRange()
        ranges = .none(reason)
    }

    /// Has bodies decoded from now on.
    package mutating func decode() { form = .decoded }

    // MARK: The server

    /// Records a response with a part of the file.
    ///
    /// - Parameters:
    ///   - range: The part.
    ///   - asked: The end of the requested range.
    ///   - total: The length of the file.
    /// - Returns: Whether it shows for the first time that the server limits the length of a part.
    package mutating func servedPart(_ range: ByteRange, asked: Int64, total: Int64) -> Bool {
        rangeRefusals = 0
        wholeInstead = 0
        ranges = .given
        guard range.end < min(asked, total) else { return false }
        defer { server?.rangeCap = range.count }
        return server?.rangeCap != range.count
    }

    /// Records what an accepted response reveals about its server.
    mutating func learn(_ order: LaneOrder, _ offer: Offer, _ facts: HeadFacts, shownURL: String?) {
        var known = server ?? ServerFacts(host: (try? SourceURL(order.url))?.host ?? "")
        known.finalURL = shownURL ?? (try? SourceURL(order.url))?.redacted
        known.redirects = order.redirects
        known.software = offer.software ?? known.software
        known.protocolVersion = facts.protocolVersion ?? known.protocolVersion
        known.security = facts.security ?? known.security
        known.entityTag = offer.entityTag ?? known.entityTag
        known.lastModified = offer.lastModified ?? known.lastModified
        known.mediaType = offer.mediaType ?? known.mediaType
        server = known
    }
}
