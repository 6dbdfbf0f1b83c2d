/// How fast a source is, as far as known.
package struct SourceSpeed: Hashable, Sendable {
    /// The factor by which a source must be faster than another to take its place.
    static let advantage = 4.0
    /// The shortest time in seconds by which a speed is computed.
    private static let shortestMeasure = 0.05

    /// The speed of one of its lanes in bytes per second, as last measured.
    package var rate: Double?
    /// The speed of the last comparison of its bytes in bytes per second, with the wait for the
    /// response: it is at least that fast.
    package private(set) var probedRate: Double?
    /// Whether it was left for another source because it was slow.
    package private(set) var wasSlow = false

    /// Creates the speed of a source that was not measured.
    package init() {}

    /// The speed of one of its lanes that may be relied on, in bytes per second; `nil` if unknown.
    package var least: Double? { rate ?? probedRate }

    /// Records that `bytes` of its bytes were compared within this number of seconds.
    package mutating func probed(_ bytes: Int64, in seconds: Double) {
        probedRate = Double(bytes) / max(seconds, Self.shortestMeasure)
    }

    /// Records a lane that has ended: samples of its speed may have been too early, or none.
    package mutating func ended(_ bytes: Int64, in seconds: Double) {
        guard bytes > 0 else { return }
        rate = max(rate ?? 0, Double(bytes) / max(seconds, Self.shortestMeasure))
    }

    /// Records that it was left for another source because it was slow.
    package mutating func foundSlow() { wasSlow = true }

    /// Whether it is known to be far faster than this number of bytes per second.
    package func excels(_ slow: Double) -> Bool { least ?? 0 > slow * Self.advantage }

    /// Whether it may take the place of a slow source: it was not left for being slow itself, or
    /// it was far faster.
    package func mayRelieve(_ slow: SourceSpeed) -> Bool {
        !wasSlow || rate ?? 0 > (slow.rate ?? .infinity) * Self.advantage
    }
}
