/// The sources of a download, and which of them is the primary.
///
/// The primary determines the file's identity; the others are mirrors. Before a mirror may write a
/// byte, a probe compares some of its bytes with those on disk.
package struct SourcePool: Hashable, Sendable {
    /// The source whose validators the file's identity has.
    package enum IdentitySource: Hashable, Sendable {
        /// It may be any.
        case unknown
        /// None of the present sources.
        case gone
        /// The source with this index.
        case known(Int)
    }

    /// The sources of the request in its order, then those named by servers.
    private var list: [SourceWork]
    /// The index of the source that determines the file's identity.
    package private(set) var primary = 0
    /// The source that provided the identity's validators.
    package internal(set) var identitySource = IdentitySource.unknown
    /// Whether server-named mirrors are ignored: bytes of one made the file wrong.
    package internal(set) var distrustsOffered = false
    /// Whether each source is asked for the whole file alone: the digest of their joint file, or
    /// of one's, was wrong.
    package internal(set) var isSingle = false
    /// When a source last took over a fragment from another.
    var lastTakeOver = Instant(seconds: -.infinity)
    /// Since when the primary has been too slow for its bytes to be compared with a mirror's.
    var slowPrimary = SlowPrimary()

    /// Creates the sources of a request.
    package init(_ request: DownloadRequest) {
        list = (request.sources.isEmpty ? [""] : request.sources).map { SourceWork($0) }
    }

    /// The source that determines the file's identity.
    package var leading: SourceWork {
        get { list[primary] }
        _modify { yield &list[primary] }
    }

    // MARK: The list

    /// Replaces all sources with those of a request; the first becomes the primary.
    mutating func replace(with request: DownloadRequest) {
        list = SourcePool(request).list
        lead(with: 0)
        identitySource = .unknown
        isSingle = false
    }

    /// Appends sources.
    mutating func append(_ sources: [SourceWork]) { list += sources }

    /// Makes another source the primary.
    mutating func lead(with source: Int) {
        primary = source
        slowPrimary = SlowPrimary()
    }

    /// Removes sources.
    ///
    /// - Returns: Whether the primary is still in the list; if not, the first takes its place.
    package mutating func remove(_ gone: [Int]) -> Bool {
        let kept = list.indices.filter { !gone.contains($0) }
        let places = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
        if case .known(let source) = identitySource {
            identitySource = places[source].map { .known($0) } ?? .gone
        }
        let newPrimary = places[primary]
        list = kept.map { list[$0] }
        primary = newPrimary ?? 0
        return newPrimary != nil
    }

    /// Returns where a source's next lane begins: at a redirect target that works, or at its URL.
    func target(of source: Int) -> ResolvedURL {
        list[source].resolved ?? ResolvedURL(url: list[source].url, redirects: 0)
    }

    /// Returns the URL for a source's next lane.
    package func url(of source: Int) -> String { list[source].resolved?.url ?? list[source].url }

    /// Returns a source's number and host, for the log.
    func place(of source: Int) -> String {
        let host = (try? SourceURL(list[source].url))?.host ?? "?"
        return "source \(source + 1) (\(host))"
    }

    // MARK: The file

    /// Whether a source may have provided the identity's validators.
    func mayHaveProvidedIdentity(_ source: Int) -> Bool {
        switch identitySource {
        case .unknown: true
        case .gone: false
        case .known(let provider): provider == source
        }
    }

    /// Returns a source's validator of the file with this identity.
    ///
    /// Until a response shows whose the identity's are, they are assumed to be the primary's.
    package func validator(of source: Int, _ identity: FileIdentity?) -> Validator {
        let isIts =
            switch identitySource {
            case .unknown: source == primary
            case .gone: false
            case .known(let provider): provider == source
            }
        return isIts ? identity?.validator ?? .none : list[source].validator
    }

    /// Whether bytes of a source must be compared with the known file before it may write any.
    package func isOnTrial(_ source: Int) -> Bool {
        !mayHaveProvidedIdentity(source) && list[source].state != .confirmed
    }

    /// Records an accepted response of the primary.
    mutating func accepted(_ validator: Validator) {
        if identitySource == .unknown { identitySource = .known(primary) }
        if identitySource == .known(primary) { leading.state = .confirmed }
        leading.validator = validator
        leading.failures = 0
    }

    /// Records a good response: the lanes of its source may start at its redirect target.
    mutating func served(_ order: LaneOrder) {
        if order.redirects > 0, list[order.source].sharesRedirect {
            list[order.source].resolved = ResolvedURL(
                url: order.url, redirects: order.redirects)
        }
    }

    /// Records new bytes of a source, if it may have to be told which are its own.
    mutating func received(_ bytes: ByteRange, from source: Int, hasPieces: Bool) {
        if list.count > 1, identitySource != .known(source) || hasPieces {
            list[source].written.insert(bytes)
        }
    }

    /// Removes dropped bytes from every source's record.
    mutating func drop(_ range: ByteRange) {
        for source in indices { list[source].written.remove(range) }
    }

    /// Forgets which sources have the same file, because the file has changed.
    mutating func forgetFile() {
        identitySource = .unknown
        for source in indices {
            list[source].validator = .none
            list[source].ladder = 0
            list[source].resolved = nil
            list[source].written = ByteRangeSet()
            switch list[source].state {
            case .confirmed, .withoutRanges: list[source].state = .untried
            case .dropped(let error) where error.kind == .changed: list[source].state = .untried
            case .untried, .dropped: break
            }
        }
    }

    // MARK: Trials

    /// Makes every source worth another try.
    mutating func refresh() {
        for source in indices {
            if distrustsOffered, list[source].isOffered { continue }
            if isSingle, list[source].isWrong { continue }
            if list[source].state != .confirmed { list[source].beginTrial() }
            list[source].clearFailures()
        }
    }

    /// Marks every source as untried that was dropped because its bytes differ.
    mutating func reviveCompared() {
        for source in indices where list[source].wasCompared {
            list[source].beginTrial()
            list[source].clearFailures()
        }
    }

    /// Returns whose bytes may be wrong where `range` was found to differ from the primary's.
    package func suspects(in range: ByteRange) -> [Int] {
        indices.filter { source in
            source != primary && !list[source].written.clipped(to: range).isEmpty
        }
    }

    /// Whether a source can be dropped for a wrong piece: it wrote one, and others may be right.
    package func isExposed(_ source: Int, by wrong: [ByteRange]) -> Bool {
        !list[source].isDropped && wrong.contains { list[source].written.contains($0) }
            && indices.contains { other in
                other != source && (!list[other].isDropped || list[other].wasCompared)
            }
    }

    /// The error of a source that was dropped because it has another file.
    var changeError: DownloadError? {
        list.lazy.compactMap { source in
            if case .dropped(let error) = source.state, error.kind == .changed {
                error
            } else {
                nil
            }
        }.first
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
