/// The lanes and probes of a download, by their names, and how fast they are.
package struct LaneTable: Hashable, Sendable {
    private var lanes: [LaneID: LaneWork] = [:]
    /// Requests that compare bytes and write none.
    package internal(set) var probes: [LaneID: Probe] = [:]
    /// The speed of all lanes as it is shown, over a few seconds.
    var shownRate = Rate(span: 3)
    /// How fast the lanes have been served lately.
    var pace = LanePace()
    /// Connections that were kept from before this time may be dead.
    var distrustsKeptUntil = Instant(seconds: -.infinity)
    private var last = 0

    /// Has no lane.
    package init() {}

    /// A lane's name that was never used in this download.
    mutating func makeID() -> LaneID {
        last += 1
        return LaneID(last)
    }

    /// The lane of this name.
    package internal(set) subscript(lane: LaneID) -> LaneWork? {
        get { lanes[lane] }
        _modify { yield &lanes[lane] }
    }

    /// The names, in no order.
    package var keys: Dictionary<LaneID, LaneWork>.Keys { lanes.keys }
    /// The lanes, in no order.
    package var values: Dictionary<LaneID, LaneWork>.Values { lanes.values }
    /// How many lanes there are.
    package var count: Int { lanes.count }
    /// Whether there is no lane; there may be probes.
    package var isEmpty: Bool { lanes.isEmpty }

    /// How many lanes have a response that was accepted.
    package var serving: Int { lanes.values.count { $0.isAccepted } }

    /// How many lanes ask this source.
    package func count(of source: Int) -> Int {
        lanes.values.count { $0.order.source == source }
    }

    /// Whether a lane of this source has a response that was accepted.
    func serves(_ source: Int) -> Bool {
        lanes.values.contains { $0.isAccepted && $0.order.source == source }
    }

    /// The bytes of all lanes since the last sample.
    var unsampled: Int64 { lanes.values.reduce(0) { $0 + $1.unsampled } }

    /// Takes a lane out.
    mutating func remove(_ lane: LaneID) -> LaneWork? { lanes.removeValue(forKey: lane) }

    /// From now on, and for a while, connections that are kept are not used: some may be dead.
    mutating func distrustKept(until time: Instant) { distrustsKeptUntil = time }
}
