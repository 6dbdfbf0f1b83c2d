import DownloadCore

/// The lanes that only read a short error page to its end, so that their connections stay usable.
struct DrainingLanes {
    /// The seconds after which a page that does not end is abandoned.
    static let most = 5.0

    /// By libcurl's handle.
    private var lanes: [UnsafeMutableRawPointer: Lane] = [:]

    var isEmpty: Bool { lanes.isEmpty }

    func contains(_ lane: Lane) -> Bool { lanes[lane.handle.pointer] === lane }

    mutating func add(_ lane: Lane) { lanes[lane.handle.pointer] = lane }

    /// Removes the lane of this handle.
    ///
    /// - Returns: Whether there was one.
    mutating func remove(_ lane: Lane) -> Bool {
        lanes.removeValue(forKey: lane.handle.pointer) != nil
    }

    /// Removes and returns all lanes.
    mutating func takeAll() -> [Lane] {
        defer { lanes = [:] }
        return Array(lanes.values)
    }

    /// Removes and returns the lanes whose page does not end.
    mutating func takeOverdue(at time: Instant) -> [Lane] {
        let overdue = lanes.values.filter { time - $0.drain.since > Self.most }
        for lane in overdue { lanes[lane.handle.pointer] = nil }
        return overdue
    }
}
