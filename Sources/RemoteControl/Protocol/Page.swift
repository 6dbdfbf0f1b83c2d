/// A part of a list, as `tellWaiting` and `tellStopped` return it.
struct Page: Hashable, Sendable {
    /// The first element; -1 is the last one, and then the list runs backwards.
    var offset: Int
    /// The maximum number of elements.
    var count: Int

    /// Returns the places of the elements in a list of this length, in order.
    func places(in length: Int) -> [Int] {
        guard count > 0, length > 0 else { return [] }
        if offset >= 0 {
            guard offset < length else { return [] }
            return Array(offset..<offset + min(count, length - offset))
        }
        // `length + offset` cannot overflow: the signs differ.
        let last = length + offset
        guard last >= 0 else { return [] }
        return (last - min(count, last + 1) + 1...last).reversed()
    }
}
