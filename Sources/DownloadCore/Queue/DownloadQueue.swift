/// The order of the downloads, with the place of each and a cursor for those that wait.
///
/// Moves cost as much as the places that change.
package struct DownloadQueue: Hashable, Sendable {
    /// The downloads in their order.
    package private(set) var ids: [DownloadID] = []
    private var places: [DownloadID: Int] = [:]
    /// No download before this place waits for its turn.
    private var cursor = 0
    private var nextID: Int64 = 1
    /// How many names have been given to downloads.
    package private(set) var addedCount = 0

    /// Creates an empty queue.
    package init() {}

    /// How many downloads there are.
    package var count: Int { ids.count }

    /// The place of a download, from 0; `nil` when it is not in the queue.
    package func place(of id: DownloadID) -> Int? { places[id] }

    // MARK: Names

    /// Gives the names from this number on.
    package mutating func take(idsFrom first: Int64) { nextID = first }

    /// A name for one more download.
    package mutating func takeID() -> DownloadID {
        defer { nextID += 1 }
        addedCount += 1
        return DownloadID(nextID)
    }

    // MARK: Changes

    /// Puts a download at the end.
    package mutating func append(_ id: DownloadID) {
        places[id] = ids.count
        ids.append(id)
    }

    /// Takes downloads out.
    package mutating func remove(_ gone: Set<DownloadID>) {
        ids.removeAll(where: gone.contains)
        renumber()
    }

    /// Puts downloads back to the places that they had, as far as the queue is that long.
    package mutating func insert(_ returning: [(id: DownloadID, place: Int)]) {
        for (id, place) in returning { ids.insert(id, at: min(place, ids.count)) }
        renumber()
    }

    /// Puts downloads in the place of one; does nothing when it is not in the queue.
    package mutating func replace(_ id: DownloadID, with others: [DownloadID]) {
        guard let place = places[id] else { return }
        ids.replaceSubrange(place...place, with: others)
        renumber()
    }

    /// Moves downloads by `step` places each, up when negative; at the ends, and behind each other,
    /// they stop.
    ///
    /// - Returns: The range of places whose downloads may be others now; empty when nothing moved.
    package mutating func move(_ chosen: Set<DownloadID>, by step: Int) -> Range<Int> {
        let from = chosen.compactMap { places[$0] }.sorted()
        let changed = QueueMove.apply(step, to: &ids, from: step < 0 ? from : from.reversed()) {
            chosen.contains($0)
        }
        for place in changed { places[ids[place]] = place }
        if !changed.isEmpty { cursor = min(cursor, changed.lowerBound) }
        return changed
    }

    private mutating func renumber() {
        places = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
        cursor = 0
    }

    // MARK: Turns

    /// Looks at all downloads again: one before the cursor may wait now.
    package mutating func rewind() { cursor = 0 }

    /// The next download that may wait for its turn; `nil` at the end.
    package mutating func next() -> DownloadID? {
        guard cursor < ids.count else { return nil }
        defer { cursor += 1 }
        return ids[cursor]
    }

    /// Has `next` return the last download again.
    package mutating func stepBack() { cursor = max(0, cursor - 1) }

    /// The downloads that `next` returns from now on.
    package var upcoming: ArraySlice<DownloadID> { ids[min(cursor, ids.count)...] }
}
