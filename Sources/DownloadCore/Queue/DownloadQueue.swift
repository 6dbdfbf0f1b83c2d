/// The downloads in queue order, with a position for each and a cursor for those that wait.
///
/// A place is an index in the queue. A position is a number that orders the queue and can be
/// stored: it stays the same when other downloads are added, removed or moved past.
package struct DownloadQueue: Hashable, Sendable {
    /// What an insertion has changed.
    package struct Insertion: Hashable, Sendable {
        /// The places of the inserted downloads, in ascending order.
        package var places: [Int] = []
        /// The other downloads that have a new position, for lack of a free one before theirs.
        package var displaced: [DownloadID] = []
    }

    /// What a move has changed.
    package struct Move: Hashable, Sendable {
        /// The places whose downloads may be others now; empty when nothing moved.
        package var places = 0..<0
        /// The downloads that have a new position.
        package var repositioned: [DownloadID] = []
    }

    /// The distance between the positions of two downloads that are appended one after the other.
    private static let step: Int64 = 1 << 16
    /// The largest position of a stored queue; none is out of range after any number of steps.
    private static let farthest: Int64 = 1 << 60

    /// The downloads in order.
    package private(set) var ids: [DownloadID] = []
    /// The position at each place, in ascending order.
    private var positions: [Int64] = []
    private var positionsByID: [DownloadID: Int64] = [:]
    /// The place before which no download waits for its turn.
    private var cursor = 0
    private var nextID: Int64 = 1
    /// The number of identifiers assigned to downloads.
    package private(set) var addedCount = 0

    /// Creates an empty queue.
    package init() {}

    /// The number of downloads.
    package var count: Int { ids.count }

    /// The position of a download; `nil` when it is not in the queue.
    package func position(of id: DownloadID) -> Int64? { positionsByID[id] }

    /// The place of a download, from 0; `nil` when it is not in the queue.
    package func place(of id: DownloadID) -> Int? { positionsByID[id].map { place(at: $0) } }

    /// Returns the first place whose position is not below this one.
    private func place(at position: Int64) -> Int {
        guard let first = positions.first, position > first else { return 0 }
        // Where the positions are as they were appended, the place can be computed.
        let guess = Int((position - first) / Self.step)
        if guess < positions.count, positions[guess] == position { return guess }
        var (low, high) = (0, positions.count)
        while low < high {
            let middle = (low + high) / 2
            if positions[middle] < position { low = middle + 1 } else { high = middle }
        }
        return low
    }

    // MARK: Identifiers

    /// Assigns identifiers from this number on.
    package mutating func take(idsFrom first: Int64) { nextID = first }

    /// The identifier that was assigned last.
    package var lastID: DownloadID { DownloadID(nextID - 1) }

    /// Assigns the identifier for a new download.
    package mutating func takeID() -> DownloadID {
        defer { nextID += 1 }
        addedCount += 1
        return DownloadID(nextID)
    }

    // MARK: Changes

    /// Appends a download, at a stored position if that is behind all others.
    ///
    /// - Returns: Its position.
    @discardableResult
    package mutating func append(_ id: DownloadID, at stored: Int64? = nil) -> Int64 {
        let last = positions.last
        var position = last.map { $0 + Self.step } ?? 0
        if let stored, stored.magnitude <= Self.farthest.magnitude, stored > last ?? .min {
            position = stored
        }
        ids.append(id)
        positions.append(position)
        positionsByID[id] = position
        return position
    }

    /// Removes downloads, and returns the places that they had, in ascending order.
    package mutating func remove(_ gone: Set<DownloadID>) -> [Int] {
        let places = gone.compactMap(place(of:)).sorted()
        for id in gone { positionsByID[id] = nil }
        ids.remove(at: places)
        positions.remove(at: places)
        cursor -= places.prefix { $0 < cursor }.count
        return places
    }

    /// Puts downloads back where they were.
    package mutating func insert(
        _ returning: [(id: DownloadID, position: Int64)]
    ) -> Insertion {
        var insertion = Insertion()
        for (id, position) in returning {
            let place = place(at: position)
            put([id], in: place..<place, from: position, &insertion.displaced)
        }
        insertion.places = returning.compactMap { self.place(of: $0.id) }.sorted()
        return insertion
    }

    /// Replaces a download with others; does nothing when it is not in the queue.
    package mutating func replace(
        _ id: DownloadID, with others: [DownloadID]
    ) -> Insertion {
        guard let position = positionsByID.removeValue(forKey: id) else { return Insertion() }
        let place = place(at: position)
        var insertion = Insertion(places: Array(place..<place + others.count))
        put(others, in: place..<place + 1, from: position, &insertion.displaced)
        return insertion
    }

    /// Puts downloads in the place of a range, with positions from this one on.
    private mutating func put(
        _ new: [DownloadID], in range: Range<Int>, from position: Int64,
        _ displaced: inout [DownloadID]
    ) {
        let numbers = new.indices.map { position + Int64($0) }
        ids.replaceSubrange(range, with: new)
        positions.replaceSubrange(range, with: numbers)
        for (id, number) in zip(new, numbers) { positionsByID[id] = number }
        cursor = min(cursor, range.lowerBound)
        var next = range.lowerBound + new.count
        while next > 0, next < positions.count, positions[next] <= positions[next - 1] {
            positions[next] = positions[next - 1] + 1
            positionsByID[ids[next]] = positions[next]
            displaced.append(ids[next])
            next += 1
        }
    }

    /// Moves downloads by `step` places each, up when negative.
    ///
    /// They stop at the ends and behind each other.
    package mutating func move(_ chosen: Set<DownloadID>, by step: Int) -> Move {
        let from = chosen.compactMap(place(of:)).sorted()
        let changed = QueueMove.apply(step, to: &ids, from: step < 0 ? from : from.reversed()) {
            chosen.contains($0)
        }
        guard !changed.isEmpty else { return Move() }
        cursor = min(cursor, changed.lowerBound)
        // Where there is no room, the positions stay at their places.
        let new = positions(after: chosen, in: changed) ?? Array(positions[changed])
        var move = Move(places: changed)
        for (place, position) in zip(changed, new) where positionsByID[ids[place]] != position {
            positionsByID[ids[place]] = position
            move.repositioned.append(ids[place])
        }
        positions.replaceSubrange(changed, with: new)
        return move
    }

    /// Returns the positions in a range in which some downloads have moved past others, which keep
    /// theirs; `nil` where there is no room between two of them.
    private func positions(after chosen: Set<DownloadID>, in range: Range<Int>) -> [Int64]? {
        var new: [Int64] = []
        var place = range.lowerBound
        while place < range.upperBound {
            let end = ids[place..<range.upperBound].firstIndex { !chosen.contains($0) }
            let count = Int64((end ?? range.upperBound) - place)
            let low = new.last ?? (place > 0 ? positions[place - 1] : nil)
            let next = end.flatMap { positionsByID[ids[$0]] }
            let high = next ?? (range.upperBound < ids.count ? positions[range.upperBound] : nil)
            guard low != nil || high != nil else { return nil }
            let first = low ?? (high ?? 0) - (count + 1) * Self.step
            let gap = high.map { ($0 - first) / (count + 1) } ?? Self.step
            guard count == 0 || gap > 0 else { return nil }
            new += (0..<count).map { first + ($0 + 1) * gap }
            if let next { new.append(next) }
            place += Int(count) + (next == nil ? 0 : 1)
        }
        return new.count == range.count ? new : nil
    }

    // MARK: Turns

    /// Moves the cursor back to the start: a download before it may wait now.
    package mutating func rewind() { cursor = 0 }

    /// Moves the cursor to the end: no download waits.
    package mutating func passAll() { cursor = ids.count }

    /// Moves the cursor back to a download that may wait now.
    package mutating func rewind(to id: DownloadID) {
        if cursor > 0, let place = place(of: id) { cursor = min(cursor, place) }
    }

    /// Returns the next download that may wait for its turn; `nil` at the end.
    package mutating func next() -> DownloadID? {
        guard cursor < ids.count else { return nil }
        defer { cursor += 1 }
        return ids[cursor]
    }

    /// The place of the download that `next` has returned last.
    package var lastPlace: Int { cursor - 1 }

    /// Makes `next` return the last download again.
    package mutating func stepBack() { cursor = max(0, cursor - 1) }

    /// The downloads that `next` returns from now on.
    package var upcoming: ArraySlice<DownloadID> { ids[min(cursor, ids.count)...] }
}
