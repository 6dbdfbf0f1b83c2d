/// Moves chosen elements in a queue, at the cost of the places that change.
package enum QueueMove {
    /// Moves the elements at `places` by `step` places each.
    ///
    /// They stop at the ends and behind each other.
    ///
    /// - Parameters:
    ///   - step: The number of places, up when negative.
    ///   - queue: The queue.
    ///   - places: The places of the chosen elements, the foremost in the direction of the move
    ///     first.
    ///   - isChosen: Whether an element is one of them.
    /// - Returns: The range of places whose elements may have changed; empty when nothing moved.
    package static func apply<Element>(
        _ step: Int, to queue: inout [Element], from places: some Sequence<Int>,
        _ isChosen: (Element) -> Bool
    ) -> Range<Int> {
        let direction = step.signum()
        var (first, last) = (Int.max, -1)
        for start in places {
            var place = start
            for _ in 0..<abs(step) {
                let next = place + direction
                guard queue.indices.contains(next), !isChosen(queue[next]) else { break }
                queue.swapAt(place, next)
                first = min(first, place, next)
                last = max(last, place, next)
                place = next
            }
        }
        return first <= last ? first..<last + 1 : 0..<0
    }
}
