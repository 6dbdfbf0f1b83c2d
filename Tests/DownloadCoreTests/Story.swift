@testable import DownloadCore

/// A download and the events sent to it, with its effects as short texts.
///
/// One byte is one character of `picture`. After each event all available lanes are opened, as the
/// engine does at the end of its turn.
struct Story {
    var download: Download
    var time = 0.0
    /// The number of connections that the host allows.
    var ceiling = 64
    var length: Int64 = 24
    /// The validator that the server sends.
    var validator = Story.tag("\"v1\"")

    /// A download that has looked up its part file and opened its first lane.
    init(
        fragments: FragmentCount = .fixed(4), length: Int64 = 24, part: PartFacts? = nil,
        asks: Bool = true, witnesses: Int = 1, beginning: Int64 = 0
    ) {
        var request = DownloadRequest(source: Story.url, directory: "/d")
        request.fragments = fragments
        var policy = Download.Policy()
        policy.asks = asks
        policy.minimumPiece = 2
        policy.smallFile = 8
        policy.resumeCheckBytes = 3
        policy.quickCheckBytes = 2
        policy.minimumProgress = 4
        policy.witnesses = witnesses
        policy.beginning = beginning
        download = Download(id: DownloadID(1), request: request, policy: policy)
        self.length = length
        _ = send(.start)
        _ = send(.partFound(part))
    }

    static let url = "http://a.example/f.bin"

    static func tag(_ text: String?, modified: String? = nil, date: String? = nil) -> Validator {
        Validator(entityTag: text, lastModified: modified, date: date)
    }

    var now: Download.Now { Download.Now(Instant(seconds: time)) }
    var picture: String { download.plan.picture }
    var state: Download.State { download.state }

    /// The text of the last event in the log.
    var lastNote: String { download.log.events.last?.text ?? "" }

    /// Sends an event; returns its effects and those of opening lanes.
    mutating func send(_ event: Download.Event) -> [String] {
        let effects = download.handle(event, at: now) + download.fill(allowance: room, at: now)
        return effects.map(Story.text)
    }

    /// Sends an event without opening lanes.
    mutating func tell(_ event: Download.Event) -> [String] {
        download.handle(event, at: now).map(Story.text)
    }

    private var room: Int { max(0, ceiling - download.lanes.count) }

    /// Advances the time, with the engine's ticks ten times a second.
    mutating func wait(_ seconds: Double) -> [String] {
        var effects: [Download.Effect] = []
        let end = time + seconds
        while time < end - 1e-9 {
            time = min(end, time + 0.1)
            effects += download.tick(at: now)
            effects += download.fill(allowance: room, at: now)
        }
        return effects.map(Story.text)
    }

    /// The first open lane, of this source or of any.
    func lane(of source: Int? = nil) -> Int? {
        let lanes = download.lanes
        return lanes.keys.sorted()
            .first { source == nil || lanes[$0]?.order.source == source }?.rawValue
    }

    /// Delivers bytes of a lane up to `position`.
    mutating func bytes(_ lane: Int, to position: Int64) {
        download.advance(LaneID(lane), to: position, at: now.instant)
    }

    // MARK: Responses

    func offer(_ length: Int64?) -> Offer {
        var offer = Offer(length: length)
        offer.validator = validator
        return offer
    }

    func order(_ lane: Int) -> LaneOrder? { download.lanes[LaneID(lane)]?.order }

    /// A 206 with exactly the requested range, or at most its first `cap` bytes.
    mutating func part(_ lane: Int, cap: Int64 = .max) -> [String] {
        let asked = order(lane)?.range ?? ByteRange(0, length)
        let end = min(asked.end, length, cap == .max ? .max : asked.start + cap)
        return send(
            .head(
                LaneID(lane), .part(ByteRange(asked.start, end), offer(length)),
                HeadFacts(status: 206)))
    }

    /// A 200.
    mutating func whole(_ lane: Int, length: Int64?) -> [String] {
        send(.head(LaneID(lane), .whole(offer(length)), HeadFacts(status: 200)))
    }

    /// A judgement without an offer.
    mutating func says(_ lane: Int, _ judgement: Judgement, status: Int) -> [String] {
        send(.head(LaneID(lane), judgement, HeadFacts(status: status)))
    }

    mutating func busy(_ lane: Int, retryAfter: Double? = nil) -> [String] {
        let error = DownloadError(.busy, "503 Service Unavailable", status: 503)
        return says(lane, .busy(error, retryAfter: retryAfter), status: 503)
    }

    mutating func status(_ lane: Int, _ status: Int) -> [String] {
        let error = DownloadError(.status, "\(status) it says", status: status)
        return says(
            lane, status >= 500 ? .retry(error, retryAfter: nil) : .fail(error), status: status)
    }

    mutating func changed(_ lane: Int) -> [String] {
        says(lane, .changed("another ETag", nil), status: 200)
    }

    mutating func reset(_ lane: Int) -> [String] {
        send(.ended(LaneID(lane), .failed(DownloadError(.connection, "reset"))))
    }

    mutating func unreachable(_ lane: Int) -> [String] {
        send(.ended(LaneID(lane), .failed(DownloadError(.unreachable, "connection refused"))))
    }

    mutating func complete(_ lane: Int) -> [String] { send(.ended(LaneID(lane), .complete)) }

    mutating func reachedEnd(_ lane: Int) -> [String] { send(.reachedEnd(LaneID(lane))) }

    mutating func redirect(_ lane: Int, to url: String) -> [String] {
        send(.ended(LaneID(lane), .redirected(to: url, status: 302)))
    }

    // MARK: Texts

    /// An effect as a short text; ranges are half-open, an open end is omitted.
    static func text(_ effect: Download.Effect) -> String {
        switch effect {
        case .lookUpPart(let name): "look up \(name)"
        case .createPart(let name, let identity): "create \(name) \(text(identity))"
        case .restartPart(let identity): "restart \(text(identity))"
        case .dropBytes(let ranges): "drop \(ranges)"
        case .releasePart: "release"
        case .syncPart: "sync"
        case .findDigest(let url, let names):
            "find digest of \(names.joined(separator: "|")) at \(url)"
        case .readMetalink(let url): "read \(url)"
        case .checkPieces(let ranges, let order): "check \(order) \(ranges)"
        case .putAside(let name, _): "put \(name) aside"
        case .finishPart(let name, let digest):
            "finish \(name)" + (digest.map { " \($0.checksum.hex.prefix(4)) \($0.origin)" } ?? "")
        case .open(let lane, let order): "open \(lane.rawValue) \(text(order))"
        case .gather(let lane, let count): "gather \(lane.rawValue) \(count)"
        case .accept(let lane, let position, let overlap):
            "accept \(lane.rawValue) at \(position)" + (overlap > 0 ? " after \(overlap)" : "")
        case .setEnd(let lane, let end): "end \(lane.rawValue) \(end == .max ? "-" : "\(end)")"
        case .stop(let lane): "stop \(lane.rawValue)"
        case .hostAccepted: "served"
        case .hostRefused(_, let wait): "refused" + (wait.map { " \(Int($0))" } ?? "")
        }
    }

    private static func text(_ identity: FileIdentity) -> String {
        (identity.length.map { "\($0)" } ?? "?") + " \(identity.validator.text)"
    }

    private static func text(_ order: LaneOrder) -> String {
        var text = "plain"
        if let range = order.range {
            text = "\(range.start)-" + (range.end == .max ? "" : "\(range.end)")
        }
        if let ifRange = order.ifRange { text += " if \(ifRange)" }
        if order.overlap > 0 { text += " overlap \(order.overlap)" }
        if order.url != url { text += " of \(order.url)" }
        return text
    }
}
