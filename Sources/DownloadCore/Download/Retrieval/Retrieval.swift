/// Obtains the bytes of one file from its sources.
///
/// It knows sources, responses, lanes and bytes, but neither the queue nor the states of a download:
/// it reports what it has found (`takeNotes`) and what stopped it (`takeOutcome`).
package struct Retrieval: Hashable, Sendable {
    package typealias Effect = Download.Effect
    package typealias Now = Download.Now

    /// What stops a retrieval, besides its last byte.
    package enum Outcome: Hashable, Sendable {
        /// It has failed.
        case failed(DownloadError)
        /// The user has to decide.
        case question(DownloadSnapshot.Question)
        /// The URL leads to a Metalink, which is to be read.
        case metalink
    }

    /// Something for the event log.
    package enum Note: Hashable, Sendable {
        /// An event.
        case event(String)
        /// A failed try, because of this error.
        case failure(String, DownloadError)
    }

    /// The user's request.
    package internal(set) var request: DownloadRequest
    /// The policy that it follows.
    package internal(set) var policy: Download.Policy
    /// The policy of all downloads.
    private var commonPolicy: Download.Policy
    /// The file's name, as far as known.
    package internal(set) var name: String
    /// The fragments of the file, and the lanes that fetch them.
    package internal(set) var fetch: Fetch
    /// Which file it is, and how far the bytes on disk can be trusted.
    package internal(set) var version = FileVersion()
    /// How the file is requested.
    package internal(set) var mode = RequestMode()
    /// The sources of the file.
    package internal(set) var sources: SourcePool
    /// The state of its piece verification.
    package internal(set) var pieces = PieceWork()
    /// The digest that the finished file must have.
    package internal(set) var digestSearch = DigestSearch()
    private var notes: [Note] = []
    private var outcome: Outcome?

    /// Creates a retrieval that has asked nothing.
    package init(_ request: DownloadRequest, _ policy: Download.Policy) {
        self.request = request
        commonPolicy = policy
        self.policy = policy.overridden(by: request)
        name = request.guessedName
        sources = SourcePool(request)
        fetch = Fetch(request.fragments, most: self.policy.autoMost)
    }

    /// Applies changed settings, of all downloads or of this one.
    ///
    /// - Parameter common: The policy of all downloads; `nil` when it has not changed.
    mutating func updatePolicy(_ common: Download.Policy? = nil) {
        commonPolicy = common ?? commonPolicy
        policy = commonPolicy.overridden(by: request)
    }

    // MARK: Reports

    /// Reports an event.
    mutating func note(_ text: String) { notes.append(.event(text)) }

    /// Reports a failed try.
    mutating func note(_ text: String, _ error: DownloadError) {
        notes.append(.failure(text, error))
    }

    /// Reports what stopped it.
    mutating func stop(with outcome: Outcome) { self.outcome = outcome }

    /// Whether something has stopped it that was not taken yet.
    var isStopped: Bool { outcome != nil }

    /// Takes what was noted, in order.
    mutating func takeNotes() -> [Note] {
        guard !notes.isEmpty else { return [] }
        defer { notes = [] }
        return notes
    }

    /// Takes what stopped it.
    mutating func takeOutcome() -> Outcome? {
        defer { outcome = nil }
        return outcome
    }

    /// Fails, or asks the user when the file has changed and received bytes are at stake.
    mutating func fail(_ error: DownloadError) {
        note("failed: \(error.cause)")
        let isAtStake = plan.received > 0 || version.former.map { !$0.covered.isEmpty } ?? false
        stop(
            with: policy.asks && error.kind == .changed && isAtStake
                ? .question(.unrelated(error.cause)) : .failed(error))
    }

    /// Stops until the user has decided.
    mutating func ask(_ question: DownloadSnapshot.Question) -> [Effect] {
        stop(with: .question(question))
        return fetch.stopAll()
    }

    /// Fails when no lane can resume.
    mutating func conclude(at now: Now) -> [Effect] {
        let search = version.isVerified ? seekDigest() : []
        guard fetch.isExhausted, let (error, explained) = fetch.failure else { return search }
        if sources.count > 1 { return search + failWithoutSource(error, at: now) }
        if error.kind == .cutShort, version.changes == 1, !mode.isPlain,
            !(version.isResumed && policy.asks)
        {
            // Ranges that end before their announced length: a whole response reveals the length.
            return search + startOverAsStream("the server's ranges contradict each other")
        }
        fail(explained)
        return search + (version.hasPart ? [.syncPart] : [])
    }

    // MARK: Facts

    /// The division of the file into fragments.
    @inlinable
    package var plan: Plan { fetch.plan }
    /// The open lanes and probes.
    @inlinable
    package var lanes: LaneTable { fetch.lanes }
    /// The number of lanes with an accepted response.
    var serving: Int { fetch.serving }

    /// Whether several lanes may fetch the file: a response has confirmed it, and its server
    /// supports ranges.
    var isDivisible: Bool {
        hasRanges && !version.watch.isComparing && !version.watch.isDisputed
    }

    /// Whether a response has confirmed the file, and its server supports ranges.
    var hasRanges: Bool { version.isVerified && mode.ranges == .given }

    /// The number of lanes wanted now; one before a response has confirmed the file's identity.
    package var wantedLanes: Int {
        fetch.wantedLanes(isDivisible: isDivisible, mostFutile: policy.maxFutileRequests)
    }

    /// Whether the number of lanes that helps is still being measured.
    var isTuning: Bool {
        hasRanges && fetch.concurrency.isTuning && (plan.length ?? 0) >= policy.smallFile
    }

    /// Whether kept-alive connections may be dead, as others of this file were.
    func distrustsKept(at now: Instant) -> Bool { now < lanes.distrustsKeptUntil }

    /// Whether bytes of a source must be compared before it may write any.
    func isOnTrial(_ source: Int) -> Bool {
        version.identity != nil && sources.isOnTrial(source)
    }

    /// Whether there may be mirrors, or a primary whose bytes must be compared first.
    var hasHelpers: Bool { sources.count > 1 || isOnTrial(sources.primary) }

    /// Returns the mirrors that may be asked now, fastest first.
    func usableMirrors(at now: Now) -> [Int] {
        guard hasHelpers, plan.length != nil else { return [] }
        return sources.usableMirrors(
            hasIdentity: version.identity != nil, hasRanges: hasRanges, at: now.instant)
    }

    /// Returns the expectation for the response to an order.
    func expectation(of order: LaneOrder) -> Expectation {
        guard let identity = version.identity else { return Expectation(range: order.range) }
        let file = KnownFile(
            length: identity.length, validator: validator(of: order.source),
            mediaType: identity.mediaType, name: name, received: plan.received)
        return Expectation(range: order.range, file: file, sentIfRange: order.ifRange != nil)
    }

    /// Returns a source's validator of the file; none while bytes are compared instead.
    func validator(of source: Int) -> Validator {
        version.watch.isComparing ? .none : sources.validator(of: source, version.identity)
    }

    /// Returns the `If-Range` value at a source's step of the ladder; `nil` when none is left.
    func rung(of source: Int) -> String? {
        validator(of: source).ifRange(atStep: sources[source].ladder)
    }

    /// Returns a failed try as the fetch counts it.
    func failure(
        _ error: DownloadError, retryAfter: Double? = nil, isRefusal: Bool = false
    ) -> Fetch.Failure {
        var failure = Fetch.Failure(error, retryAfter: retryAfter)
        failure.isRefusal = isRefusal
        failure.isStream = mode.isStream && version.identity != nil
        failure.isIdentified = version.identity != nil
        return failure
    }

    /// The source that is to send the whole file alone when its digest is wrong.
    var nextSingle: Int? {
        sources.nextSingle(expectedDigest, isFromDisk: version.isFromDisk)
    }

    /// The digest that the file is verified against.
    var expectedDigest: ExpectedDigest? { digestSearch.expected(of: request) }

    /// The name for the complete file, if it is free.
    var finalName: String { request.name ?? version.offeredName ?? name }

    /// Whether the former and the new identity are consistent with the bytes, for tests.
    var isConsistent: Bool {
        fetch.isPaired && (!version.hasPart || version.identity != nil || plan.received == 0)
    }
}
