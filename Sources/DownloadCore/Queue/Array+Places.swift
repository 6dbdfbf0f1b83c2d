extension Array {
    /// Removes the elements at these places, which are in ascending order.
    package mutating func remove(at places: [Int]) {
        guard var kept = places.first else { return }
        var next = places.startIndex
        for place in kept..<count {
            if next < places.endIndex, places[next] == place {
                next += 1
            } else {
                swapAt(kept, place)
                kept += 1
            }
        }
        removeLast(count - kept)
    }

    /// Inserts elements so that they are at these places afterwards, which are in ascending order.
    package mutating func insert(_ new: [Element], at places: [Int]) {
        guard let first = places.first else { return }
        let rest = self[first...]
        var all = Array(self[..<first])
        all.reserveCapacity(count + places.count)
        var taken = rest.startIndex
        for (place, element) in zip(places, new) {
            let run = rest[taken...].prefix(place - all.count)
            all += run
            taken = run.endIndex
            all.append(element)
        }
        all += rest[taken...]
        self = all
    }
}
