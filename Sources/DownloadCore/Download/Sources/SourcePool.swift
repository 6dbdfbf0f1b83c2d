/// The sources of a download, and which of them it goes by.
package struct SourcePool: Hashable, Sendable {
    /// In the order of the request; then what its servers have named.
    private var list: [SourceWork]
    /// The source that says which file it is: an index.
    package internal(set) var primary = 0
    /// The source whose words for the version are the identity's: an index; `nil` while that is not
    /// known, -1 for none that there is now.
    var owner: Int?
    /// Whether mirrors that servers name are left alone: bytes of one made the file wrong.
    var distrustsOffered = false
    /// When a source last took a fragment from another.
    var lastTakeOver = Instant(seconds: -.infinity)

    /// The sources that a request names.
    package init(_ request: DownloadRequest) {
        list = (request.sources.isEmpty ? [""] : request.sources).map { SourceWork($0) }
    }

    /// The source that says which file it is.
    package var leading: SourceWork {
        get { list[primary] }
        _modify { yield &list[primary] }
    }

    /// Replaces all sources by those of a request; the first leads.
    mutating func replace(with request: DownloadRequest) {
        list = SourcePool(request).list
        primary = 0
        owner = nil
    }

    /// Adds sources behind the others.
    mutating func append(_ sources: [SourceWork]) { list += sources }

    /// Takes sources out.
    ///
    /// - Returns: Whether the one that led is still there; if not, the first leads.
    mutating func remove(_ gone: [Int]) -> Bool {
        let kept = list.indices.filter { !gone.contains($0) }
        let places = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
        if let owner { self.owner = owner < 0 ? owner : places[owner] ?? -1 }
        let newPrimary = places[primary]
        list = kept.map { list[$0] }
        primary = newPrimary ?? 0
        return newPrimary != nil
    }

    /// The URL that a source's next lane asks.
    package func url(of source: Int) -> String { list[source].resolved?.url ?? list[source].url }

    /// Whether another source may be asked instead.
    func hasAlternative(to source: Int) -> Bool {
        indices.contains { $0 != source && !list[$0].isDropped }
    }

    /// A source in the log: its number and its host.
    func place(of source: Int) -> String {
        let host = (try? SourceURL(list[source].url))?.host ?? "?"
        return "source \(source + 1) (\(host))"
    }

    /// Whether a source is no slower than a quarter of the best.
    func isWorthMore(_ source: Int) -> Bool {
        guard let rate = list[source].rate else { return true }
        return rate * 4 >= list.compactMap(\.rate).max() ?? 0
    }

    /// Bytes are not there any more, whoever gave them.
    mutating func drop(_ range: ByteRange) {
        for source in indices { list[source].written.remove(range) }
    }

    /// Makes every source worth a try again.
    mutating func refresh() {
        for source in indices {
            if distrustsOffered, list[source].isOffered { continue }
            if list[source].state != .confirmed { beginTrial(of: source) }
            list[source].failures = 0
            list[source].until = Instant(seconds: -.infinity)
        }
    }

    /// Makes a source untried: its validators count no more, since its bytes are compared again.
    mutating func beginTrial(of source: Int) {
        list[source].state = .untried
        list[source].validator = .none
        list[source].ladder = 0
    }

    /// Makes every source untried that was dropped because its bytes differ.
    mutating func reviveCompared() {
        for source in indices where list[source].wasCompared {
            beginTrial(of: source)
            list[source].failures = 0
            list[source].until = Instant(seconds: -.infinity)
        }
    }

    /// Forgets which sources have the same file, because it is another one now.
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
