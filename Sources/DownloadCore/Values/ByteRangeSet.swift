/// A set of byte offsets, stored as sorted ranges that neither overlap nor touch.
public struct ByteRangeSet: Hashable, Sendable {
    /// The ranges in ascending order, all nonempty and none adjacent.
    public private(set) var ranges: [ByteRange] = []

    /// Creates an empty set.
    public init() {}

    /// Creates the union of `ranges`, which may overlap and be in any order.
    public init(_ ranges: some Sequence<ByteRange>) {
        for range in ranges { insert(range) }
    }

    /// Whether the set contains no bytes.
    public var isEmpty: Bool { ranges.isEmpty }

    /// The number of bytes.
    public var count: Int64 { ranges.reduce(0) { $0 + $1.count } }

    /// The index of the first range that ends at or after `position`.
    private func index(endingAtOrAfter position: Int64) -> Int {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].end < position { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Adds the bytes of `range`.
    public mutating func insert(_ range: ByteRange) {
        guard !range.isEmpty else { return }
        let first = index(endingAtOrAfter: range.start)
        var last = first
        var merged = range
        while last < ranges.count, ranges[last].start <= range.end {
            merged = ByteRange(
                min(merged.start, ranges[last].start), max(merged.end, ranges[last].end))
            last += 1
        }
        ranges.replaceSubrange(first..<last, with: CollectionOfOne(merged))
    }

    /// Removes the bytes of `range`.
    public mutating func remove(_ range: ByteRange) {
        guard !range.isEmpty else { return }
        var kept: [ByteRange] = []
        let first = index(endingAtOrAfter: range.start)
        var last = first
        while last < ranges.count, ranges[last].start < range.end {
            let old = ranges[last]
            if old.start < range.start {
                kept.append(ByteRange(old.start, min(old.end, range.start)))
            }
            if old.end > range.end { kept.append(ByteRange(max(old.start, range.end), old.end)) }
            last += 1
        }
        ranges.replaceSubrange(first..<last, with: kept)
    }

    /// Whether the set contains every byte of `range`.
    public func contains(_ range: ByteRange) -> Bool {
        guard !range.isEmpty else { return true }
        let found = index(endingAtOrAfter: range.end)
        return found < ranges.count && ranges[found].contains(range)
    }

    /// The bytes of `whole` that are missing from the set, as ascending ranges.
    public func gaps(in whole: ByteRange) -> [ByteRange] {
        var gaps: [ByteRange] = []
        var position = whole.start
        for range in ranges where range.end > whole.start && range.start < whole.end {
            if range.start > position { gaps.append(ByteRange(position, range.start)) }
            position = max(position, range.end)
        }
        if position < whole.end { gaps.append(ByteRange(position, whole.end)) }
        return gaps
    }

    /// The bytes of the set that lie within `whole`.
    public func clipped(to whole: ByteRange) -> ByteRangeSet {
        ByteRangeSet(ranges.map { $0.intersection(whole) })
    }
}

extension ByteRangeSet: CustomStringConvertible {
    /// For example `[0, 5)[7, 9)`.
    public var description: String { ranges.map(\.description).joined() }
}
