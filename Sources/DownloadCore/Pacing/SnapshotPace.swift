/// The intervals between snapshots of the queue.
///
/// A snapshot copies a row for every download. A long queue gets fewer of them, so that their cost
/// is about the same at any length.
package enum SnapshotPace {
    /// The queue length up to which snapshots come as often as the eye can use.
    private static let rows = 20_000.0
    /// The longest intervals, in seconds.
    private static let longest = (steady: 1.0, urgent: 0.5)

    /// Returns the interval in seconds while data arrives.
    package static func steady(rows count: Int) -> Double {
        min(0.1 * max(1, Double(count) / rows), longest.steady)
    }

    /// Returns the interval in seconds after a change of state.
    package static func urgent(rows count: Int) -> Double {
        min(0.02 * max(1, Double(count) / rows), longest.urgent)
    }

    /// Returns the interval in seconds after a change by the user, or of a state while nothing is
    /// being fetched: a single change is shown at once, many in a row are shown together.
    package static func idle(rows count: Int) -> Double {
        min(secondsPerRow * Double(count), longest.urgent)
    }

    /// Several times what a row costs in a snapshot.
    private static let secondsPerRow = 2e-7

    /// The interval in seconds for a download without open lanes.
    package static let still = 1.0
}
