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

    /// Storage that copies share.
    private final class Box: Sendable {
        let facts: Facts

        init(_ facts: Facts) {
            self.facts = facts
        }
    }

    private var box: Box

    /// All properties; each change through another property copies the facts, so make several here.
    package var facts: Facts {
        get { box.facts }
        set { box = Box(newValue) }
    }

    /// Identifies the download in intents.
    public var id: DownloadID {
        get { box.facts.id }
        set { facts.id = newValue }
    }
    /// The user's request.
    public var request: DownloadRequest {
        get { box.facts.request }
        set { facts.request = newValue }
    }
    /// The file's name, as far as known: from the server, else from the URL.
    public var name: String {
        get { box.facts.name }
        set { facts.name = newValue }
    }
    /// Its state.
    public var state: State {
        get { box.facts.state }
        set { facts.state = newValue }
    }
    /// The file's length in bytes; `nil` when it is not known (yet).
    public var length: Int64? {
        get { box.facts.length }
        set { facts.length = newValue }
    }
    /// The number of received bytes that count.
    public var received: Int64 {
        get { box.facts.received }
        set { facts.received = newValue }
    }
    /// Bytes per second, smoothed; 0 when nothing moves.
    public var bytesPerSecond: Double {
        get { box.facts.bytesPerSecond }
        set { facts.bytesPerSecond = newValue }
    }
    /// The seconds left; `nil` when they cannot be estimated.
    public var secondsLeft: Double? {
        get { box.facts.secondsLeft }
        set { facts.secondsLeft = newValue }
    }
    /// Whether the server supports ranges.
    public var ranges: Ranges {
        get { box.facts.ranges }
        set { facts.ranges = newValue }
    }
    /// The number of lanes that transfer or connect now.
    public var connections: Int {
        get { box.facts.connections }
        set { facts.connections = newValue }
    }
    /// The highest number of lanes at a time; `nil` when it is not known, as after a restart.
    public var peakConnections: Int? {
        get { box.facts.peakConnections }
        set { facts.peakConnections = newValue }
    }
    /// The number of fragments to fetch at a time (for `auto`, as measured).
    public var wantedFragments: Int {
        get { box.facts.wantedFragments }
        set { facts.wantedFragments = newValue }
    }
    /// Why that number is not higher or lower, in words ("server allows 4").
    public var fragmentsNote: String? {
        get { box.facts.fragmentsNote }
        set { facts.fragmentsNote = newValue }
    }
    /// The fragments by number; empty before the first response.
    public var fragments: [FragmentSnapshot] {
        get { box.facts.fragments }
        set { facts.fragments = newValue }
    }
    /// The ranges that have arrived, for the map.
    public var covered: ByteRangeSet {
        get { box.facts.covered }
        set { facts.covered = newValue }
    }
    /// The facts about the server; `nil` before the first response.
    public var server: ServerFacts? {
        get { box.facts.server }
        set { facts.server = newValue }
    }
    /// The certificate that its server presents and that was not accepted.
    public var certificate: ServerCertificate? {
        get { box.facts.certificate }
        set { facts.certificate = newValue }
    }
    /// The digest that the file is verified against, as far as known.
    public var digest: ExpectedDigest? {
        get { box.facts.digest }
        set { facts.digest = newValue }
    }
    /// The progress of piece verification, if digests of pieces are known.
    public var pieces: PieceProgress? {
        get { box.facts.pieces }
        set { facts.pieces = newValue }
    }
    /// The sources: those of the request, then those that its servers named.
    public var sources: [SourceSnapshot] {
        get { box.facts.sources }
        set { facts.sources = newValue }
    }
    /// The events of this download, oldest first; at most the last 200.
    public var events: [DownloadEvent] {
        get { box.facts.events }
        set { facts.events = newValue }
    }
    /// Whether it is done because a file of its name already existed; none of its bytes was kept.
    public var isSkipped: Bool {
        get { box.facts.isSkipped }
        set { facts.isSkipped = newValue }
    }
    /// Whether it is done and begins as a web page does.
    public var isWebPage: Bool {
        get { box.facts.isWebPage }
        set { if newValue != box.facts.isWebPage { facts.isWebPage = newValue } }
    }
    /// The user's last request if it was refused, and why; `nil` otherwise.
    public var refusal: DownloadEvent? {
        get { box.facts.refusal }
        set { facts.refusal = newValue }
    }
    /// When it was added, in seconds since 1970.
    public var added: Double {
        get { box.facts.added }
        set { facts.added = newValue }
    }
    /// When it completed, in seconds since 1970.
    public var finished: Double? {
        get { box.facts.finished }
        set { facts.finished = newValue }
    }

    /// Creates a snapshot of a download that has not started.
    public init(id: DownloadID, request: DownloadRequest, name: String) {
        box = Box(Facts(id: id, request: request, name: name))
    }

    /// Creates a snapshot of these facts.
    package init(_ facts: Facts) {
        box = Box(facts)
    }

    /// Whether this is the very same snapshot as `other`, in constant time.
    ///
    /// Snapshots that are not the same may still be equal.
    public func isSame(as other: DownloadSnapshot) -> Bool { box === other.box }

    /// Whether both have equal facts.
    public static func == (a: DownloadSnapshot, b: DownloadSnapshot) -> Bool {
        a.box === b.box || a.box.facts == b.box.facts
    }

    /// Hashes the facts.
    public func hash(into hasher: inout Hasher) { hasher.combine(box.facts) }

    /// The facts about a download, documented at the properties of the same names.
    package struct Facts: Hashable, Sendable, Codable {
        package var id: DownloadID
        package var request: DownloadRequest
        package var name: String
        package var state: State
        package var length: Int64?
        package var received: Int64
        package var bytesPerSecond: Double
        package var secondsLeft: Double?
        package var ranges: Ranges
        package var connections: Int
        package var peakConnections: Int?
        package var wantedFragments: Int
        package var fragmentsNote: String?
        package var fragments: [FragmentSnapshot]
        package var covered: ByteRangeSet
        package var server: ServerFacts?
        package var certificate: ServerCertificate?
        package var digest: ExpectedDigest?
        package var pieces: PieceProgress?
        package var sources: [SourceSnapshot]
        package var events: [DownloadEvent]
        package var isSkipped: Bool
        package var isWebPage: Bool
        package var refusal: DownloadEvent?
        package var added: Double
        package var finished: Double?

        /// Creates the facts of a download that has not started.
        package init(id: DownloadID, request: DownloadRequest, name: String) {
            self.id = id
            self.request = request
            self.name = name
            self.state = .waiting
            self.length = nil
            self.received = 0
            self.bytesPerSecond = 0
            self.secondsLeft = nil
            self.ranges = .unknown
            self.connections = 0
            self.peakConnections = nil
            self.wantedFragments = 1
            self.fragmentsNote = nil
            self.fragments = []
            self.covered = ByteRangeSet()
            self.server = nil
            self.certificate = nil
            self.digest = nil
            self.pieces = nil
            self.sources = []
            self.events = []
            self.isSkipped = false
            self.isWebPage = false
            self.refusal = nil
            self.added = 0
            self.finished = nil
        }
    }
}

extension DownloadSnapshot: Codable {
    /// Reads a snapshot's facts.
    public init(from decoder: any Decoder) throws { self.init(try Facts(from: decoder)) }

    /// Writes the snapshot's facts.
    public func encode(to encoder: any Encoder) throws { try facts.encode(to: encoder) }
}
