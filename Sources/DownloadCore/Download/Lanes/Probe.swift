/// A request that compares bytes of a source with those that are there, and writes nothing.
package struct Probe: Hashable, Sendable {
    /// What is asked for.
    package var order: LaneOrder
    /// Whether its response has been accepted.
    package var isAccepted = false
    /// When it was opened.
    package var opened: Instant
}
