@testable import DownloadCore

/// A download, a disk, a person and a server, all played by one random number.
struct Simulation {
    private struct Lane {
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
        var speed: Double
    }

    private struct Part {
        var identity: FileIdentity
        /// The version of each byte; 0 is nothing.
        var bytes: [UInt8]
        var count: Int64 = 0
    }

    private var random: SeededRandom
    private(set) var download: Download
    private(set) var server: SimulatedServer
    private var lanes: [LaneID: Lane] = [:]
    private var part: Part?
    private var isPartOpen = false
    private(set) var time = 0.0
    private var replies: [Download.Event] = []
    private var personActsUntil: Double
    /// Requests since the last progress or the last word of a person.
    private var requests = 0
    private var fetched: Int64 = 0
    private(set) var mostRequests = 0
    /// What went wrong; the simulation ends with it.
    private(set) var defect: String?

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        server = SimulatedServer(&random)
        personActsUntil = server.healsAt
        download = Simulation.download(&random)
        if Bool.random(using: &random) { personActsUntil = 0 }
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
        policy.overlap = 6
        policy.progress = 8
        policy.asks = Bool.random(using: &random)
        return Download(id: DownloadID(1), request: request, policy: policy)
    }

    private func chance(_ perThousand: Int, _ random: inout SeededRandom) -> Bool {
        Int.random(in: 0..<1_000, using: &random) < perThousand
    }

    // MARK: The loop

    /// Plays until the file is done or nothing can make it so.
    mutating func run() {
        var helps = 0
        for _ in 0..<20_000 {
            step()
            if defect != nil { return }
            switch download.state {
            case .done: return
            case .failed, .paused:
                // A person comes back once in a while, and a few times more than that at the end.
                time += 5
                if time > server.healsAt { helps += 1 }
                if helps > 8 {
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

    private mutating func step() {
        server.live(&random, at: time)
        let isBusy = serve()
        for event in replies.exchange([]) { send(event) }
        person()
        if download.state == .waiting { send(.start) }
        let now = now()
        perform(download.sample(at: now.instant))
        perform(download.supervise(at: now))
        perform(download.fill(allowance: 99, at: now))
        check()
        time += isBusy ? 0.1 : 0.5
    }

    private mutating func now() -> Download.Now {
        Download.Now(
            Instant(seconds: time), date: time, chance: Double.random(in: 0...1, using: &random))
    }

    private mutating func send(_ event: Download.Event) {
        let now = now()
        perform(download.handle(event, at: now))
        perform(download.fill(allowance: 99, at: now))
    }

    /// What a person does by chance, and what befalls the machine.
    private mutating func person() {
        guard time < personActsUntil, chance(30, &random) else { return }
        requests = 0
        let number = Int.random(in: 1...9, using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0: send(.pause(.person))
        case 1: send(.resume)
        case 2: send(.retry)
        case 3: send(.retryFragment(number))
        case 4: send(.setFragments(.fixed(number)))
        case 5: send(.changeFragments(by: number - 5))
        case 6: send(.startOver)
        case 7: send(.replaceSource(Story.url))
        case 8: crash()
        default: failDisk()
        }
    }

    /// The program is killed; the part file's record may say less than is there.
    private mutating func crash() {
        let covered = loseSome()
        lanes = [:]
        replies = []
        isPartOpen = false
        download = Download(id: DownloadID(1), request: download.request, policy: download.policy)
        keepOnly(covered)
    }

    private mutating func failDisk() {
        guard isPartOpen, download.state == .running else { return }
        let covered = loseSome()
        keepOnly(covered)
        let full = DownloadError(.diskFull, "no room")
        if covered.isEmpty { part = nil }
        send(.diskFailed(full, covered: covered))
    }

    private mutating func loseSome() -> ByteRangeSet {
        ByteRangeSet(
            download.plan.covered.ranges.map {
                ByteRange($0.start, Int64.random(in: $0.start...$0.end, using: &random))
            })
    }

    private mutating func keepOnly(_ covered: ByteRangeSet) {
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

    // MARK: Effects

    private mutating func perform(_ effects: [Download.Effect]) {
        for effect in effects {
            switch effect {
            case .lookUpPart: lookUp()
            case .createPart(_, let identity), .restartPart(let identity):
                let restarts = if case .restartPart = effect { true } else { false }
                if restarts != isPartOpen { defect = "\(effect) of a part that is not so" }
                isPartOpen = true
                part = Part(identity: identity, bytes: Array(repeating: 0, count: 1_000))
            case .releasePart: isPartOpen = false
            case .syncPart: break
            case .finishPart: finish()
            case .open(let id, let order):
                requests += 1
                mostRequests = max(mostRequests, requests)
                let wait = Double.random(in: 0.01...0.4, using: &random)
                lanes[id] = Lane(
                    order: order, answersAt: time + wait,
                    speed: server.speed * Double.random(in: 0.1...1, using: &random))
            case .accept(let id, let position, let overlap):
                lanes[id]?.isAccepted = true
                lanes[id]?.position = position
                lanes[id]?.firstKept = position + overlap
            case .setEnd(let id, let end): lanes[id]?.end = end
            case .stop(let id): lanes[id] = nil
            case .hostAccepted, .hostRefused: break
            }
        }
    }

    private mutating func lookUp() {
        guard let found = part else {
            replies.append(.partFound(nil))
            return
        }
        isPartOpen = true
        var covered = ByteRangeSet()
        if found.identity.length != nil {
            for (position, byte) in found.bytes.enumerated() where byte > 0 {
                covered.insert(ByteRange(Int64(position), Int64(position) + 1))
            }
        }
        keepOnly(covered)
        replies.append(
            .partFound(PartFacts(name: "f.bin", identity: found.identity, covered: covered)))
    }

    /// The file is whole, it is said: it must be one version of the server's file.
    private mutating func finish() {
        guard isPartOpen, let part else {
            defect = "a finish without a part file"
            return
        }
        let length = Int(download.plan.length ?? -1)
        let version = Int(part.bytes.first ?? 0)
        let isRight =
            length == 0
            ? server.lengths.contains(0)
            : version > 0 && server.lengths[version - 1] == Int64(length)
                && part.bytes[..<length].allSatisfy { $0 == part.bytes[0] }
        guard isRight else {
            defect =
                "a wrong file: \(length) bytes of \(server.lengths), \(part.bytes[..<max(0, length)])"
            return
        }
        self.part = nil
        isPartOpen = false
        replies.append(.finished(name: "f.bin"))
    }

    // MARK: Bytes

    /// Lets the server serve all lanes; whether anything moved or soon will.
    private mutating func serve() -> Bool {
        var isBusy = false
        for id in lanes.keys.sorted() {
            guard var lane = lanes[id], time >= lane.answersAt else {
                isBusy = isBusy || lanes[id] != nil
                continue
            }
            guard lane.isAccepted else {
                answer(id, lane)
                isBusy = true
                continue
            }
            guard time >= lane.stallsUntil else { continue }
            isBusy = true
            if server.fails(server.stalls, &random, at: time) {
                lane.stallsUntil = time + Double.random(in: 1...60, using: &random)
            }
            let wants = Int64(lane.speed * 0.1 * Double.random(in: 0...2, using: &random) + 0.9)
            let stop = min(lane.position + wants, lane.end, lane.body.end)
            let hit = write(&lane, to: stop)
            let moved = lane.position > (lanes[id]?.position ?? 0)
            lanes[id] = lane
            if moved {
                download.advance(
                    id, to: max(lane.position, lane.firstKept), at: Instant(seconds: time))
            }
            after(id, lane, overlapDiffers: hit)
        }
        return isBusy
    }

    private mutating func answer(_ id: LaneID, _ lane: Lane) {
        guard lane.answer == nil else { return }
        let serving = lanes.values.count { $0.isAccepted }
        let answer = server.answer(
            lane.order, knowing: download.identity, serving: serving, at: time, &random)
        lanes[id]?.answer = answer
        switch answer {
        case .nothing(let error):
            lanes[id] = nil
            send(.ended(id, .failed(error)))
        case .redirect(let url):
            lanes[id] = nil
            send(.ended(id, .redirected(to: url, status: 302)))
        case .head(let judgement, let facts, let body, let version):
            lanes[id]?.body = body
            lanes[id]?.version = version
            send(.head(id, judgement, facts))
        }
    }

    /// Writes or compares; whether a comparison failed.
    private mutating func write(_ lane: inout Lane, to stop: Int64) -> Bool {
        while lane.position < stop {
            let position = Int(lane.position)
            let old = part?.bytes[position] ?? 0
            if lane.position < lane.firstKept {
                if old != UInt8(lane.version) { return true }
            } else {
                if old != 0 { defect = "byte \(position) is written twice" }
                part?.bytes[position] = UInt8(lane.version)
                part?.count += 1
                fetched += 1
                if fetched.isMultiple(of: download.policy.progress) { requests = 0 }
            }
            lane.position += 1
        }
        return false
    }

    /// What libcurl would say now.
    private mutating func after(_ id: LaneID, _ lane: Lane, overlapDiffers: Bool) {
        if overlapDiffers {
            lanes[id] = nil
            send(.ended(id, .overlapDiffers))
        } else if lane.position >= lane.body.end {
            lanes[id] = nil
            send(.ended(id, .complete))
        } else if server.fails(server.breaks, &random, at: time) {
            lanes[id] = nil
            send(.ended(id, .failed(DownloadError(.connection, "reset"))))
        } else if lane.position >= lane.end {
            send(.reachedEnd(id))
            if let again = lanes[id], again.position >= again.end {
                defect = "a lane is held at its end for ever"
            }
        }
    }

    // MARK: Invariants

    private mutating func check() {
        if defect != nil { return }
        if !download.isConsistent { defect = "inconsistent: \(download.plan) \(download.state)" }
        if Set(lanes.keys) != Set(download.lanes.keys) {
            defect = "lanes \(lanes.keys.sorted()), thought \(download.lanes.keys.sorted())"
        }
        if isPartOpen, let part, download.identity != nil, part.count != download.plan.received {
            defect = "\(part.count) bytes are there, \(download.plan.received) are counted"
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
        if requests > 40 { defect = "\(requests) requests without progress" }
    }
}

extension Array {
    /// Puts `new` in its place and gives back what was there.
    fileprivate mutating func exchange(_ new: [Element]) -> [Element] {
        let old = self
        self = new
        return old
    }
}
