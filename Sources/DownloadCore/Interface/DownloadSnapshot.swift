/// One download as a watcher sees it.
///
/// Copies share what they hold. Of a long queue most downloads are the same from one snapshot to the
/// next: they are neither copied nor, where `isSame(as:)` is asked first, looked at.
public struct DownloadSnapshot: Hashable, Sendable, Identifiable {
    /// What a download is doing.
    public enum State: Hashable, Sendable, Codable {
        /// Its turn has not come.
        case waiting
        /// The first request is under way; nothing is known of the file yet.
        case asking
        /// Bytes are arriving, or some lane tries to make them.
        case running
        /// No lane can go on now; the next try is in so many seconds.
        case retrying(DownloadError, inSeconds: Double)
        /// Stopped, and why.
        case paused(PauseReason)
        /// It cannot go on without a person.
        case failed(DownloadError)
        /// Whole; the checksum is being computed, this part of it is done (0 to 1).
        case checking(Double)
        /// Whole, checked and in its place.
        case done
    }

    /// Why a download is paused.
    public enum PauseReason: Hashable, Sendable, Codable {
        /// A person asked for it.
        case person
        /// The disk cannot take the bytes; it goes on by itself when it can.
        case disk(DownloadError)
        /// Another process works on the file.
        case inUse
        /// Something must be decided first.
        case question(Question)
    }

    /// Something only a person can decide.
    public enum Question: Hashable, Sendable, Codable {
        /// The file at the source is not the one that was begun: start over, or leave it paused?
        case changed(String)
        /// The server answers with something that is not the file, such as a login page: start over
        /// with that, or leave it paused?
        case unrelated(String)
        /// The part file is missing: start over, or leave it paused?
        case partFileMissing
    }

    /// Whether the server gives ranges.
    public enum Ranges: Hashable, Sendable, Codable {
        /// It has not been asked yet.
        case unknown
        /// It gives ranges.
        case given
        /// It does not: one stream, which starts over when it breaks. The reason in words.
        case none(String)
    }

    /// Holds the facts, which copies share.
    private final class Box: Sendable {
        let facts: Facts

        init(_ facts: Facts) {
            self.facts = facts
        }
    }

    private var box: Box

    /// All of it; each change through this type makes new facts, so many changes are made on them.
    package var facts: Facts {
        get { box.facts }
        set { box = Box(newValue) }
    }

    /// The download's name for intents.
    public var id: DownloadID {
        get { box.facts.id }
        set { facts.id = newValue }
    }
    /// What was asked for.
    public var request: DownloadRequest {
        get { box.facts.request }
        set { facts.request = newValue }
    }
    /// The file's name, as far as known: from the server, else from the URL.
    public var name: String {
        get { box.facts.name }
        set { facts.name = newValue }
    }
    /// What it is doing.
    public var state: State {
        get { box.facts.state }
        set { facts.state = newValue }
    }
    /// The file's length in bytes; `nil` when not known (yet).
    public var length: Int64? {
        get { box.facts.length }
        set { facts.length = newValue }
    }
    /// The bytes that have arrived and count.
    public var received: Int64 {
        get { box.facts.received }
        set { facts.received = newValue }
    }
    /// Bytes per second, smoothed; 0 when nothing moves.
    public var bytesPerSecond: Double {
        get { box.facts.bytesPerSecond }
        set { facts.bytesPerSecond = newValue }
    }
    /// Seconds until it is whole; `nil` when that cannot be said.
    public var secondsLeft: Double? {
        get { box.facts.secondsLeft }
        set { facts.secondsLeft = newValue }
    }
    /// Whether the server gives ranges.
    public var ranges: Ranges {
        get { box.facts.ranges }
        set { facts.ranges = newValue }
    }
    /// How many lanes fetch or connect now.
    public var connections: Int {
        get { box.facts.connections }
        set { facts.connections = newValue }
    }
    /// How many fragments at a time are wanted now (for `auto`, as measured).
    public var wantedFragments: Int {
        get { box.facts.wantedFragments }
        set { facts.wantedFragments = newValue }
    }
    /// Why it is not more or fewer, in words ("server allows 4").
    public var fragmentsNote: String? {
        get { box.facts.fragmentsNote }
        set { facts.fragmentsNote = newValue }
    }
    /// The fragments in the order of their numbers; empty before the first answer.
    public var fragments: [FragmentSnapshot] {
        get { box.facts.fragments }
        set { facts.fragments = newValue }
    }
    /// The ranges that have arrived, for the map.
    public var covered: ByteRangeSet {
        get { box.facts.covered }
        set { facts.covered = newValue }
    }
    /// What is known of the server; `nil` before the first answer.
    public var server: ServerFacts? {
        get { box.facts.server }
        set { facts.server = newValue }
    }
    /// The digest that the file is checked against, as far as known.
    public var digest: ExpectedDigest? {
        get { box.facts.digest }
        set { facts.digest = newValue }
    }
    /// What is known of its pieces, where their digests are known.
    public var pieces: PieceProgress? {
        get { box.facts.pieces }
        set { facts.pieces = newValue }
    }
    /// Where it comes from: the sources of the request, then those that its servers have named.
    public var sources: [SourceSnapshot] {
        get { box.facts.sources }
        set { facts.sources = newValue }
    }
    /// What happened to this download, oldest first; at most the last 200.
    public var events: [DownloadEvent] {
        get { box.facts.events }
        set { facts.events = newValue }
    }
    /// Whether it is done because a file of its name was there already; nothing of it was kept.
    public var isSkipped: Bool {
        get { box.facts.isSkipped }
        set { facts.isSkipped = newValue }
    }
    /// What a person asked for last and was not done, and why; `nil` when it was done.
    public var refusal: DownloadEvent? {
        get { box.facts.refusal }
        set { facts.refusal = newValue }
    }
    /// When it was added, in seconds since 1970.
    public var added: Double {
        get { box.facts.added }
        set { facts.added = newValue }
    }
    /// When it was done, in seconds since 1970.
    public var finished: Double? {
        get { box.facts.finished }
        set { facts.finished = newValue }
    }

    /// Creates a snapshot of a download that has not begun.
    public init(id: DownloadID, request: DownloadRequest, name: String) {
        box = Box(Facts(id: id, request: request, name: name))
    }

    /// Creates a snapshot of these facts.
    package init(_ facts: Facts) {
        box = Box(facts)
    }

    /// Whether this is the very same snapshot as `other`, which is told at once; what is not the same
    /// may be equal all the same.
    public func isSame(as other: DownloadSnapshot) -> Bool { box === other.box }

    /// Whether both say the same.
    public static func == (a: DownloadSnapshot, b: DownloadSnapshot) -> Bool {
        a.box === b.box || a.box.facts == b.box.facts
    }

    /// Hashes what it says.
    public func hash(into hasher: inout Hasher) { hasher.combine(box.facts) }

    /// What is known of a download, each as the property of the same name tells.
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
        package var wantedFragments: Int
        package var fragmentsNote: String?
        package var fragments: [FragmentSnapshot]
        package var covered: ByteRangeSet
        package var server: ServerFacts?
        package var digest: ExpectedDigest?
        package var pieces: PieceProgress?
        package var sources: [SourceSnapshot]
        package var events: [DownloadEvent]
        package var isSkipped: Bool
        package var refusal: DownloadEvent?
        package var added: Double
        package var finished: Double?

        /// Creates the facts of a download that has not begun.
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
            self.wantedFragments = 1
            self.fragmentsNote = nil
            self.fragments = []
            self.covered = ByteRangeSet()
            self.server = nil
            self.digest = nil
            self.pieces = nil
            self.sources = []
            self.events = []
            self.isSkipped = false
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
