/// One file wanted by the user: everything that can happen to it, and what is then to be done.
///
/// Events go in, a list of small effects comes out; whoever owns the download performs them. There
/// is no clock, no random number and no I/O in here: `Now` brings the first two.
package struct Download: Hashable, Sendable {
    /// What a download is doing.
    package enum State: Hashable, Sendable {
        /// Its turn has not come. Leaves to `.lookingUp`, `.running`, `.failed`.
        case waiting
        /// The disk is asked for a part file to go on with. Leaves to `.running`.
        case lookingUp
        /// Lanes ask and fetch. Leaves to `.finishing`, `.unpacking`, `.failed`, `.paused`.
        case running
        /// Its URL leads to a Metalink, which is being read. Leaves to `.failed`, `.paused`; or the
        /// Metalink's files take its place.
        case unpacking
        /// Whole; it is being checked and put in its place. Leaves to `.done`, `.failed`.
        case finishing
        /// Stopped, and why. Leaves to `.waiting`.
        case paused(DownloadSnapshot.PauseReason)
        /// It cannot go on without a person. Leaves to `.waiting`.
        case failed(DownloadError)
        /// Whole, checked and in its place.
        case done
    }

    /// What is set for all downloads alike.
    package struct Policy: Hashable, Sendable {
        /// When to try again and when to give up.
        package var retry = RetryPolicy(tries: 5)
        /// Whether a person can be asked; if not, a file that changed is begun again by itself.
        package var asks = true
        /// No fragment of fewer bytes is made.
        package var minimumPiece: Int64 = 128 << 10
        /// Files of fewer bytes are fetched by one lane.
        package var smallFile: Int64 = 1 << 20
        /// How many bytes before a resumed position are compared when no validator vouches for them.
        package var overlap: Int64 = 64 << 10
        /// How many bytes are compared when one does, but what is there is an earlier run's: servers
        /// that keep validators in a cache give the old one with a new file for a moment.
        package var glance: Int64 = 4 << 10
        /// Seconds without a byte after which a lane is given up.
        package var stallSeconds = 20.0
        /// The most fragments that `auto` goes up to.
        package var autoMost = 16
        /// How many requests in a row may bring next to nothing before the download gives up.
        package var troubleLimit = 26
        /// How many bytes are more than next to nothing.
        package var progress: Int64 = 64 << 10
        /// How many responses in a row must say that the file has changed before it is believed.
        package var witnesses = 3
        /// How many bytes of a new version must have arrived before those of the old are dropped.
        package var beginning: Int64 = 64 << 10

        /// Creates the built-in policy.
        package init() {}
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

    /// What can happen.
    package enum Event: Hashable, Sendable {
        /// Its turn has come.
        case start
        /// The disk has looked for a part file to go on with.
        case partFound(PartFacts?)
        /// The part file is open under this name; these bytes were in it already.
        case partReady(PartFacts)
        /// The disk refused; only these bytes are there.
        case diskFailed(DownloadError, covered: ByteRangeSet)
        /// Another process works on the file.
        case partInUse(DownloadError)
        /// A file of that name is there, and the policy is to leave it.
        case skipped(name: String)
        /// Its host cannot be reached, as others have found before its turn came.
        case hostAway(DownloadError)
        /// Another download makes a file of that name, and is to end first.
        case nameAwaited(String)
        /// A lane's response has begun.
        case head(LaneID, Judgement, HeadFacts)
        /// The first bytes of a lane's response have been gathered: as many as were asked for, or the
        /// whole body of so many bytes.
        case gathered(LaneID, whole: Int64?)
        /// A lane has reached its end, but its response goes on.
        case reachedEnd(LaneID)
        /// A lane's transfer has ended.
        case ended(LaneID, LaneEnd)
        /// What a file of checksums beside the source says, or why none says anything.
        case digestFound(Result<ExpectedDigest, DownloadError>)
        /// The Metalink that its URL leads to cannot be used.
        case metalinkFailed(DownloadError)
        /// Pieces were compared with their digests.
        case piecesChecked(PieceFindings)
        /// The file is in its place under this name.
        case finished(name: String)
        /// The file is whole, and its digest is another; it has not been put aside.
        case mismatched(DownloadError)
        /// The file is whole but could not be checked or put in its place.
        case finishFailed(DownloadError)
        /// A person, or the end of the program, stops it.
        case pause(DownloadSnapshot.PauseReason)
        /// A person goes on with it.
        case resume
        /// A person wants every failed or waiting fragment tried now.
        case retry
        /// A person wants this fragment tried now.
        case retryFragment(Int)
        /// A person wants so many fragments at a time.
        case setFragments(FragmentCount)
        /// A person wants so many more, or fewer.
        case changeFragments(by: Int)
        /// A person agrees to drop what is there and start over.
        case startOver
        /// A person gives another URL for the same file.
        case replaceSource(String)
        /// A person says which mirrors there are beside the first source.
        case setMirrors([String])
        /// A person wants no more bytes per second than this; `nil` is no limit.
        case setLimit(Int64?)
        /// A person has changed how it is checked and named, and what is sent with its requests.
        case edited(DownloadRequest)
        /// What is sent with its requests is given again.
        case setTransport(TransportOptions)
        /// What was sent with its requests is for another server than that of its new URL.
        case secretsWithheld(TransportOptions)
        /// So many connections have helped the last time at its server.
        case remembered(connections: Int)
        /// Others of the same host have no connections, and it has so many more than its share.
        case releaseLanes(Int)
        /// A lane does not read for a reason of our own, a limit or a busy disk.
        case lanePaused(LaneID)
        /// Nobody has read from a lane, so its silence is not its server's; it may go on for so many
        /// seconds, or as long as any.
        case stallTimerReset(LaneID, allowing: Double?)
        /// The part file is not open any more; the next start looks for it again.
        case partReleased
        /// What the part file had is of no more use; the next start begins without it.
        case partLost
        /// The bytes before each place where the part file's record ended have been compared.
        case partConfirmed
        /// The finished file of so many bytes is there, in place of the part file.
        case foundWhole(length: Int64)
        /// It belongs to this folder from now on.
        case moved(to: String)
        /// What a person asked for is not done, for this reason.
        case refused(String)
        /// Something happened outside that belongs in its log.
        case noted(String)
    }

    /// What is then to be done.
    package enum Effect: Hashable, Sendable {
        /// Look for a part file of this name.
        case lookUpPart(name: String)
        /// Make (or take up) the part file.
        case createPart(name: String, FileIdentity)
        /// Drop all bytes of the part file; it is of this file from now on.
        case restartPart(FileIdentity)
        /// Some bytes of the part file were found to be wrong: they are to be fetched again.
        case dropBytes(ByteRangeSet)
        /// Let go of the part file and leave it as it is.
        case releasePart
        /// Bring everything to the disk for good.
        case syncPart
        /// Look for a file of checksums beside the source.
        case findDigest(url: String, names: [String])
        /// Read the Metalink at this URL.
        case readMetalink(url: String)
        /// Compare the pieces that these bytes are of with their digests; the answer is to carry the
        /// order's number.
        case checkPieces(ByteRangeSet, order: Int)
        /// Check the file, against a digest if there is one, and put it in its place.
        case finishPart(name: String, ExpectedDigest?)
        /// The file is whole and wrong, for this reason: keep it under a name that shows it.
        case putAside(name: String, DownloadError)
        /// Open a lane.
        case open(LaneID, LaneOrder)
        /// Gather so many of the first bytes of a lane's response, or all when there are fewer, before
        /// any of them is let in; none of it is written.
        case gather(LaneID, Int64)
        /// Let the bytes of a lane's response in; the first belongs at this position of the file,
        /// and so many of them are compared with what is there instead of written.
        case accept(LaneID, at: Int64, overlap: Int64)
        /// Let a lane stop at another position than so far.
        case setEnd(LaneID, Int64)
        /// End a lane.
        case stop(LaneID)
        /// The host served a request.
        case hostAccepted(url: String)
        /// The host refused a request because there are too many.
        case hostRefused(url: String, retryAfter: Double?)
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
    package internal(set) var state: State = .waiting
    /// Who fetches what.
    package internal(set) var plan: Plan
    /// Which file it is; `nil` before a response or a part file has told.
    package internal(set) var identity: FileIdentity?
    /// Whether a response of this run has confirmed the identity; before it, one lane only.
    package internal(set) var isVerified = false
    /// Whether the engine has an open part file for it.
    package internal(set) var hasPart = false
    /// Whether what is there comes from an earlier run and is at stake if the file has changed.
    package internal(set) var isResumed = false
    /// Whether some of what is there comes from an earlier run.
    package internal(set) var isFromDisk = false
    /// Whether the server gives ranges.
    package internal(set) var ranges: DownloadSnapshot.Ranges = .unknown
    /// Whether requests go without `Range`.
    package internal(set) var isPlain = false
    /// Whether the body is decoded on its way: the server compresses it unasked.
    package internal(set) var isDecoding = false
    /// Where it comes from, in the order of the request; then what its servers have named.
    package internal(set) var sources: [SourceWork]
    /// The source that says which file it is: an index.
    package internal(set) var lead = 0
    /// The source whose words for the version are the identity's: an index; `nil` while that is not
    /// known, -1 for none that there is now.
    package internal(set) var owner: Int?
    /// Requests that compare bytes and write none.
    package internal(set) var probes: [LaneID: Probe] = [:]
    /// When a source last took a fragment from another.
    var lastTakeOver = Instant(seconds: -.infinity)
    /// Whether the part file's own record may claim too much, so that bytes are compared anyway.
    package internal(set) var isDoubtful = false
    /// The lanes under way.
    package internal(set) var lanes: [LaneID: LaneWork] = [:]
    /// Its speed as it is shown, over a few seconds.
    package internal(set) var shownRate = Rate(span: 3)
    /// Finds out how many lanes help; `nil` when a person has set a number.
    package internal(set) var tuner: Tuner?
    /// The lanes that may be open at the same time, as asked for or as `auto` found.
    package internal(set) var wanted: Int
    /// How often in a row the whole file came instead of a range, although ranges were given before.
    package internal(set) var wholeInstead = 0
    /// How often a stream that cannot go on in the middle has broken.
    package internal(set) var streamBreaks = 0
    /// Whether everything has failed because the server serves nothing any more.
    package internal(set) var hasGivenUp = false
    /// Times in a row that the last lane has failed without a byte.
    package internal(set) var outages = 0
    /// When nobody is served, nothing is tried before this time.
    package internal(set) var pausedUntil = Instant(seconds: -.infinity)
    /// When one lane more than are served may be tried after refusals; `nil` is now.
    package internal(set) var nextTrial: Instant?
    /// The seconds that the quickest answer took, its connection included.
    var quickestAnswer: Double?
    /// How often the file has seemed to change while it was fetched.
    package internal(set) var changes = 0
    /// The name that was wanted when the part file was begun.
    package internal(set) var offeredName: String?
    /// The file as it was known before its source seemed to have another one: its bytes are dropped
    /// only when the new file has begun to arrive.
    var former: FormerFile?
    /// Whether mirrors that servers name are left alone: bytes of one made the file wrong.
    var distrustsOffered = false
    /// What responses that contradict the known version add up to.
    var versions = VersionWatch()
    /// How often in a row a range was refused that could be given.
    var rangeRefusals = 0
    /// The digests that the server declares of the file.
    var declared: [Checksum] = []
    /// What a file of checksums beside the source says.
    var found: ExpectedDigest?
    /// Whether that file was asked for.
    var seeksDigest = false
    /// What an FTP server has said that is not so.
    var fileServer = FileServerDoubts()
    /// What is known of its pieces.
    package internal(set) var pieces = PieceWork()
    /// Requests in a row that brought next to nothing.
    package internal(set) var trouble = 0
    /// How fast its lanes have been served lately.
    var pace = LanePace()
    /// How many lanes it may have while its server asks for patience with more.
    var servedLimit = ServedLimit()
    /// Connections that were kept from before this time may be dead.
    var distrustsKeptUntil = Instant(seconds: -.infinity)
    /// Refusals in a row, with no response accepted between them.
    package internal(set) var refusedInRow = 0
    /// What is known of the server.
    package internal(set) var server: ServerFacts?
    /// What happened, oldest first.
    package internal(set) var events: [DownloadEvent] = []
    /// Whether it is done because a file of its name was there already.
    var isSkipped = false
    /// What a person asked for last and was not done, and why.
    package internal(set) var refusal: DownloadEvent?
    /// When it was added, in seconds since 1970.
    package internal(set) var added: Double
    /// When it was done, in seconds since 1970.
    package internal(set) var finished: Double?
    private var nextLane = 0

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
        self.sources = Download.sources(of: request)
        self.policy = policy
        self.name = Download.guessedName(request)
        self.plan = Plan(length: nil)
        self.wanted = 1
        self.added = added
        self.wanted = startingCount
        if request.fragments == .auto { tuner = Tuner(most: policy.autoMost) }
        self.events = events + (refusal.map { [$0] } ?? [])
        self.refusal = refusal
    }

    /// Where a download stood when the program ended.
    package enum Past: Hashable, Sendable {
        /// It was under way, or its turn had not come.
        case waiting
        /// A person had stopped it.
        case paused
        /// It had failed.
        case failed(DownloadError)
        /// Its file was whole: so many bytes, at this time in seconds since 1970.
        case done(length: Int64, at: Double?)
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
        case .paused: state = .paused(.person)
        case .failed(let error): state = .failed(error)
        case .done(let length, let time):
            state = .done
            finished = time
            plan = Plan(wholeOf: length)
        }
    }

    /// The name to show and to look for before the server has said one.
    package static func guessedName(_ request: DownloadRequest) -> String {
        if let name = request.name { return name }
        let url = request.sources.first ?? ""
        return FileName.fromServer(contentDisposition: nil, finalURL: url, originalURL: url)
    }

    /// The number of lanes to begin with.
    var startingCount: Int {
        switch request.fragments {
        case .fixed(let count): count
        case .auto: 1
        }
    }

    /// A lane's name that was never used in this download.
    mutating func makeLaneID() -> LaneID {
        nextLane += 1
        return LaneID(nextLane)
    }

    /// Adds to the log, which keeps the last 200 events.
    mutating func note(_ text: String, at now: Now) {
        if events.count >= 200 { events.removeFirst(events.count - 199) }
        events.append(DownloadEvent(time: now.date, text: text))
    }

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
            && (probes.isEmpty || state == .running) && (!isFinished || plan.isWhole)
            && (!hasPart || identity != nil || plan.received == 0)
    }
}
