/// The changes of one download, grouped by what changes together.
package struct DownloadDelta: Hashable, Sendable, Codable {
    /// The part that changes seldom.
    package struct Outline: Hashable, Sendable, Codable {
        var name: String
        var request: DownloadRequest
        var ranges: DownloadSnapshot.Ranges
        var fragmentsNote: String?
        var server: ServerFacts?
        var certificate: ServerCertificate?
        var digest: ExpectedDigest?
        var isSkipped: Bool
        var isWebPage: Bool
        var refusal: DownloadEvent?
        var added: Double
        var finished: Double?
    }

    /// The part that changes while bytes arrive.
    package struct Progress: Hashable, Sendable, Codable {
        var state: DownloadSnapshot.State
        var length: Int64?
        var received: Int64
        var bytesPerSecond: Double
        var secondsLeft: Double?
        var connections: Int
        var peakConnections: Int?
        var wantedFragments: Int
        var pieces: PieceProgress?
        /// The fragments that fail or wait for their next try, which every watcher displays.
        var troubled: [FragmentSnapshot]?
    }

    /// The part that is only sent to watchers of the download.
    package struct Detail: Hashable, Sendable, Codable {
        var fragments: [FragmentSnapshot]
        var covered: ByteRangeSet
        var sources: [SourceSnapshot]
        /// The events after those that are already known.
        var events: [DownloadEvent]
        /// The number of known events, the newest, that are still in the list.
        var keptEvents: Int
    }

    /// Identifies the download.
    package var id: DownloadID
    /// The outline, if it has changed.
    package var outline: Outline?
    /// The progress, if it has changed.
    package var progress: Progress?
    /// The details, if they are watched.
    package var detail: Detail?

    /// Whether nothing has changed.
    package var isEmpty: Bool { outline == nil && progress == nil && detail == nil }

    /// The changes with only the first source of the request, for a frame that would be too long.
    package var shortened: DownloadDelta {
        var delta = self
        if let sources = outline?.request.sources.prefix(1) {
            delta.outline?.request.sources = Array(sources)
        }
        return delta
    }

    /// Compares two snapshots of a download.
    ///
    /// - Parameters:
    ///   - new: The newer one.
    ///   - old: The known one; `nil` when none is known.
    ///   - withDetail: Whether details are wanted.
    ///   - knowsDetail: Whether the details of `old` are known.
    package init(
        _ new: DownloadSnapshot, since old: DownloadSnapshot?, withDetail: Bool, knowsDetail: Bool
    ) {
        id = new.id
        let facts = new.facts
        let before = old?.facts
        let outline = Outline(facts)
        if before.map({ Outline($0) }) != outline { self.outline = outline.concealed }
        let progress = Progress(facts)
        if before.map({ Progress($0) }) != progress { self.progress = progress }
        guard withDetail else { return }
        let known = knowsDetail ? before : nil
        if let known, known.fragments == facts.fragments, known.covered == facts.covered,
            known.sources == facts.sources, known.events == facts.events
        {
            return
        }
        let kept = Self.kept(of: known?.events ?? [], in: facts.events)
        detail = Detail(
            fragments: facts.fragments, covered: facts.covered, sources: facts.sources,
            events: Array(facts.events.dropFirst(kept)), keptEvents: kept)
    }

    /// Returns the number of the newest known events that begin the new list.
    private static func kept(of known: [DownloadEvent], in new: [DownloadEvent]) -> Int {
        guard let last = known.last, let place = new.lastIndex(of: last) else { return 0 }
        let count = place + 1
        guard count <= known.count, known.suffix(count).elementsEqual(new.prefix(count)) else {
            return 0
        }
        return count
    }

    /// Returns what follows from the outline and the progress, where no details are known.
    private func implied(by outline: Outline) -> DownloadSnapshot.Outline {
        var implied = DownloadSnapshot.Outline(
            request: outline.request, name: outline.name, state: progress?.state ?? .waiting)
        implied.length = progress?.length
        return implied
    }

    /// Returns the download's snapshot with these changes.
    ///
    /// - Parameter old: The known snapshot.
    /// - Returns: The newer snapshot; `nil` when too little is known about the download.
    package func applied(to old: DownloadSnapshot?) -> DownloadSnapshot? {
        var facts: DownloadSnapshot.Facts
        if let old {
            facts = old.facts
        } else if let outline {
            facts = DownloadSnapshot(id, implied(by: outline)).facts
        } else {
            return nil
        }
        outline?.apply(to: &facts)
        progress?.apply(to: &facts)
        detail?.apply(to: &facts)
        return DownloadSnapshot(facts)
    }
}

extension DownloadDelta.Outline {
    init(_ facts: DownloadSnapshot.Facts) {
        name = facts.name
        request = facts.request
        ranges = facts.ranges
        fragmentsNote = facts.fragmentsNote
        server = facts.server
        certificate = facts.certificate
        digest = facts.digest
        isSkipped = facts.isSkipped
        isWebPage = facts.isWebPage
        refusal = facts.refusal
        added = facts.added
        finished = facts.finished
    }

    fileprivate var concealed: Self {
        var outline = self
        outline.request = request.concealed
        return outline
    }

    fileprivate func apply(to facts: inout DownloadSnapshot.Facts) {
        facts.name = name
        facts.request = request
        facts.ranges = ranges
        facts.fragmentsNote = fragmentsNote
        facts.server = server
        facts.certificate = certificate
        facts.digest = digest
        facts.isSkipped = isSkipped
        facts.isWebPage = isWebPage
        facts.refusal = refusal
        facts.added = added
        facts.finished = finished
    }
}

extension DownloadDelta.Progress {
    init(_ facts: DownloadSnapshot.Facts) {
        state = facts.state
        length = facts.length
        received = facts.received
        bytesPerSecond = facts.bytesPerSecond
        secondsLeft = facts.secondsLeft
        connections = facts.connections
        peakConnections = facts.peakConnections
        wantedFragments = facts.wantedFragments
        pieces = facts.pieces
        let troubled = facts.fragments.filter(\.isTroubled)
        self.troubled = troubled.isEmpty ? nil : troubled
    }

    fileprivate func apply(to facts: inout DownloadSnapshot.Facts) {
        facts.state = state
        facts.length = length
        facts.received = received
        facts.bytesPerSecond = bytesPerSecond
        facts.secondsLeft = secondsLeft
        facts.connections = connections
        facts.peakConnections = peakConnections
        facts.wantedFragments = wantedFragments
        facts.pieces = pieces
        // The others are only known not to be in trouble.
        for index in facts.fragments.indices where facts.fragments[index].isTroubled {
            facts.fragments[index].state = .waiting
        }
        for fragment in troubled ?? [] {
            if let index = facts.fragments.firstIndex(where: { $0.number == fragment.number }) {
                facts.fragments[index] = fragment
            } else {
                facts.fragments.append(fragment)
            }
        }
    }
}

extension DownloadDelta.Detail {
    fileprivate func apply(to facts: inout DownloadSnapshot.Facts) {
        facts.fragments = fragments
        facts.covered = covered
        facts.sources = sources
        facts.events = facts.events.suffix(max(0, keptEvents)) + events
    }
}

extension FragmentSnapshot {
    fileprivate var isTroubled: Bool {
        switch state {
        case .retrying, .failed: true
        case .waiting, .connecting, .receiving, .paused, .done: false
        }
    }
}
