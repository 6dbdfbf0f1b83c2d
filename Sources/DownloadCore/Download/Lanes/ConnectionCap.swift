/// The number of bytes after which a server breaks its connections.
///
/// A server that breaks each of them early would otherwise send little but bytes to compare.
package struct ConnectionCap: Hashable, Sendable {
    /// The consecutive early breaks that show a rule.
    private static let mostBreaks = 3

    private var breaks = 0
    private var longest: Int64 = 0

    /// Creates the state for a server whose connections last.
    package init() {}

    /// The most bytes that a connection brings; `nil` as long as no rule shows.
    package var bytes: Int64? { breaks >= Self.mostBreaks ? longest : nil }

    /// Records that a lane broke; one without a byte says nothing.
    mutating func broke(_ work: LaneWork?, _ policy: Download.Policy) {
        guard let work, work.gained > 0 else { return }
        broke(after: work.order.overlap + work.gained, long: 4 * policy.resumeCheckBytes)
    }

    /// Records that a connection broke after `count` bytes; one of `long` bytes or more shows that
    /// there is no rule.
    package mutating func broke(after count: Int64, long: Int64) {
        guard count < long else { return lasted() }
        breaks += 1
        longest = max(longest, count)
    }

    /// Records that a response was complete.
    package mutating func lasted() { self = ConnectionCap() }
}
