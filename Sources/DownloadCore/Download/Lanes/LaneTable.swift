/// The lanes and probes of a download by identifier, and their speeds.
package struct LaneTable: Hashable, Sendable {
    private var lanes: [LaneID: LaneWork] = [:]
    /// The requests that compare bytes and write none.
    package internal(set) var probes: [LaneID: Probe] = [:]
    /// The displayed speed of all lanes, over a few seconds.
    var shownRate = Rate(span: 3)
    /// The recent pace of the lanes.
    var pace = LanePace()
    /// The time until which kept-alive connections may be dead.
    var distrustsKeptUntil = Instant(seconds: -.infinity)
    /// The highest number of lanes at a time.
    private(set) var peak = 0
    private var last = 0

    /// Creates an empty table.
    package init() {}

    /// Returns a lane identifier that was never used in this download.
    mutating func makeID() -> LaneID {
        last += 1
        return LaneID(last)
    }

    /// The lane with this identifier.
    package internal(set) subscript(lane: LaneID) -> LaneWork? {
        get { lanes[lane] }
        _modify {
            yield &lanes[lane]
            peak = max(peak, lanes.count)
        }
    }

    /// Returns the place of a lane, for changing it without a copy.
    func index(of lane: LaneID) -> Dictionary<LaneID, LaneWork>.Index? {
        lanes.index(forKey: lane)
    }

    /// The lane at this place, which is valid until a lane is added or removed.
    subscript(index: Dictionary<LaneID, LaneWork>.Index) -> LaneWork {
        get { lanes.values[index] }
        _modify { yield &lanes.values[index] }
    }

    /// Changes a lane in place, if there is one with this identifier.
    mutating func update(_ lane: LaneID, _ change: (inout LaneWork) -> Void) {
        if let index = index(of: lane) { change(&lanes.values[index]) }
    }

    /// Changes every lane in place, in no particular order.
    mutating func forEach(_ change: (inout LaneWork) -> Void) {
        var index = lanes.startIndex
        while index != lanes.endIndex {
            change(&lanes.values[index])
            lanes.formIndex(after: &index)
        }
    }

    /// The identifiers, in no particular order.
    package var keys: Dictionary<LaneID, LaneWork>.Keys { lanes.keys }
    /// The lanes, in no particular order.
    package var values: Dictionary<LaneID, LaneWork>.Values { lanes.values }
    /// The number of lanes.
    package var count: Int { lanes.count }
    /// Whether there is no lane; there may be probes.
    package var isEmpty: Bool { lanes.isEmpty }

    /// Whether a lane or a probe has this identifier.
    package func has(_ lane: LaneID) -> Bool { lanes[lane] != nil || probes[lane] != nil }

    /// The number of lanes with an accepted response.
    package var serving: Int { lanes.values.count { $0.isAccepted } }

    /// Whether the lanes are equally fast, as far as a server that limits each of them is precise.
    ///
    /// One of eight may differ: it may have just been opened.
    var areEven: Bool {
        let rates = lanes.values.compactMap { $0.isAccepted ? $0.rate.bytesPerSecond : nil }
        guard !rates.isEmpty else { return false }
        let median = rates.sorted()[rates.count / 2]
        return rates.count { abs($0 - median) <= median * 0.3 } * 8 >= rates.count * 7
    }

    /// Returns the number of lanes of this source.
    package func count(of source: Int) -> Int {
        lanes.values.count { $0.order.source == source }
    }

    /// Whether a lane of this source has an accepted response.
    func serves(_ source: Int) -> Bool {
        lanes.values.contains { $0.isAccepted && $0.order.source == source }
    }

    /// The bytes of all lanes since the last sample.
    var unsampled: Int64 { lanes.values.reduce(0) { $0 + $1.unsampled } }

    /// Removes a lane.
    mutating func remove(_ lane: LaneID) -> LaneWork? { lanes.removeValue(forKey: lane) }

    /// Records that a lane is paused locally: its silence and speed say nothing about its server.
    mutating func notePaused(_ lane: LaneID, at now: Instant) {
        update(lane) {
            $0.lastByte = now
            $0.lastHeld = now
        }
    }

    /// Records that a new file begins with a lane's response, whose head may be held back.
    mutating func begin(_ lane: LaneID, holding head: HeldHead?) {
        update(lane) {
            $0.hasBegun = true
            $0.held = head
        }
    }

    /// Removes and returns the head that a lane holds back.
    mutating func takeHeld(_ lane: LaneID) -> HeldHead? {
        defer { lanes[lane]?.held = nil }
        return lanes[lane]?.held
    }

    /// Opens a probe.
    mutating func open(_ probe: LaneOrder, at now: Instant) -> LaneID {
        let lane = makeID()
        probes[lane] = Probe(order: probe, opened: now)
        return lane
    }

    /// Whether a probe of this source is open.
    func isProbing(_ source: Int) -> Bool {
        probes.values.contains { $0.order.source == source }
    }

    /// Returns the probes that have been open for longer than this number of seconds.
    func overdueProbes(at now: Instant, after seconds: Double) -> [LaneID] {
        probes.isEmpty ? [] : probes.filter { now - $0.value.opened > seconds }.keys.sorted()
    }

    /// Avoids kept-alive connections until this time: some may be dead.
    mutating func distrustKept(until time: Instant) { distrustsKeptUntil = time }
}
