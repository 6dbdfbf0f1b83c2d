/// One file requested by the user: a state machine that turns events into effects.
///
/// Events go in and a list of small effects comes out; the owner of the download performs them. It
/// uses no clock, no random numbers and no I/O: `Now` supplies the first two.
package struct Download: Hashable, Sendable {
    /// The state of a download when the program ended.
    package enum Past: Hashable, Sendable {
        /// It was running or queued.
        case waiting
        /// It was paused by the user.
        case paused
        /// It had failed.
        case failed(DownloadError)
        /// Its file was complete: its length in bytes, and when, in seconds since 1970.
        case done(length: Int64, at: Double?)
    }

    /// When a download was added and completed.
    package struct Times: Hashable, Sendable {
        /// When it was added, in seconds since 1970.
        package let added: Double
        /// When it completed, in seconds since 1970.
        package internal(set) var finished: Double?
        /// Whether it completed because a file of its name already existed.
        package internal(set) var isSkipped = false

        /// Creates the times of an unfinished download.
        package init(added: Double) { self.added = added }
    }

    /// A URL that a source redirects to.
    package struct Resolved: Hashable, Sendable {
        /// The URL.
        package var url: String
        /// The number of redirects that lead to it.
        package var redirects: Int
    }

    /// The moment at which an event is handled.
    package struct Now: Hashable, Sendable {
        /// The time on the monotonic clock.
        package var instant: Instant
        /// Seconds since 1970.
        package var date: Double
        /// A random number from 0 to 1.
        package var chance: Double

        /// Creates a moment.
        package init(_ instant: Instant, date: Double = 0, chance: Double = 0.5) {
            self.instant = instant
            self.date = date
            self.chance = chance
        }
    }

    /// Identifies the download in the queue.
    package let id: DownloadID
    /// The user's request.
    package internal(set) var request: DownloadRequest
    /// The policy that it follows.
    package internal(set) var policy: Policy
    /// The file's name, as far as known.
    package internal(set) var name: String
    /// The current state.
    package private(set) var state: State = .waiting
    /// The division of the file into fragments, and their lanes.
    package internal(set) var plan = Plan(length: nil)
    /// Which file it is, and how far the bytes on disk can be trusted.
    package internal(set) var version = FileVersion()
    /// How the file is requested.
    package internal(set) var mode = RequestMode()
    /// The sources of the file.
    package internal(set) var sources: SourcePool
    /// The open lanes and probes.
    package internal(set) var lanes = LaneTable()
    /// The failures in a row, and the limits that follow from them.
    package internal(set) var backoff = Backoff()
    /// The number of lanes to open.
    package internal(set) var concurrency: Concurrency
    /// The state of its piece verification.
    package internal(set) var pieces = PieceWork()
    /// The digest that the finished file must have.
    package internal(set) var digestSearch = DigestSearch()
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
        self.request = request
        self.policy = policy
        name = Download.guessedName(request)
        sources = SourcePool(request)
        concurrency = Concurrency(request.fragments, most: policy.autoMost)
        log = EventLog(events, refusal: refusal)
        times = Times(added: added)
    }

    /// Creates a download that an earlier run of the program left.
    package init(
        id: DownloadID, request: DownloadRequest, policy: Policy = Policy(), added: Double,
        name: String, past: Past, events: [DownloadEvent] = []
    ) {
        self.init(id: id, request: request, policy: policy, added: added, events: events)
        self.name = name
        switch past {
        case .waiting: break
        case .paused: move(to: .paused(.person))
        case .failed(let error): move(to: .failed(error))
        case .done(let length, let time):
            move(to: .done)
            times.finished = time
            plan = Plan(wholeOf: length)
        }
    }

    /// Changes the state; the only place that does.
    mutating func move(to next: State) {
        assert(state.kind.exits.contains(next.kind), "\(state) does not lead to \(next)")
        state = next
    }

    /// The name to show and to look for before the server has provided one.
    package static func guessedName(_ request: DownloadRequest) -> String {
        if let name = request.name { return name }
        let url = request.sources.first ?? ""
        return FileName.fromServer(contentDisposition: nil, finalURL: url, originalURL: url)
    }

    /// Adds an event to the log.
    mutating func note(_ text: String, at now: Now) { log.add(text, at: now.date) }

    /// Whether every invariant holds; for tests.
    package var isConsistent: Bool {
        var active = 0
        for fragment in plan.fragments {
            if fragment.work == .done, !fragment.missing.isEmpty { return false }
            guard let lane = fragment.lane else { continue }
            guard let work = lanes[lane], work.fragment == fragment.number,
                work.order.end == fragment.range.end
            else { return false }
            active += 1
        }
        let isFinished = state == .finishing || state == .done
        return plan.isPartition && active == lanes.count && (state == .running || active == 0)
            && (lanes.probes.isEmpty || state == .running) && (!isFinished || plan.isWhole)
            && (!version.hasPart || version.identity != nil || plan.received == 0)
    }
}
