extension DownloadSnapshot {
    /// The facts about a download, documented at the properties of the same names.
    @dynamicMemberLookup
    package struct Facts: Hashable, Sendable, Codable {
        package var id: DownloadID
        var outline: Outline
        var detail: Detail

        /// Creates the facts of a download that has not started.
        package init(id: DownloadID, request: DownloadRequest, name: String) {
            self.init(
                id, Outline(request: request, name: name, state: .waiting),
                Detail(covered: ByteRangeSet(), sources: []))
        }

        /// Creates these facts; without details, those that follow from the outline.
        init(_ id: DownloadID, _ outline: Outline, _ detail: Detail? = nil) {
            self.id = id
            self.outline = outline
            self.detail = detail ?? Detail(impliedBy: outline)
        }

        package subscript<Fact>(dynamicMember path: WritableKeyPath<Outline, Fact>) -> Fact {
            get { outline[keyPath: path] }
            set { outline[keyPath: path] = newValue }
        }

        package subscript<Fact>(dynamicMember path: WritableKeyPath<Detail, Fact>) -> Fact {
            get { detail[keyPath: path] }
            set { detail[keyPath: path] = newValue }
        }
    }

    /// What is known about every download, however long the queue.
    package struct Outline: Hashable, Sendable, Codable {
        package var request: DownloadRequest
        package var name: String
        package var state: State
        package var length: Int64?
        package var received: Int64 = 0
        package var wantedFragments = 1
        package var added = 0.0
        package var finished: Double?
    }

    /// The rest of the facts, which few downloads have.
    package struct Detail: Hashable, Sendable, Codable {
        package var bytesPerSecond = 0.0
        package var secondsLeft: Double?
        package var ranges = Ranges.unknown
        package var connections = 0
        package var peakConnections: Int?
        package var fragmentsNote: String?
        package var fragments: [FragmentSnapshot] = []
        package var covered: ByteRangeSet
        package var server: ServerFacts?
        package var certificate: ServerCertificate?
        package var digest: ExpectedDigest?
        package var pieces: PieceProgress?
        package var sources: [SourceSnapshot]
        package var events: [DownloadEvent] = []
        package var isSkipped = false
        package var isWebPage = false
        package var refusal: DownloadEvent?
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
