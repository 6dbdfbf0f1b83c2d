/// The fragments of a download: which ranges are received, assigned or missing, and how to split
/// them.
///
/// Every byte of the file is in exactly one place: in a fragment, in `finished` (received and not
/// in a fragment) or in `pool` (missing and not in a fragment). So no byte can be fetched twice or
/// forgotten, whatever is split, requeued or merged.
package struct Plan: Hashable, Sendable {
    /// The length of the file in bytes; `nil` if unknown.
    package private(set) var length: Int64?
    /// The fragments in file order.
    package private(set) var fragments: [Fragment] = []
    /// The bytes received that are not in a fragment.
    package private(set) var finished: ByteRangeSet
    /// The missing bytes that are not in a fragment.
    package private(set) var pool: ByteRangeSet
    /// The minimum size in bytes of a piece created by a split.
    package var minimumPiece: Int64

    /// Creates the plan for a file of `length` bytes, of which `covered` is already received.
    package init(length: Int64?, covered: ByteRangeSet = ByteRangeSet(), minimumPiece: Int64 = 1) {
        let whole = ByteRange(0, length ?? .max)
        self.length = length
        self.finished = covered.clipped(to: whole)
        self.pool = ByteRangeSet(covered.gaps(in: whole))
        self.minimumPiece = max(1, minimumPiece)
    }

    /// Creates the plan for a complete file.
    package init(wholeOf length: Int64) {
        self.init(length: length, covered: ByteRangeSet([ByteRange(0, length)]))
    }

    /// The range of the whole file; `end` is `Int64.max` while the length is unknown.
    package var whole: ByteRange { ByteRange(0, length ?? .max) }

    /// The bytes received.
    package var covered: ByteRangeSet {
        var set = finished
        for fragment in fragments { set.insert(fragment.covered) }
        return set
    }

    /// The number of bytes received.
    package var received: Int64 {
        fragments.reduce(finished.count) { $0 + $1.covered.count }
    }

    /// Whether all bytes are received.
    package var isWhole: Bool {
        length != nil && pool.isEmpty && fragments.allSatisfy { $0.missing.isEmpty }
    }

    /// Whether there are missing bytes that can be fetched without the user's request.
    package var hasOpenWork: Bool {
        !pool.isEmpty || fragments.contains { $0.isOpen && !$0.missing.isEmpty }
    }

    // MARK: Fragments by number

    /// Returns the index of the fragment with this number.
    private func index(_ number: Int) -> Int? {
        fragments.firstIndex { $0.number == number }
    }

    /// The fragment with this number; setting it must not change its position in the file.
    package subscript(number: Int) -> Fragment? {
        get { index(number).map { fragments[$0] } }
        set {
            guard let index = index(number), let newValue else { return }
            fragments[index] = newValue
        }
    }

    /// Changes the fragment with this number in place, but not its position in the file.
    package mutating func update(_ number: Int, _ change: (inout Fragment) -> Void) {
        if let index = index(number) { change(&fragments[index]) }
    }

    /// Records that the bytes before `cursor` were received; a cursor never moves back or past the
    /// end.
    ///
    /// - Returns: Whether the fragment is complete.
    package mutating func advance(_ number: Int, to cursor: Int64) -> Bool {
        guard let index = index(number) else { return false }
        if cursor > fragments[index].cursor {
            fragments[index].cursor = min(cursor, fragments[index].range.end)
            fragments[index].failures = 0
        }
        return fragments[index].missing.isEmpty
    }

    // MARK: Creating fragments

    /// Returns numbers for `count` new fragments.
    ///
    /// They are the lowest free ones. Once there are `rows` fragments, completed ones are removed
    /// for their numbers.
    private mutating func freeNumbers(_ count: Int, rows: Int) -> [Int] {
        if fragments.isEmpty { return Array(1...count) }
        let room = min(max(0, rows - fragments.count), count)
        var taken: [Int] = []
        while room + taken.count < count,
            let old = fragments.firstIndex(where: { $0.work == .done })
        {
            taken.append(fragments[old].number)
            finished.insert(fragments[old].range)
            fragments.remove(at: old)
        }
        // This many numbers include at least `count` free ones.
        var isFree = Array(repeating: true, count: fragments.count + count + 1)
        for number in fragments.map(\.number) + taken where number < isFree.count {
            isFree[number] = false
        }
        let free = isFree.indices.lazy.dropFirst().filter { isFree[$0] }.prefix(count - taken.count)
        return free.prefix(room) + taken + free.dropFirst(room)
    }

    /// Inserts fragments for adjacent `ranges` in file order.
    private mutating func add(_ ranges: [ByteRange], rows: Int) -> [Int] {
        guard let end = ranges.last?.end else { return [] }
        let numbers = freeNumbers(ranges.count, rows: rows)
        let place = fragments.firstIndex { $0.range.start >= end } ?? fragments.count
        fragments.insert(
            contentsOf: zip(numbers, ranges).map { Fragment(number: $0, range: $1) }, at: place)
        return numbers
    }

    /// Inserts a fragment for `range` in file order.
    private mutating func add(_ range: ByteRange, rows: Int) -> Int {
        add([range], rows: rows)[0]
    }

    /// Creates a fragment for the missing bytes from `position` to the end of their range in the
    /// pool.
    ///
    /// - Returns: The number of the fragment, or `nil` if the byte at `position` is not in the
    ///   pool.
    package mutating func claim(at position: Int64, rows: Int) -> Int? {
        guard let range = pool.ranges.first(where: { $0.start <= position && position < $0.end })
        else { return nil }
        let claimed = ByteRange(position, range.end)
        pool.remove(claimed)
        return add(claimed, rows: rows)
    }

    /// Divides the missing bytes so that `count` fragments are open, of sizes as equal as possible.
    ///
    /// Active fragments keep their first piece and are only shortened. Failed fragments stay
    /// unchanged.
    package mutating func spread(over count: Int) {
        struct Item {
            var missing: ByteRange
            var number: Int?
            var pieces: Int
        }
        guard length != nil else { return }
        var items = fragments.filter { $0.isOpen && !$0.missing.isEmpty }
            .map { Item(missing: $0.missing, number: $0.number, pieces: 1) }
        items += pool.ranges.map { Item(missing: $0, number: nil, pieces: 0) }
        var open = items.reduce(0) { $0 + $1.pieces }
        while open < count {
            let candidates = items.indices.filter {
                items[$0].pieces == 0
                    || items[$0].missing.count / Int64(items[$0].pieces + 1) >= minimumPiece
            }
            let share = { (item: Item) in
                item.pieces == 0
                    ? Double.infinity : Double(item.missing.count) / Double(item.pieces)
            }
            guard
                let best = candidates.max(by: {
                    (share(items[$0]), items[$0].missing.count, items[$1].missing.start)
                        < (share(items[$1]), items[$1].missing.count, items[$0].missing.start)
                })
            else { break }
            items[best].pieces += 1
            open += 1
        }
        for item in items where item.pieces > (item.number == nil ? 0 : 1) {
            cut(item.missing, of: item.number, into: item.pieces, rows: count)
        }
    }

    /// Cuts `missing` into equal pieces; the first stays in the fragment `number`, if any.
    private mutating func cut(_ missing: ByteRange, of number: Int?, into pieces: Int, rows: Int) {
        let (size, rest) = missing.count.quotientAndRemainder(dividingBy: Int64(pieces))
        var position = missing.start
        var new: [ByteRange] = []
        for piece in 0..<Int64(pieces) {
            let range = ByteRange(position, position + size + (piece < rest ? 1 : 0))
            position = range.end
            if piece == 0, let number, let index = index(number) {
                fragments[index].range.end = range.end
            } else if !range.isEmpty {
                new.append(range)
            }
        }
        if number == nil { pool.remove(missing) }
        _ = add(new, rows: rows)
    }

    /// Returns the next fragment for a free lane that does not require a split.
    ///
    /// It is an idle fragment or one whose delay is over, else a new one from the pool.
    package mutating func nextIdle(at now: Instant, rows: Int) -> Int? {
        let ready = fragments.first { !$0.missing.isEmpty && $0.isReady(at: now) }
        if let ready { return ready.number }
        guard length != nil, let range = pool.ranges.first else { return nil }
        return claim(at: range.start, rows: rows)
    }

    /// Returns the fragment of the first missing byte if it can be fetched now.
    ///
    /// All bytes before it are received, so the response can be compared with them.
    package mutating func first(at now: Instant) -> Int? {
        let next = fragments.first { !$0.missing.isEmpty }
        let free = pool.ranges.first
        if let next, next.missing.start < free?.start ?? .max {
            return next.isReady(at: now) ? next.number : nil
        }
        return free.flatMap { claim(at: $0.start, rows: 1) }
    }

    /// Splits the fragment that would finish last, so that both parts finish together.
    ///
    /// The new part is assumed to run at the average speed. Nothing is split if no active fragment
    /// has two pieces of `minimumPiece` left, or if the last one would finish within `worth`
    /// seconds.
    ///
    /// - Returns: The number of the new fragment and that of the shortened one.
    package mutating func splitLast(worth: Double, rows: Int) -> (new: Int, old: Int)? {
        guard length != nil else { return nil }
        let average = averageRate
        let victim = fragments.indices
            .filter { fragments[$0].lane != nil && fragments[$0].missing.count >= 2 * minimumPiece }
            .max {
                fragments[$0].secondsLeft(fallback: average)
                    < fragments[$1].secondsLeft(fallback: average)
            }
        guard let victim, fragments[victim].secondsLeft(fallback: average) > worth else {
            return nil
        }
        let old = fragments[victim]
        let speed = max(old.rate ?? average, 1)
        let keep = Int64(Double(old.missing.count) * speed / (speed + max(average, 1)))
        let bounded = min(max(keep, minimumPiece), old.missing.count - minimumPiece)
        let taken = ByteRange(old.cursor + bounded, old.range.end)
        fragments[victim].range.end = taken.start
        return (add(taken, rows: rows), old.number)
    }

    /// The average of the measured speeds in bytes per second; 1 MiB/s if there are none.
    package var averageRate: Double {
        let rates = fragments.compactMap { $0.lane == nil ? nil : $0.rate }
        return rates.isEmpty ? 1_048_576 : rates.reduce(0, +) / Double(rates.count)
    }

    // MARK: Removing and merging fragments

    /// Removes a fragment, moving its received bytes to `finished` and the missing ones to `pool`.
    package mutating func retire(_ number: Int) {
        guard let index = index(number) else { return }
        finished.insert(fragments[index].covered)
        pool.insert(fragments[index].missing)
        fragments.remove(at: index)
    }

    /// Removes completed fragments until at most `rows` fragments are left.
    package mutating func trim(rows: Int) {
        while fragments.count > rows,
            let old = fragments.firstIndex(where: { $0.work == .done })
        {
            finished.insert(fragments[old].range)
            fragments.remove(at: old)
        }
    }

    /// Extends a fragment by the missing bytes right after it, unless they are being fetched.
    ///
    /// A neighbor that failed without receiving a byte is merged as well. With a URL that works
    /// only once, the connection of this fragment is the only one that can still fetch those bytes.
    ///
    /// - Returns: Whether the fragment was extended.
    package mutating func grow(_ number: Int) -> Bool {
        guard let index = index(number) else { return false }
        let end = fragments[index].range.end
        if let next = pool.ranges.first(where: { $0.start == end }) {
            pool.remove(next)
            fragments[index].range.end = next.end
            return true
        }
        let next = index + 1
        guard next < fragments.count, fragments[next].range.start == end,
            fragments[next].covered.isEmpty, fragments[next].lane == nil,
            fragments[next].work != .done
        else { return false }
        fragments[index].range.end = fragments[next].range.end
        fragments.remove(at: next)
        return true
    }

    /// Sets the length of a file that turned out to end at `end`.
    package mutating func close(at end: Int64) {
        length = end
        pool = pool.clipped(to: whole)
        for index in fragments.indices {
            fragments[index].range.end = max(
                fragments[index].cursor, min(fragments[index].range.end, end))
        }
    }

    // MARK: Invariants

    /// Whether fragments, `finished` and `pool` divide the file without a gap or an overlap.
    package var isPartition: Bool {
        var ranges = fragments.map(\.range) + finished.ranges + pool.ranges
        ranges.removeAll(where: \.isEmpty)
        ranges.sort()
        var position: Int64 = 0
        for range in ranges {
            guard range.start == position else { return false }
            position = range.end
        }
        return position == whole.end
            && fragments.allSatisfy { $0.range.start <= $0.cursor && $0.cursor <= $0.range.end }
            && Set(fragments.map(\.number)).count == fragments.count
    }
}
