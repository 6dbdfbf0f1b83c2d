/// A request that compares a source's bytes with those on disk, and writes nothing.
package struct Probe: Hashable, Sendable {
    /// Its order.
    package var order: LaneOrder
    /// Whether its response has been accepted.
    package var isAccepted = false
    /// When it was opened.
    package var opened: Instant
}
