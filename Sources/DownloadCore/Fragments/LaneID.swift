/// One running transfer; never used twice.
package struct LaneID: Hashable, Sendable, Comparable {
    /// The number behind the name.
    package var rawValue: Int

    /// Creates the name with this number.
    package init(_ rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Orders by age: the lane that was opened first comes first.
    package static func < (a: LaneID, b: LaneID) -> Bool { a.rawValue < b.rawValue }
}
