/// One file wanted by the user: everything that can happen to it, and what is then to be done.
///
/// Events go in, a list of small effects comes out; whoever owns the download performs them. There
/// is no clock, no random number and no I/O in here: `Now` brings the first two.
package struct Download: Hashable, Sendable {
    /// Where a download stood when the program ended.
    package enum Past: Hashable, Sendable {
        /// It was under way, or its turn had not come.
        case waiting
        /// A person had stopped it.
        case paused
        /// It had failed.
        case failed(DownloadError)
        /// Its file was whole: its length in bytes, and when, in seconds since 1970.
        case done(length: Int64, at: Double?)
    }

    /// When a download was added and done.
    package struct Times: Hashable, Sendable {
        /// When it was added, in seconds since 1970.
        package let added: Double
        /// When it was done, in seconds since 1970.
        package internal(set) var finished: Double?
        /// Whether it is done because a file of its name was there already.
        package internal(set) var isSkipped = false

        /// Creates the times of a download that is not done.
        package init(added: Double) { self.added = added }
    }

    /// A URL that a source leads to.
    package struct Resolved: Hashable, Sendable {
        /// The URL.
        package var url: String
        /// How many redirects lead to it.
        package var redirects: Int
    }

    /// The moment an event is handled at.
    package struct Now: Hashable, Sendable {
        /// The time on the clock that never jumps.
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

    /// The name in the queue.
    package let id: DownloadID
    /// What was asked for.
    package internal(set) var request: DownloadRequest
    /// The rules it runs by.
    package internal(set) var policy: Policy
    /// The file's name, as far as known.
    package internal(set) var name: String
    /// What it is doing.
    package private(set) var state: State = .waiting
    /// Who fetches what.
    package internal(set) var plan = Plan(length: nil)
    /// Which file it is, and how far the bytes on disk can be trusted.
    package internal(set) var version = FileVersion()
    /// How the file is asked for.
    package internal(set) var mode = RequestMode()
    /// Where it comes from.
    package internal(set) var sources: SourcePool
    /// What is under way.
    package internal(set) var lanes = LaneTable()
    /// What failures have come to.
    package internal(set) var backoff = Backoff()
    /// How many lanes are wanted.
    package internal(set) var concurrency: Concurrency
    /// What is known of its pieces.
    package internal(set) var pieces = PieceWork()
    /// Which digest it must have.
    package internal(set) var digestSearch = DigestSearch()
    /// What happened.
    package internal(set) var log: EventLog
    /// When it was added and done.
    package internal(set) var times: Times

    /// Creates a download that waits for its turn.
    ///
    /// - Parameters:
    ///   - id: Its name in the queue.
    ///   - request: What is asked for.
    ///   - policy: The rules it runs by.
    ///   - added: When it was added, in seconds since 1970.
    ///   - events: What has happened to it before.
    ///   - refusal: What was asked for with it and is not done, and why; it belongs in the log too.
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

    /// Creates a download that an earlier run of the program has left.
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

    /// The only way from one state to another.
    mutating func move(to next: State) {
        assert(state.kind.exits.contains(next.kind), "\(state) does not lead to \(next)")
        state = next
    }

    /// The name to show and to look for before the server has said one.
    package static func guessedName(_ request: DownloadRequest) -> String {
        if let name = request.name { return name }
        let url = request.sources.first ?? ""
        return FileName.fromServer(contentDisposition: nil, finalURL: url, originalURL: url)
    }

    /// Adds to the log.
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
