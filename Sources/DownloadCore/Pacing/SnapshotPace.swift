/// How often a picture of the whole queue is made.
///
/// Each picture copies a row for every download, so a long queue gets fewer of them: what it costs is
/// about the same at any length.
package enum SnapshotPace {
    /// A queue of this many rows gets all the pictures that an eye can use.
    private static let rows = 2_000.0
    /// The longest time between two pictures, in seconds.
    private static let longest = (steady: 1.0, urgent: 0.5)

    /// The seconds from one picture to the next while bytes arrive.
    package static func steady(rows count: Int) -> Double {
        min(0.1 * max(1, Double(count) / rows), longest.steady)
    }

    /// The seconds from one picture to the next when something has changed.
    package static func urgent(rows count: Int) -> Double {
        min(0.02 * max(1, Double(count) / rows), longest.urgent)
    }

    /// The seconds between two pictures of a download of which no lane is open.
    package static let still = 1.0
}
