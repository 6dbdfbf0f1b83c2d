extension Array {
    /// Removes the elements at these places, which are in ascending order.
    @inlinable
    package mutating func remove(at places: [Int]) {
        guard let first = places.first else { return }
        var kept = Array(self[..<first])
        kept.reserveCapacity(count)
        for (index, place) in places.enumerated() {
            kept += self[(place + 1)..<(index + 1 < places.count ? places[index + 1] : count)]
        }
        self = kept
    }

    /// Inserts elements so that they are at these places afterwards, which are in ascending order.
    @inlinable
    package mutating func insert(_ new: [Element], at places: [Int]) {
        guard let first = places.first else { return }
        var all = Array(self[..<first])
        all.reserveCapacity(count + new.count)
        var next = first
        for (place, element) in zip(places, new) {
            let end = next + place - all.count
            all += self[next..<end]
            all.append(element)
            next = end
        }
        all += self[next...]
        self = all
    }
}
