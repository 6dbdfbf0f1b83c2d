@testable import DownloadCore

/// A simulated download, disk, user and server, driven by one random seed.
struct Simulation {
    struct Lane {
        var order: LaneOrder
        var answersAt: Double
        var answer: SimulatedServer.Answer?
        var position: Int64 = 0
        var firstKept: Int64 = 0
        var end: Int64 = 0
        var body = ByteRange(0, 0)
        var version = 0
        var isAccepted = false
        var stallsUntil = 0.0
        /// The number of its server.
        var server: Int
        var speed: Double
    }

    struct Part {
        var identity: FileIdentity
        /// The version of each byte; 0 is nothing.
        var bytes: [UInt8]
        var count: Int64 = 0
    }

    var random: SeededRandom
    var download: Download
    /// One for each source.
    var servers: [SimulatedServer]
    var lanes: [LaneID: Lane] = [:]
    var part: Part?
    var isPartOpen = false
    var time = 0.0
    var replies: [Download.Event] = []
    var userActsUntil: Double
    /// Requests since the last progress or the last action of the user.
    var requests = 0
    var fetched: Int64 = 0
    var mostRequests = 0
    /// The violated invariant, which ends the simulation.
    var defect: String?
    /// The effects and events so far.
    var transcript = SimulationTranscript()

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        servers = [SimulatedServer(&random)]
        userActsUntil = servers[0].healsAt
        download = Simulation.download(&random)
        if Bool.random(using: &random) { userActsUntil = 0 }
    }

    /// When the last server stops misbehaving.
    var healsAt: Double { servers.map(\.healsAt).max() ?? 0 }

    /// Whether no source has the file of the digests.
    var isHopeless: Bool {
        download.request.pieces != nil
            && !download.request.sources.contains { server(of: $0).isHonest }
    }

    private static func download(_ random: inout SeededRandom) -> Download {
        var request = DownloadRequest(source: Story.url, directory: "/d")
        let counts = [1, 2, 3, 4, 8, 16]
        request.fragments =
            Int.random(in: 0..<6, using: &random) == 0
            ? .auto : .fixed(counts.randomElement(using: &random) ?? 1)
        var policy = Download.Policy()
        policy.minimumPiece = 4
        policy.smallFile = 16
        policy.resumeCheckBytes = 6
        policy.quickCheckBytes = 2
        policy.minimumProgress = 8
        policy.beginning = 5
        policy.asks = Bool.random(using: &random)
        return Download(id: DownloadID(1), request: request, policy: policy)
    }

    func chance(_ perThousand: Int, _ random: inout SeededRandom) -> Bool {
        Int.random(in: 0..<1_000, using: &random) < perThousand
    }

    // MARK: The loop

    /// Runs until the file is done or cannot be.
    mutating func run() {
        play()
        let file = download.name + " \(download.plan.covered)"
        transcript.say("ends \(defect ?? ""), \(download.state): \(file)", at: time)
    }

    private mutating func play() {
        var helps = 0
        for _ in 0..<20_000 {
            step()
            if defect != nil { return }
            switch download.state {
            case .done: return
            case .failed, .paused:
                // The user returns once in a while, and a few more times at the end.
                time += 5
                if time > healsAt { helps += 1 }
                if helps > 8 {
                    if isHopeless { return }
                    defect = "cannot be had: \(download.state)"
                    return
                }
                requests = 0
                if case .paused(.question) = download.state {
                    send(.startOver)
                } else {
                    send(.resume)
                }
            default: break
            }
        }
        defect = "never ends: \(download.state) \(download.plan)"
    }

    mutating func step() {
        for index in servers.indices { servers[index].live(&random, at: time) }
        let isBusy = serve()
        for event in replies.exchange([]) { send(event) }
        user()
        if download.state == .waiting { send(.start) }
        let now = now()
        perform(download.tick(at: now))
        fill(at: now)
        check()
        time += isBusy ? 0.1 : 0.5
    }

    mutating func now() -> Download.Now {
        Download.Now(
            Instant(seconds: time), date: time, random: Double.random(in: 0...1, using: &random))
    }

    mutating func send(_ event: Download.Event) {
        let now = now()
        perform(download.handle(event, at: now))
        fill(at: now)
    }

    /// Opens lanes at all sources, as the engine does.
    private mutating func fill(at now: Download.Now) {
        perform(download.fill(allowance: 99, at: now))
        for source in download.usableMirrors(at: now) {
            perform(download.fill(allowance: 99, source: source, at: now))
        }
    }

    /// Random actions of the user and accidents of the machine.
    mutating func user() {
        guard time < userActsUntil, chance(30, &random) else { return }
        requests = 0
        let number = Int.random(in: 1...9, using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0: send(.pause(.user))
        case 1: send(.resume)
        case 2: send(.retry)
        case 3: send(.retryFragment(number))
        case 4: send(.setFragments(.fixed(number)))
        case 5: send(.changeFragments(by: number - 5))
        case 6: send(.startOver)
        case 7 where servers.count > 1: editMirrors()
        case 7: send(.replaceSource(Story.url))
        case 8: crash()
        default: failDisk()
        }
    }

    /// Kills the program; the part file's record may lag behind its bytes.
    mutating func crash() {
        let covered = loseSome()
        lanes = [:]
        replies = []
        isPartOpen = false
        download = Download(id: DownloadID(1), request: download.request, policy: download.policy)
        keepOnly(covered)
    }

    mutating func failDisk() {
        guard isPartOpen, download.state == .running else { return }
        let covered = loseSome()
        keepOnly(covered)
        let full = DownloadError(.diskFull, "no room")
        if covered.isEmpty { part = nil }
        send(.diskFailed(full, covered: covered))
    }

    mutating func loseSome() -> ByteRangeSet {
        ByteRangeSet(
            download.plan.covered.ranges.map {
                ByteRange($0.start, Int64.random(in: $0.start...$0.end, using: &random))
            })
    }

    mutating func keepOnly(_ covered: ByteRangeSet) {
        guard var kept = part else { return }
        var bytes = Array(repeating: UInt8(0), count: kept.bytes.count)
        for range in covered.ranges {
            for position in Int(range.start)..<Int(range.end) {
                bytes[position] = kept.bytes[position]
            }
        }
        kept.bytes = bytes
        kept.count = covered.count
        part = kept
    }

    // MARK: Invariants

    mutating func check() {
        if defect != nil { return }
        if !download.isConsistent { defect = "inconsistent: \(download.plan) \(download.state)" }
        if Set(lanes.keys) != Set(download.lanes.keys).union(download.lanes.probes.keys) {
            defect = "lanes \(lanes.keys.sorted()), thought \(download.lanes.keys.sorted())"
        }
        if isPartOpen, let part, download.version.identity != nil,
            part.count != download.plan.received
        {
            defect = "\(part.count) bytes exist, \(download.plan.received) are counted"
        }
        for (id, lane) in lanes where lane.isAccepted {
            guard let number = download.lanes[id]?.fragment, let fragment = download.plan[number]
            else { continue }
            if lane.end > fragment.range.end
                || max(lane.position, lane.firstKept) != fragment.cursor
            {
                defect = "lane \(id.rawValue) writes outside of its fragment"
            }
        }
        if requests > 40 * servers.count { defect = "\(requests) requests without progress" }
    }
}

extension Array {
    /// Replaces the value with `new` and returns the old one.
    fileprivate mutating func exchange(_ new: [Element]) -> [Element] {
        let old = self
        self = new
        return old
    }
}
