/// The set of fragments of a download: who holds what, what is missing, what to split next.
///
/// Every byte of the file is in exactly one of three places: in a fragment, in `finished` (there,
/// and no fragment's any more) or in `pool` (missing, and no fragment's yet). So no byte can be
/// fetched twice or forgotten, whatever is split, given back or merged.
package struct Plan: Hashable, Sendable {
    /// The file's length in bytes; `nil` when it is not known.
    package private(set) var length: Int64?
    /// The fragments in the order of the file.
    package private(set) var fragments: [Fragment] = []
    /// Bytes that are there and belong to no fragment.
    package private(set) var finished: ByteRangeSet
    /// Bytes that are missing and belong to no fragment yet.
    package private(set) var pool: ByteRangeSet
    /// No split makes a piece of fewer bytes than this.
    package var minimumPiece: Int64

    /// Plans what is missing of a file of `length` bytes, of which `covered` is there.
    package init(length: Int64?, covered: ByteRangeSet = ByteRangeSet(), minimumPiece: Int64 = 1) {
        let whole = ByteRange(0, length ?? .max)
        self.length = length
        self.finished = covered.clipped(to: whole)
        self.pool = ByteRangeSet(covered.gaps(in: whole))
        self.minimumPiece = max(1, minimumPiece)
    }

    /// A plan of a file whose bytes are all there.
    package init(wholeOf length: Int64) {
        self.init(length: length, covered: ByteRangeSet([ByteRange(0, length)]))
    }

    /// All bytes of the file; `end` is `Int64.max` while the length is not known.
    package var whole: ByteRange { ByteRange(0, length ?? .max) }

    /// The bytes that are there.
    package var covered: ByteRangeSet {
        var set = finished
        for fragment in fragments { set.insert(fragment.covered) }
        return set
    }

    /// How many bytes are there.
    package var received: Int64 {
        fragments.reduce(finished.count) { $0 + $1.covered.count }
    }

    /// Whether every byte is there.
    package var isWhole: Bool {
        length != nil && pool.isEmpty && fragments.allSatisfy { $0.missing.isEmpty }
    }

    /// Whether something is left that may be fetched without a person's word.
    package var hasOpenWork: Bool {
        !pool.isEmpty || fragments.contains { $0.isOpen && !$0.missing.isEmpty }
    }

    // MARK: Fragments by number

    /// The index of the fragment with this number.
    private func index(_ number: Int) -> Int? {
        fragments.firstIndex { $0.number == number }
    }

    /// The fragment with this number; setting it may change everything but its range's place.
    package subscript(number: Int) -> Fragment? {
        get { index(number).map { fragments[$0] } }
        set {
            guard let index = index(number), let newValue else { return }
            fragments[index] = newValue
        }
    }

    /// Notes that the bytes before `cursor` have arrived; a cursor never goes back or past the end.
    ///
    /// - Returns: Whether the fragment is whole now.
    package mutating func advance(_ number: Int, to cursor: Int64) -> Bool {
        guard let index = index(number) else { return false }
        if cursor > fragments[index].cursor {
            fragments[index].cursor = min(cursor, fragments[index].range.end)
            fragments[index].failures = 0
        }
        return fragments[index].missing.isEmpty
    }

    // MARK: Making fragments

    /// Numbers for `count` new fragments: the lowest that no fragment has, but once there are `rows`
    /// of them those of whole ones, whose rows are taken.
    private mutating func freeNumbers(_ count: Int, rows: Int) -> [Int] {
        let room = min(max(0, rows - fragments.count), count)
        var taken: [Int] = []
        while room + taken.count < count,
            let old = fragments.firstIndex(where: { $0.work == .done })
        {
            taken.append(fragments[old].number)
            finished.insert(fragments[old].range)
            fragments.remove(at: old)
        }
        // Of so many numbers at least as many are free as are wanted.
        var isFree = Array(repeating: true, count: fragments.count + count + 1)
        for number in fragments.map(\.number) + taken where number < isFree.count {
            isFree[number] = false
        }
        let free = isFree.indices.lazy.dropFirst().filter { isFree[$0] }.prefix(count - taken.count)
        return free.prefix(room) + taken + free.dropFirst(room)
    }

    /// Puts new fragments for `ranges`, which follow each other, in their place.
    private mutating func add(_ ranges: [ByteRange], rows: Int) -> [Int] {
        guard let end = ranges.last?.end else { return [] }
        let numbers = freeNumbers(ranges.count, rows: rows)
        let place = fragments.firstIndex { $0.range.start >= end } ?? fragments.count
        fragments.insert(
            contentsOf: zip(numbers, ranges).map { Fragment(number: $0, range: $1) }, at: place)
        return numbers
    }

    /// Puts a new fragment for `range` in its place.
    private mutating func add(_ range: ByteRange, rows: Int) -> Int {
        add([range], rows: rows)[0]
    }

    /// Makes the missing bytes at `position` and after it into a fragment, up to the next byte that
    /// is there or another's.
    ///
    /// - Returns: The new fragment's number, or `nil` when that byte is not in the pool.
    package mutating func claim(at position: Int64, rows: Int) -> Int? {
        guard let range = pool.ranges.first(where: { $0.start <= position && position < $0.end })
        else { return nil }
        let claimed = ByteRange(position, range.end)
        pool.remove(claimed)
        return add(claimed, rows: rows)
    }

    /// Divides what is missing so that `count` fragments are open, in pieces as equal as can be.
    ///
    /// Fragments under way keep their first piece and are only made shorter; one that fails for
    /// good is left alone.
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

    /// Cuts `missing` into equal pieces; the first stays with the fragment `number`, if one has it.
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

    /// The next fragment that a free lane can fetch without taking from another: an idle one, or
    /// one whose waiting time is over, else bytes from the pool.
    package mutating func nextIdle(at now: Instant, rows: Int) -> Int? {
        let ready = fragments.first {
            switch $0.work {
            case .idle: !$0.missing.isEmpty
            case .waiting(let until, _): until <= now && !$0.missing.isEmpty
            case .active, .failed, .done: false
            }
        }
        if let ready { return ready.number }
        guard length != nil, let range = pool.ranges.first else { return nil }
        return claim(at: range.start, rows: rows)
    }

    /// The fragment of the first missing byte, if it can be fetched now: there are bytes right before
    /// it, unless it is the file's first.
    package mutating func first(at now: Instant) -> Int? {
        let next = fragments.first { !$0.missing.isEmpty }
        let free = pool.ranges.first
        if let next, next.missing.start < free?.start ?? .max {
            switch next.work {
            case .idle: return next.number
            case .waiting(let until, _): return until <= now ? next.number : nil
            case .active, .failed, .done: return nil
            }
        }
        return free.flatMap { claim(at: $0.start, rows: 1) }
    }

    /// Splits the fragment that would finish last, so that both halves finish together.
    ///
    /// The new half is assumed to run at the average speed of the others. Nothing is split when no
    /// fragment under way has two pieces of `minimumPiece` left, or when the last one would finish
    /// within `worth` seconds anyway.
    ///
    /// - Returns: The number of the new fragment and of the one that was made shorter.
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

    /// The average of the measured speeds, in bytes per second; 1 MiB/s when none is measured.
    package var averageRate: Double {
        let rates = fragments.compactMap { $0.lane == nil ? nil : $0.rate }
        return rates.isEmpty ? 1_048_576 : rates.reduce(0, +) / Double(rates.count)
    }

    // MARK: Giving back

    /// Takes a fragment away: what is there of it is kept, the rest waits in the pool.
    package mutating func retire(_ number: Int) {
        guard let index = index(number) else { return }
        finished.insert(fragments[index].covered)
        pool.insert(fragments[index].missing)
        fragments.remove(at: index)
    }

    /// Takes the rows of whole fragments away until no more than `rows` are left.
    package mutating func trim(rows: Int) {
        while fragments.count > rows,
            let old = fragments.firstIndex(where: { $0.work == .done })
        {
            finished.insert(fragments[old].range)
            fragments.remove(at: old)
        }
    }

    /// Makes a fragment longer by the missing bytes right after it, if nobody has begun them.
    ///
    /// A fragment that failed without a byte is taken over too: who serves its neighbour may be the
    /// only one who would have served it (a URL that works once).
    ///
    /// - Returns: Whether it got longer.
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

    /// Fixes the length of a file that turned out to end at `end`.
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
