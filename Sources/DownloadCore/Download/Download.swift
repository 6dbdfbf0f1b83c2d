/// One file requested by the user: a state machine that turns events into effects.
///
/// Events go in and a list of small effects comes out; the owner of the download performs them. It
/// uses no clock, no random numbers and no I/O: `Now` supplies the first two.
///
/// A download knows its state, which the queue and the user see. How its bytes are obtained is the
/// matter of its `Retrieval`.
package struct Download: Hashable, Sendable {
    /// Identifies the download in the queue.
    package let id: DownloadID
    /// The current state.
    package private(set) var state: State = .waiting
    /// How its bytes are obtained.
    package internal(set) var retrieval: Retrieval
    /// The event log.
    package internal(set) var log: EventLog
    /// When it was added and completed.
    package internal(set) var times: Times

    /// Creates a queued download.
    ///
    /// - Parameters:
    ///   - id: Its identifier in the queue.
    ///   - request: The user's request.
    ///   - policy: The policy that it follows.
    ///   - added: When it was added, in seconds since 1970.
    ///   - events: Its earlier events.
    ///   - refusal: The part of the request that was refused, and why; also added to the log.
    package init(
        id: DownloadID, request: DownloadRequest, policy: Policy = Policy(), added: Double = 0,
        events: [DownloadEvent] = [], refusal: DownloadEvent? = nil
    ) {
        self.id = id
        retrieval = Retrieval(request, policy)
        log = EventLog(events, refusal: refusal)
        times = Times(added: added)
    }

    /// Creates a download that an earlier run of the program left.
    package init(
        id: DownloadID, request: DownloadRequest, policy: Policy = Policy(), added: Double,
        name: String, past: Past, events: [DownloadEvent] = []
    ) {
        self.init(id: id, request: request, policy: policy, added: added, events: events)
        retrieval.name = name
        switch past {
        case .waiting: break
        case .paused: move(to: .paused(.user))
        case .failed(let error): move(to: .failed(error))
        case .done(let length, let time):
            move(to: .done)
            times.finished = time
            retrieval.fetch.plan = Plan(wholeOf: length)
        }
    }

    /// Changes the state; the only place that does.
    mutating func move(to next: State) {
        assert(state.kind.exits.contains(next.kind), "\(state) does not lead to \(next)")
        state = next
    }

    /// Adds an event to the log.
    mutating func note(_ text: String, at now: Now) { log.add(text, at: now.date) }

    /// Lets the retrieval act, logs what it has found, and follows what stopped it.
    mutating func retrieve(
        at now: Now, _ action: (inout Retrieval) -> [Effect]
    ) -> [Effect] {
        let effects = action(&retrieval)
        for note in retrieval.takeNotes() { log.add(note, at: now.date) }
        switch retrieval.takeOutcome() {
        case .failed(let error): move(to: .failed(error))
        case .question(let question): move(to: .paused(.question(question)))
        case .metalink: move(to: .unpacking)
        case nil: break
        }
        return effects
    }

    // MARK: Lanes

    /// Opens lanes for the missing bytes, up to `allowance` and up to the wanted number.
    ///
    /// - Parameters:
    ///   - allowance: The maximum number of lanes to open.
    ///   - source: The source to ask, one of `helpers`; `nil` is the primary.
    ///   - now: The present.
    /// - Returns: The effects to perform.
    package mutating func fill(allowance: Int, source: Int? = nil, at now: Now) -> [Effect] {
        guard state == .running else { return [] }
        return retrieve(at: now) { $0.fill(allowance: allowance, source: source, at: now) }
    }

    /// Records that a lane's bytes before `cursor` have arrived.
    package mutating func advance(_ lane: LaneID, to cursor: Int64, at now: Instant) {
        retrieval.advance(lane, to: cursor, at: now)
    }

    /// Measures speeds, replaces stalled lanes and moves on, at the pace of
    /// `Concurrency.samplePace`.
    package mutating func tick(at now: Now) -> [Effect] {
        let effects = retrieval.sample(isRunning: state == .running, at: now.instant)
        guard state == .running else { return effects }
        return effects + retrieve(at: now) { $0.supervise(at: now) } + settle(at: now)
    }

    // MARK: Facts

    /// The user's request.
    @inlinable
    package var request: DownloadRequest { retrieval.request }
    /// The policy that it follows.
    @inlinable
    package var policy: Policy { retrieval.policy }
    /// The file's name, as far as known.
    package var name: String { retrieval.name }
    /// Why its host cannot be reached, after enough tries that others need not try; `nil` otherwise.
    package var outage: DownloadError? {
        state == .running ? retrieval.fetch.outage(after: policy.retry.tries) : nil
    }
    /// The division of the file into fragments.
    @inlinable
    package var plan: Plan { retrieval.fetch.plan }
    /// The open lanes and probes.
    @inlinable
    package var lanes: LaneTable { retrieval.fetch.lanes }
    /// The number of lanes to open.
    @inlinable
    package var concurrency: Concurrency { retrieval.fetch.concurrency }
    /// Which file it is, and how far the bytes on disk can be trusted.
    @inlinable
    package var version: FileVersion { retrieval.version }
    /// How the file is requested.
    @inlinable
    package var mode: RequestMode { retrieval.mode }
    /// The sources of the file.
    @inlinable
    package var sources: SourcePool { retrieval.sources }
    /// The number of lanes with an accepted response.
    package var serving: Int { retrieval.fetch.serving }
    /// The measured number of lanes that helps; `nil` when it was not measured.
    package var goodFragments: Int? { retrieval.fetch.concurrency.found }
    /// The number of lanes wanted now; one before a response has confirmed the file's identity.
    package var wantedLanes: Int { retrieval.wantedLanes }
    /// Whether there may be mirrors, or a primary whose bytes must be compared first.
    package var hasHelpers: Bool { retrieval.hasHelpers }
    /// The digest that the file is verified against.
    package var expectedDigest: ExpectedDigest? { retrieval.expectedDigest }
    /// Whether the number of lanes that helps is still being measured.
    package var isTuning: Bool { state == .running && retrieval.isTuning }

    /// Whether a file with the wrong digest is fetched again from the sources that the user named.
    ///
    /// That is so when a server-named mirror provided some of its bytes, or may have in an earlier
    /// run, and when one of the user's sources has not yet provided the whole file alone.
    package var refetchesMismatch: Bool {
        sources.hasOfferedBytes(isFromDisk: version.isFromDisk)
            || retrieval.nextSingle != nil
    }

    /// Returns the mirrors that may be asked now, fastest first; an unmeasured one counts as fast.
    package func usableMirrors(at now: Now) -> [Int] {
        state == .running ? retrieval.usableMirrors(at: now) : []
    }

    /// Returns the expectation for the response to an order.
    package func expectation(of order: LaneOrder) -> Expectation {
        retrieval.expectation(of: order)
    }

    /// Whether kept-alive connections may be dead, as others of this download were.
    package func distrustsKept(at now: Instant) -> Bool { retrieval.distrustsKept(at: now) }

    /// Returns the number of further lanes that it could use now.
    package func demand(at now: Now) -> Int {
        guard state == .running, !retrieval.fetch.isPaused(at: now.instant) else { return 0 }
        return retrieval.fetch.demand(most: wantedLanes, at: now.instant)
    }

    /// When the next waiting time ends; `nil` when nothing waits.
    package var wakeUp: Instant? {
        state == .running ? retrieval.fetch.wakeUp(leading: sources.leading.until) : nil
    }

    /// The progress of the piece verification.
    var pieceProgress: PieceProgress? {
        request.pieceDigests(plan.length).map {
            retrieval.pieces.progress(of: $0, isDone: state == .done)
        }
    }

    /// The fraction of the pieces that was verified, from 0 to 1.
    package var pieceShare: Double? {
        pieceProgress.map { Double($0.right + $0.wrong) / Double($0.count) }
    }

    /// Returns a snapshot of the download at this moment.
    package func snapshot(at now: Instant) -> DownloadSnapshot {
        DownloadSnapshot(of: self, at: now)
    }

    /// Whether every invariant holds; for tests.
    package var isConsistent: Bool {
        let isFinished = state == .finishing || state == .done
        return retrieval.isConsistent && (state == .running || lanes.isEmpty)
            && (lanes.probes.isEmpty || state == .running) && (!isFinished || plan.isWhole)
    }
}
