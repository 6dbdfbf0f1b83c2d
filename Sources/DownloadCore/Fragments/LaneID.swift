/// Identifies a lane, a single transfer; never reused.
package struct LaneID: Hashable, Sendable, Comparable {
    /// The numeric value.
    package var rawValue: Int

    /// Creates an ID with this numeric value.
    package init(_ rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Orders by age, so lanes opened earlier come first.
    package static func < (a: LaneID, b: LaneID) -> Bool { a.rawValue < b.rawValue }
}
