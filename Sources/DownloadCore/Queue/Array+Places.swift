extension Array {
    /// Removes the elements at these places, which are in ascending order.
    @inlinable
    package mutating func remove(at places: [Int]) {
        guard let first = places.first else { return }
        if places.count == 1 {
            remove(at: first)
            return
        }
        var (kept, next) = (first, 0)
        for place in first..<count {
            if next < places.count, places[next] == place {
                next += 1
            } else {
                swapAt(kept, place)
                kept += 1
            }
        }
        removeLast(count - kept)
    }

    /// Inserts elements so that they are at these places afterwards, which are in ascending order.
    @inlinable
    package mutating func insert(_ new: [Element], at places: [Int]) {
        guard let first = places.first else { return }
        if places.count == 1 { return insert(contentsOf: new, at: first) }
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
