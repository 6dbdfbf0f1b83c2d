/// The downloads in queue order, with their places and a cursor for those that wait.
///
/// Moves cost as much as the number of places that change.
package struct DownloadQueue: Hashable, Sendable {
    /// The downloads in order.
    package private(set) var ids: [DownloadID] = []
    private var places: [DownloadID: Int] = [:]
    /// The place before which no download waits for its turn.
    private var cursor = 0
    private var nextID: Int64 = 1
    /// The number of identifiers assigned to downloads.
    package private(set) var addedCount = 0

    /// Creates an empty queue.
    package init() {}

    /// The number of downloads.
    package var count: Int { ids.count }

    /// The place of a download, from 0; `nil` when it is not in the queue.
    package func place(of id: DownloadID) -> Int? { places[id] }

    // MARK: Identifiers

    /// Assigns identifiers from this number on.
    package mutating func take(idsFrom first: Int64) { nextID = first }

    /// Assigns the identifier for a new download.
    package mutating func takeID() -> DownloadID {
        defer { nextID += 1 }
        addedCount += 1
        return DownloadID(nextID)
    }

    // MARK: Changes

    /// Appends a download.
    package mutating func append(_ id: DownloadID) {
        places[id] = ids.count
        ids.append(id)
    }

    /// Removes downloads.
    package mutating func remove(_ gone: Set<DownloadID>) {
        ids.removeAll(where: gone.contains)
        renumber()
    }

    /// Puts downloads back in their former places, as far as the queue is that long.
    package mutating func insert(_ returning: [(id: DownloadID, place: Int)]) {
        for (id, place) in returning { ids.insert(id, at: min(place, ids.count)) }
        renumber()
    }

    /// Replaces a download with others; does nothing when it is not in the queue.
    package mutating func replace(_ id: DownloadID, with others: [DownloadID]) {
        guard let place = places[id] else { return }
        ids.replaceSubrange(place...place, with: others)
        renumber()
    }

    /// Moves downloads by `step` places each, up when negative.
    ///
    /// They stop at the ends and behind each other.
    ///
    /// - Returns: The range of places whose downloads may have changed; empty when nothing moved.
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

    /// Moves the cursor back to the start: a download before it may wait now.
    package mutating func rewind() { cursor = 0 }

    /// Returns the next download that may wait for its turn; `nil` at the end.
    package mutating func next() -> DownloadID? {
        guard cursor < ids.count else { return nil }
        defer { cursor += 1 }
        return ids[cursor]
    }

    /// Makes `next` return the last download again.
    package mutating func stepBack() { cursor = max(0, cursor - 1) }

    /// The downloads that `next` returns from now on.
    package var upcoming: ArraySlice<DownloadID> { ids[min(cursor, ids.count)...] }
}
