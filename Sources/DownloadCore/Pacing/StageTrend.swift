/// The total rates of a stage, window by window, and what limits them.
///
/// New connections to a distant server are slow at first. If the line is the limit, their total
/// then stays the same, and more lanes only cost time. If packets are lost, it falls from its peak
/// to the little that each lane keeps. If the server limits each connection, all lanes are equally
/// fast.
package struct StageTrend: Hashable, Sendable {
    /// What limits the rate.
    package enum Limit: Hashable, Sendable {
        /// Each lane has its own limit: more lanes may be faster.
        case lane
        /// Lost packets limit each lane.
        case loss
        /// All lanes share the line.
        case line
    }

    /// How far away the server is.
    package enum Distance: Comparable, Sendable {
        /// In the same network: a rate that falls says nothing about lost packets.
        case local
        /// Neither.
        case near
        /// So far that trying more lanes is expensive.
        case far
    }

    /// The highest rate so far, in bytes per second.
    package private(set) var peak = 0.0
    private var last: Double?
    private var isSteady = false
    private var windows = 0
    /// The number of windows in a row whose rate is far below the peak.
    private var low = 0

    /// The change between two windows up to which a rate is steady.
    private static let steady = 0.2
    /// The ratio to the peak below which a rate has fallen.
    private static let fallen = 0.8
    /// The number of windows in a row that must have fallen: one may be a coincidence.
    private static let witnesses = 2
    /// The number of windows after which a limit is assumed.
    private static let most = 8

    /// Creates the trend of a stage that begins.
    package init() {}

    /// Adds the total rate of a window in bytes per second.
    package mutating func add(_ rate: Double) {
        isSteady = last.map { abs(rate - $0) < rate * StageTrend.steady } ?? false
        last = rate
        windows += 1
        peak = max(peak, rate)
        low = rate < peak * StageTrend.fallen ? low + 1 : 0
    }

    /// Whether the rate has fallen from its peak.
    package var hasFallen: Bool { low >= StageTrend.witnesses }

    /// Finds what limits the rate; `nil` while that is unknown.
    ///
    /// - Parameters:
    ///   - distance: The distance of the server.
    ///   - areEven: Whether the lanes are equally fast.
    /// - Returns: The limit.
    package func limit(at distance: Distance, areEven: Bool) -> Limit? {
        if distance > .local, hasFallen { return .loss }
        if isSteady, distance < .far || areEven { return .lane }
        guard windows >= StageTrend.most else { return nil }
        return distance < .far ? .lane : .line
    }
}
