/// The state of one download at one moment.
///
/// Copies share their storage. In a long queue, most downloads are the same from one snapshot to
/// the next: they are not copied, and callers of `isSame(as:)` need not compare them.
public struct DownloadSnapshot: Hashable, Sendable, Identifiable {
    /// What a download is doing.
    public enum State: Hashable, Sendable, Codable {
        /// It is queued.
        case waiting
        /// The first request is under way; nothing is known about the file yet.
        case asking
        /// Bytes are arriving, or lanes are connecting.
        case running
        /// No lane can run now; the next try starts after this number of seconds.
        case retrying(DownloadError, inSeconds: Double)
        /// Paused, for this reason.
        case paused(PauseReason)
        /// It needs the user to resume.
        case failed(DownloadError)
        /// Complete; the checksum is being computed, and this fraction of it is done (0 to 1).
        case checking(Double)
        /// Complete, verified and in place.
        case done
    }

    /// Why a download is paused.
    public enum PauseReason: Hashable, Sendable, Codable {
        /// The user paused it.
        case user
        /// The disk cannot take the bytes; it resumes automatically when it can.
        case disk(DownloadError)
        /// Another process uses the file.
        case inUse
        /// The user must answer a question first.
        case question(Question)
    }

    /// A question that only the user can answer.
    public enum Question: Hashable, Sendable, Codable {
        /// The file at the source differs from the one in progress: start over, or leave it paused?
        case changed(String)
        /// The server answers with something other than the file, such as a login page: start over
        /// with that, or leave it paused?
        case unrelated(String)
        /// The part file is missing: start over, or leave it paused?
        case partFileMissing
    }

    /// Whether the server supports ranges.
    public enum Ranges: Hashable, Sendable, Codable {
        /// No response has told yet.
        case unknown
        /// It supports ranges.
        case given
        /// It does not: a single stream, which starts over when it breaks. The reason in words.
        case none(String)
    }

    /// The state of a download that has only been queued, without its reasons.
    ///
    /// Such a download keeps its storage when it is paused or resumed: all downloads of a long
    /// queue can be at once.
    private enum Turn: Hashable, Sendable {
        case waiting, paused

        init?(_ state: State) {
            switch state {
            case .waiting: self = .waiting
            case .paused(.user): self = .paused
            default: return nil
            }
        }

        var state: State {
            switch self {
            case .waiting: .waiting
            case .paused: .paused(.user)
            }
        }
    }

    /// Identifies the download in intents.
    public var id: DownloadID
    /// The state, where the storage has `.waiting` in place of it.
    private var turn: Turn?
    private var box: Box

    /// All properties; each change through another property copies the facts, so make several here.
    package var facts: Facts {
        get {
            var outline = box.outline
            outline.state = state
            return Facts(id, outline, box.detail?.value)
        }
        set { self = DownloadSnapshot(newValue) }
    }

    /// The user's request.
    public var request: DownloadRequest {
        get { box.outline.request }
        set { facts.request = newValue }
    }
    /// The URLs of the request, without a copy of the rest of it.
    package var urls: [String] { box.outline.request.sources }
    /// The folder of the request, without a copy of the rest of it.
    package var directory: String { box.outline.request.directory }
    /// Whether the request disables the checks of certificates.
    package var isInsecure: Bool { box.outline.request.isInsecure }
    /// The file's name, as far as known: from the server, else from the URL.
    public var name: String {
        get { box.outline.name }
        set { facts.name = newValue }
    }
    /// Its state.
    public var state: State {
        get { turn?.state ?? box.outline.state }
        set {
            if turn != nil, let turn = Turn(newValue) {
                self.turn = turn
            } else {
                facts.state = newValue
            }
        }
    }
    /// The file's length in bytes; `nil` when it is not known (yet).
    public var length: Int64? {
        get { box.outline.length }
        set { facts.length = newValue }
    }
    /// The number of received bytes that count.
    public var received: Int64 {
        get { box.outline.received }
        set { facts.received = newValue }
    }
    /// Bytes per second, smoothed; 0 when nothing moves.
    public var bytesPerSecond: Double {
        get { box.detail?.value.bytesPerSecond ?? 0 }
        set { facts.bytesPerSecond = newValue }
    }
    /// The seconds left; `nil` when they cannot be estimated.
    public var secondsLeft: Double? {
        get { box.detail?.value.secondsLeft }
        set { facts.secondsLeft = newValue }
    }
    /// Whether the server supports ranges.
    public var ranges: Ranges {
        get { box.detail?.value.ranges ?? .unknown }
        set { facts.ranges = newValue }
    }
    /// The number of lanes that transfer or connect now.
    public var connections: Int {
        get { box.detail?.value.connections ?? 0 }
        set { facts.connections = newValue }
    }
    /// The highest number of lanes at a time; `nil` when it is not known, as after a restart.
    public var peakConnections: Int? {
        get { box.detail?.value.peakConnections }
        set { facts.peakConnections = newValue }
    }
    /// The number of fragments to fetch at a time (for `auto`, as measured).
    public var wantedFragments: Int {
        get { box.outline.wantedFragments }
        set { facts.wantedFragments = newValue }
    }
    /// Why that number is not higher or lower, in words ("server allows 4").
    public var fragmentsNote: String? {
        get { box.detail?.value.fragmentsNote }
        set { facts.fragmentsNote = newValue }
    }
    /// The fragments by number; empty before the first response.
    public var fragments: [FragmentSnapshot] {
        get { box.detail?.value.fragments ?? [] }
        set { facts.fragments = newValue }
    }
    /// The ranges that have arrived, for the map.
    public var covered: ByteRangeSet {
        get { box.detail.map(\.value.covered) ?? box.outline.covered }
        set { facts.covered = newValue }
    }
    /// The facts about the server; `nil` before the first response.
    public var server: ServerFacts? {
        get { box.detail?.value.server }
        set { facts.server = newValue }
    }
    /// The certificate that its server presents and that was not accepted.
    public var certificate: ServerCertificate? {
        get { box.detail?.value.certificate }
        set { facts.certificate = newValue }
    }
    /// The digest that the file is verified against, as far as known.
    public var digest: ExpectedDigest? {
        get { box.detail.map(\.value.digest) ?? box.outline.digest }
        set { facts.digest = newValue }
    }
    /// The progress of piece verification, if digests of pieces are known.
    public var pieces: PieceProgress? {
        get { box.detail.map(\.value.pieces) ?? box.outline.pieces }
        set { facts.pieces = newValue }
    }
    /// The sources: those of the request, then those that its servers named.
    public var sources: [SourceSnapshot] {
        get { box.detail.map(\.value.sources) ?? box.outline.sources }
        set { facts.sources = newValue }
    }
    /// The events of this download, oldest first; at most the last 200.
    public var events: [DownloadEvent] {
        get { box.detail?.value.events ?? [] }
        set { facts.events = newValue }
    }
    /// Whether it is done because a file of its name already existed; none of its bytes was kept.
    public var isSkipped: Bool {
        get { box.detail?.value.isSkipped ?? false }
        set { facts.isSkipped = newValue }
    }
    /// Whether it is done and begins as a web page does.
    public var isWebPage: Bool {
        get { box.detail?.value.isWebPage ?? false }
        set { if newValue != isWebPage { facts.isWebPage = newValue } }
    }
    /// The user's last request if it was refused, and why; `nil` otherwise.
    public var refusal: DownloadEvent? {
        get { box.detail?.value.refusal }
        set { facts.refusal = newValue }
    }
    /// When it was added, in seconds since 1970.
    public var added: Double {
        get { box.outline.added }
        set { facts.added = newValue }
    }
    /// When it completed, in seconds since 1970.
    public var finished: Double? {
        get { box.outline.finished }
        set { facts.finished = newValue }
    }

    /// Creates a snapshot of a download that has not started.
    public init(id: DownloadID, request: DownloadRequest, name: String) {
        self.init(id, Outline(request: request, name: name, state: .waiting))
    }

    /// Creates a snapshot of these facts.
    package init(_ facts: Facts) { self.init(facts.id, facts.outline, facts.detail) }

    /// Creates a snapshot of a download; without details, those that follow from the outline.
    package init(_ id: DownloadID, _ outline: Outline, _ detail: Detail? = nil) {
        self.id = id
        turn = Turn(outline.state)
        var outline = outline
        if turn != nil { outline.state = .waiting }
        box = Box(outline, detail)
    }

    /// Whether this is the very same snapshot as `other`, in constant time.
    ///
    /// Snapshots that are not the same may still be equal.
    public func isSame(as other: DownloadSnapshot) -> Bool {
        box === other.box && turn == other.turn
    }

    /// Whether it waits for its turn, without a copy of its state.
    package var isWaiting: Bool { turn == .waiting }

    /// Whether it is `other` but for its turn: one is paused and has not begun, the other waits.
    package func isTurned(from other: DownloadSnapshot) -> Bool {
        box === other.box && turn != nil && other.turn != nil && turn != other.turn
    }

    /// Whether both have equal facts.
    public static func == (a: DownloadSnapshot, b: DownloadSnapshot) -> Bool {
        a.id == b.id && a.turn == b.turn
            && (a.box === b.box
                || a.box.outline == b.box.outline && a.box.detail?.value == b.box.detail?.value)
    }

    /// Hashes the facts.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(turn)
        hasher.combine(box.outline)
        hasher.combine(box.detail?.value)
    }
}

extension DownloadSnapshot: Codable {
    /// Reads a snapshot's facts.
    public init(from decoder: any Decoder) throws { self.init(try Facts(from: decoder)) }

    /// Writes the snapshot's facts.
    public func encode(to encoder: any Encoder) throws { try facts.encode(to: encoder) }
}
