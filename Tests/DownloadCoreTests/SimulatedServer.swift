@testable import DownloadCore

/// A random server: its abilities, its faults, and when it stops misbehaving.
///
/// Every byte of version 3 of its file has the value 3, so that a mix is detected.
struct SimulatedServer {
    enum Tags: CaseIterable { case strong, weak, none, disagreeing }

    /// The response to a request.
    enum Answer {
        case nothing(DownloadError)
        case redirect(String)
        /// A judged head, and the range and version of the body that follows.
        case head(Judgement, HeadFacts, body: ByteRange, version: Int)
    }

    /// The lengths of the versions so far; the last is served.
    var lengths: [Int64]
    var tags: Tags
    var givesRanges = true
    var givesLength = true
    var rangeCap: Int64?
    var heedsIfRange = true
    var answersIfRangeWith200 = false
    var most = 99
    var redirects = false
    /// The probabilities, per thousand, that a request or a step of a body fails.
    var refuses = 0
    var breaks = 0
    var stalls = 0
    var lies = 0
    var changes = 0
    /// The time in which no request is answered.
    var outage = 0.0..<0.0
    /// When it stops misbehaving.
    var healsAt: Double
    var speed: Double
    /// Its number among the sources of the file.
    var number = 0
    /// The offset of its bytes from the file's; 0 is the file itself.
    var lie: UInt8 = 0
    /// Where its bytes differ.
    var falsehood = ByteRange(0, .max)
    private var token = 0

    init(_ random: inout SeededRandom) {
        func rarely(_ chance: Int, in all: Int, _ random: inout SeededRandom) -> Bool {
            Int.random(in: 0..<all, using: &random) < chance
        }
        func level(_ levels: [Int], _ random: inout SeededRandom) -> Int {
            levels.randomElement(using: &random) ?? 0
        }
        lengths = [
            rarely(1, in: 8, &random)
                ? Int64.random(in: 0...3, using: &random)
                : Int64.random(in: 4...400, using: &random)
        ]
        tags = Tags.allCases.randomElement(using: &random) ?? .strong
        givesRanges = !rarely(1, in: 6, &random)
        givesLength = givesRanges || rarely(1, in: 2, &random)
        rangeCap = rarely(1, in: 6, &random) ? Int64.random(in: 8...60, using: &random) : nil
        heedsIfRange = !rarely(1, in: 4, &random)
        answersIfRangeWith200 = rarely(1, in: 8, &random)
        if rarely(1, in: 3, &random) { most = Int.random(in: 1...4, using: &random) }
        redirects = rarely(1, in: 4, &random)
        refuses = level([0, 0, 30, 200, 950], &random)
        breaks = level([0, 0, 10, 60, 400], &random)
        stalls = level([0, 0, 5, 30], &random)
        lies = level([0, 0, 50, 400], &random)
        changes = level([0, 0, 0, 1, 8, 40], &random)
        healsAt = Double.random(in: 2...60, using: &random)
        if rarely(1, in: 4, &random) {
            let start = Double.random(in: 0...5, using: &random)
            outage = start..<(start + Double.random(in: 0.5...30, using: &random))
        }
        speed = Double.random(in: 20...1_000, using: &random)
    }

    var version: Int { lengths.count }

    /// Whether its file is the requested one.
    var isHonest: Bool { lie == 0 }

    /// A byte of a version of its file.
    func byte(at position: Int, of version: Int) -> UInt8 {
        let isLie = falsehood.contains(ByteRange(Int64(position), Int64(position) + 1))
        return UInt8(version) + (isLie ? lie : 0)
    }

    /// Whether these are all bytes of one version of its file.
    func has(_ bytes: some Collection<UInt8>) -> Bool {
        lengths.indices.contains { index in
            lengths[index] == bytes.count
                && bytes.enumerated().allSatisfy { $1 == byte(at: $0, of: index + 1) }
        }
    }

    private var length: Int64 { lengths[version - 1] }

    /// Changes the file at random; without a validator at least its length changes.
    mutating func live(_ random: inout SeededRandom, at time: Double) {
        guard time < healsAt, version < 9, Int.random(in: 0..<1_000, using: &random) < changes
        else { return }
        let keepsLength = tags != .none && Bool.random(using: &random)
        lengths.append(keepsLength ? length : length + Int64.random(in: 1...9, using: &random))
    }

    /// Whether an event with this probability, per thousand, happens now.
    func fails(_ chance: Int, _ random: inout SeededRandom, at time: Double) -> Bool {
        time < healsAt && Int.random(in: 0..<1_000, using: &random) < chance
    }

    private func validator(_ random: inout SeededRandom, at time: Double) -> Validator {
        switch tags {
        case .strong: Story.tag("\"\(number)-\(version)\"")
        case .weak: Story.tag("W/\"\(number)-\(version)\"")
        case .none: .none
        case .disagreeing:
            Story.tag(
                "\"\(number)-\(version)\(time < healsAt && Bool.random(using: &random) ? "b" : "")\""
            )
        }
    }

    /// Responds to a request while this many others are served.
    mutating func answer(
        _ order: LaneOrder, knowing identity: FileIdentity?, serving: Int, at time: Double,
        _ random: inout SeededRandom
    ) -> Answer {
        if outage.contains(time) { return .nothing(DownloadError(.unreachable, "refused")) }
        if redirects, order.redirects == 0 {
            token += 1
            return .redirect("http://cdn\(number).example/\(token)")
        }
        func says(_ judgement: Judgement, _ status: Int) -> Answer {
            .head(judgement, HeadFacts(status: status), body: ByteRange(0, 0), version: version)
        }
        if redirects, order.url != "http://cdn\(number).example/\(token)", time < healsAt {
            return says(.fail(DownloadError(.status, "403", status: 403)), 403)
        }
        if serving >= most {
            let wait: Double? = Bool.random(using: &random) ? 2 : nil
            return says(.busy(DownloadError(.busy, "503", status: 503), retryAfter: wait), 503)
        }
        if fails(refuses, &random, at: time) {
            switch Int.random(in: 0..<4, using: &random) {
            case 0: return .nothing(DownloadError(.connection, "reset"))
            case 1: return says(.retry(DownloadError(.status, "500"), retryAfter: nil), 500)
            case 2: return says(.fail(DownloadError(.status, "404", status: 404)), 404)
            default: return says(.busy(DownloadError(.busy, "429"), retryAfter: nil), 429)
            }
        }
        return file(order, identity, validator(&random, at: time), time, &random)
    }

    private func file(
        _ order: LaneOrder, _ identity: FileIdentity?, _ validator: Validator, _ time: Double,
        _ random: inout SeededRandom
    ) -> Answer {
        var offer = Offer(length: length)
        offer.validator = validator
        let known = identity?.validator ?? .none
        let relation = known.relation(to: validator)
        var whole = Answer.head(
            .whole(offer), HeadFacts(status: 200), body: ByteRange(0, length), version: version)
        let isOther =
            if case .other = relation { true } else {
                (identity?.length ?? length) != length
            }
        let changed = Answer.head(
            .changed("it is another file", offer), HeadFacts(status: 200), body: ByteRange(0, 0),
            version: version)
        let heeds = heedsIfRange || answersIfRangeWith200
        let mismatch = order.ifRange.map { heeds && $0 != validator.entityTag } ?? false
        let refuses = order.ifRange != nil && answersIfRangeWith200
        guard let range = order.range, givesRanges, !mismatch, !refuses else {
            if !givesLength {
                offer.length = nil
                whole = .head(
                    .whole(offer), HeadFacts(status: 200), body: ByteRange(0, length),
                    version: version)
                if case .other = relation { return changed }
                return order.ifRange != nil && relation != .same ? changed : whole
            }
            return isOther || (order.ifRange != nil && relation != .same) ? changed : whole
        }
        if isOther { return changed }
        if length == 0 {
            return .head(
                .empty(offer), HeadFacts(status: 416), body: ByteRange(0, 0), version: version)
        }
        if fails(lies, &random, at: time) {
            let error = DownloadError(.badResponse, "wrong Content-Range", status: 206)
            let judgement: Judgement =
                identity?.length == nil ? .plainOnce(error) : .retry(error, retryAfter: nil)
            return .head(
                judgement, HeadFacts(status: 206), body: ByteRange(0, 0), version: version)
        }
        let cap = rangeCap ?? .max
        let end = min(range.end, length, cap == .max ? .max : range.start + cap)
        let goesOn = fails(lies, &random, at: time)
        return .head(
            .part(ByteRange(range.start, end), offer), HeadFacts(status: 206),
            body: ByteRange(range.start, goesOn ? length : end), version: version)
    }
}
