extension DownloadSnapshot {
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

    /// What is known about every download, however long the queue.
    package struct Outline: Hashable, Sendable {
        var request: DownloadRequest
        var name: String
        var state: State
        var length: Int64?
        var received: Int64 = 0
        var wantedFragments = 1
        var added = 0.0
        var finished: Double?
    }

    /// The rest of the facts, which few downloads have.
    struct Detail: Hashable, Sendable {
        var bytesPerSecond = 0.0
        var secondsLeft: Double?
        var ranges = Ranges.unknown
        var connections = 0
        var peakConnections: Int?
        var fragmentsNote: String?
        var fragments: [FragmentSnapshot] = []
        var covered: ByteRangeSet
        var server: ServerFacts?
        var certificate: ServerCertificate?
        var digest: ExpectedDigest?
        var pieces: PieceProgress?
        var sources: [SourceSnapshot]
        var events: [DownloadEvent] = []
        var isSkipped = false
        var isWebPage = false
        var refusal: DownloadEvent?
    }

    /// Storage that copies share.
    final class Box: Sendable {
        let outline: Outline
        /// The other facts; `nil` when they follow from the outline.
        let detail: DetailBox?

        init(_ outline: Outline, _ detail: Detail? = nil) {
            self.outline = outline
            self.detail = detail.flatMap { $0.isImplied(by: outline) ? nil : DetailBox($0) }
        }
    }

    /// Storage for the facts that few downloads have.
    final class DetailBox: Sendable {
        let value: Detail

        init(_ value: Detail) {
            self.value = value
        }
    }
}

extension DownloadSnapshot.Outline {
    init(_ facts: DownloadSnapshot.Facts, state: DownloadSnapshot.State) {
        request = facts.request
        name = facts.name
        self.state = state
        length = facts.length
        received = facts.received
        wantedFragments = facts.wantedFragments
        added = facts.added
        finished = facts.finished
    }

    /// The ranges that have arrived, when nothing else is known.
    var covered: ByteRangeSet {
        guard state == .done, let length else { return ByteRangeSet() }
        return ByteRangeSet([ByteRange(0, length)])
    }

    /// The digest that the file is verified against, when nothing else is known.
    var digest: ExpectedDigest? { request.checksum.map { ExpectedDigest($0, from: .user) } }

    /// The progress of piece verification, when nothing else is known.
    var pieces: PieceProgress? {
        guard let pieces = request.pieces, let length, pieces.fit(fileOfLength: length) else {
            return nil
        }
        return PieceProgress(
            count: pieces.count, right: state == .done ? pieces.count : 0, wrong: 0,
            length: pieces.length, algorithm: pieces.algorithm)
    }

    /// The sources, when nothing else is known.
    var sources: [SourceSnapshot] {
        request.sources.map { SourceSnapshot(url: SourceURL.shown($0)) }
    }
}

extension DownloadSnapshot.Detail {
    init(_ facts: DownloadSnapshot.Facts) {
        bytesPerSecond = facts.bytesPerSecond
        secondsLeft = facts.secondsLeft
        ranges = facts.ranges
        connections = facts.connections
        peakConnections = facts.peakConnections
        fragmentsNote = facts.fragmentsNote
        fragments = facts.fragments
        covered = facts.covered
        server = facts.server
        certificate = facts.certificate
        digest = facts.digest
        pieces = facts.pieces
        sources = facts.sources
        events = facts.events
        isSkipped = facts.isSkipped
        isWebPage = facts.isWebPage
        refusal = facts.refusal
    }

    /// Creates the facts of a download about which only an outline is known.
    init(impliedBy outline: DownloadSnapshot.Outline) {
        covered = outline.covered
        digest = outline.digest
        pieces = outline.pieces
        sources = outline.sources
    }

    /// Returns whether these are the facts of a download about which only this outline is known.
    func isImplied(by outline: DownloadSnapshot.Outline) -> Bool {
        // Most that have begun are told apart at a glance.
        guard fragments.isEmpty, events.isEmpty, server == nil, bytesPerSecond == 0 else {
            return false
        }
        return self == Self(impliedBy: outline)
    }
}

extension DownloadSnapshot.Facts {
    init(
        _ id: DownloadID, _ outline: DownloadSnapshot.Outline, _ detail: DownloadSnapshot.Detail?,
        _ state: DownloadSnapshot.State
    ) {
        self.init(id: id, request: outline.request, name: outline.name)
        self.state = state
        length = outline.length
        received = outline.received
        wantedFragments = outline.wantedFragments
        added = outline.added
        finished = outline.finished
        let detail = detail ?? DownloadSnapshot.Detail(impliedBy: outline)
        bytesPerSecond = detail.bytesPerSecond
        secondsLeft = detail.secondsLeft
        ranges = detail.ranges
        connections = detail.connections
        peakConnections = detail.peakConnections
        fragmentsNote = detail.fragmentsNote
        fragments = detail.fragments
        covered = detail.covered
        server = detail.server
        certificate = detail.certificate
        digest = detail.digest
        pieces = detail.pieces
        sources = detail.sources
        events = detail.events
        isSkipped = detail.isSkipped
        isWebPage = detail.isWebPage
        refusal = detail.refusal
    }
}
