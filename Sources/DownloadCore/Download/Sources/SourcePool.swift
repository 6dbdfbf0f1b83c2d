/// The sources of a download, and which of them is the primary.
package struct SourcePool: Hashable, Sendable {
    /// The sources of the request in its order, then those named by servers.
    private var list: [SourceWork]
    /// The index of the source that determines the file's identity.
    package internal(set) var primary = 0
    /// The index of the source that provided the identity's validators.
    ///
    /// `nil` when it is unknown, -1 when it is none of the present sources.
    var owner: Int?
    /// Whether server-named mirrors are ignored: bytes of one made the file wrong.
    var distrustsOffered = false
    /// When a source last took over a fragment from another.
    var lastTakeOver = Instant(seconds: -.infinity)

    /// Creates the sources of a request.
    package init(_ request: DownloadRequest) {
        list = (request.sources.isEmpty ? [""] : request.sources).map { SourceWork($0) }
    }

    /// The source that determines the file's identity.
    package var leading: SourceWork {
        get { list[primary] }
        _modify { yield &list[primary] }
    }

    /// Replaces all sources with those of a request; the first becomes the primary.
    mutating func replace(with request: DownloadRequest) {
        list = SourcePool(request).list
        primary = 0
        owner = nil
    }

    /// Appends sources.
    mutating func append(_ sources: [SourceWork]) { list += sources }

    /// Removes sources.
    ///
    /// - Returns: Whether the primary is still in the list; if not, the first takes its place.
    mutating func remove(_ gone: [Int]) -> Bool {
        let kept = list.indices.filter { !gone.contains($0) }
        let places = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
        if let owner { self.owner = owner < 0 ? owner : places[owner] ?? -1 }
        let newPrimary = places[primary]
        list = kept.map { list[$0] }
        primary = newPrimary ?? 0
        return newPrimary != nil
    }

    /// Returns the URL for a source's next lane.
    package func url(of source: Int) -> String { list[source].resolved?.url ?? list[source].url }

    /// Whether another source may be asked instead.
    func hasAlternative(to source: Int) -> Bool {
        indices.contains { $0 != source && !list[$0].isDropped }
    }

    /// Returns a source's number and host, for the log.
    func place(of source: Int) -> String {
        let host = (try? SourceURL(list[source].url))?.host ?? "?"
        return "source \(source + 1) (\(host))"
    }

    /// Whether a source is at least a quarter as fast as the best.
    func isWorthMore(_ source: Int) -> Bool {
        guard let rate = list[source].rate else { return true }
        return rate * 4 >= list.compactMap(\.rate).max() ?? 0
    }

    /// Removes dropped bytes from every source's record.
    mutating func drop(_ range: ByteRange) {
        for source in indices { list[source].written.remove(range) }
    }

    /// Makes every source worth another try.
    mutating func refresh() {
        for source in indices {
            if distrustsOffered, list[source].isOffered { continue }
            if list[source].state != .confirmed { beginTrial(of: source) }
            list[source].failures = 0
            list[source].until = Instant(seconds: -.infinity)
        }
    }

    /// Marks a source as untried: its bytes are compared again, so its validators do not count.
    mutating func beginTrial(of source: Int) {
        list[source].state = .untried
        list[source].validator = .none
        list[source].ladder = 0
    }

    /// Marks every source as untried that was dropped because its bytes differ.
    mutating func reviveCompared() {
        for source in indices where list[source].wasCompared {
            beginTrial(of: source)
            list[source].failures = 0
            list[source].until = Instant(seconds: -.infinity)
        }
    }

    /// Forgets which sources have the same file, because the file has changed.
    mutating func forgetFile() {
        owner = nil
        for source in indices {
            list[source].validator = .none
            list[source].ladder = 0
            list[source].resolved = nil
            list[source].written = ByteRangeSet()
            switch list[source].state {
            case .confirmed, .spare: list[source].state = .untried
            case .dropped(let error) where error.kind == .changed: list[source].state = .untried
            case .untried, .dropped: break
            }
        }
    }
}

extension SourcePool: RandomAccessCollection, MutableCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { list.count }

    package subscript(source: Int) -> SourceWork {
        get { list[source] }
        _modify { yield &list[source] }
    }
}
