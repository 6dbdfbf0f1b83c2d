import DownloadCore
import Testing

/// A reference implementation of a set of ranges, with one Boolean per byte.
private struct BitArray {
    var bits = Array(repeating: false, count: 64)

    mutating func set(_ range: ByteRange, _ value: Bool) {
        for position in range.start..<range.end { bits[Int(position)] = value }
    }

    func contains(_ range: ByteRange) -> Bool {
        (range.start..<range.end).allSatisfy { bits[Int($0)] }
    }

    /// The runs of `value` within `whole`.
    func runs(of value: Bool, in whole: ByteRange) -> [ByteRange] {
        var runs: [ByteRange] = []
        for position in whole.start..<whole.end where bits[Int(position)] == value {
            if let last = runs.last, last.end == position {
                runs[runs.count - 1].end += 1
            } else {
                runs.append(ByteRange(position, position + 1))
            }
        }
        return runs
    }
}

struct ByteRangeSetTests {
    private let all = ByteRange(0, 64)

    @Test func `a set behaves like an array of bits`() {
        var random = SeededRandom(seed: 2)
        func range() -> ByteRange {
            let start = Int64.random(in: 0...64, using: &random)
            return ByteRange(start, min(64, start + Int64.random(in: 0...20, using: &random)))
        }
        for _ in 0..<300 {
            var set = ByteRangeSet()
            var bits = BitArray()
            for _ in 0..<30 {
                let changed = range()
                if Bool.random(using: &random) {
                    set.insert(changed)
                    bits.set(changed, true)
                } else {
                    set.remove(changed)
                    bits.set(changed, false)
                }
                let asked = range()
                guard set.ranges == bits.runs(of: true, in: all),
                    set.count == Int64(bits.bits.count { $0 }),
                    set.isEmpty == !bits.bits.contains(true),
                    set.contains(asked) == bits.contains(asked),
                    set.gaps(in: asked) == bits.runs(of: false, in: asked),
                    set.clipped(to: asked).ranges == bits.runs(of: true, in: asked),
                    ByteRangeSet(set.ranges.reversed()) == set
                else {
                    Issue.record("\(set) after \(changed), asked \(asked)")
                    return
                }
            }
        }
    }

    @Test func `adjacent ranges are merged`() {
        var set = ByteRangeSet([ByteRange(0, 5), ByteRange(10, 15)])
        #expect("\(set)" == "[0, 5)[10, 15)")
        set.insert(ByteRange(5, 10))
        #expect("\(set)" == "[0, 15)")
        set.remove(ByteRange(7, 8))
        #expect("\(set)" == "[0, 7)[8, 15)")
    }

    @Test func `the largest positions do not overflow`() {
        var set = ByteRangeSet([ByteRange(0, 10)])
        set.insert(ByteRange(.max - 1, .max))
        #expect(set.gaps(in: ByteRange(0, .max)) == [ByteRange(10, .max - 1)])
        set.insert(ByteRange(5, .max))
        #expect(set.ranges == [ByteRange(0, .max)])
        #expect(set.count == .max)
    }
}

struct ByteRangeTests {
    @Test func `a range never ends before it starts`() {
        #expect(ByteRange(5, 3) == ByteRange(5, 5))
        #expect(ByteRange(5, 3).isEmpty && ByteRange(5, 3).count == 0)
    }

    @Test func `adjacent ranges do not overlap`() {
        #expect(ByteRange(0, 5).intersection(ByteRange(5, 9)).isEmpty)
        #expect(ByteRange(0, 5).intersection(ByteRange(7, 9)).isEmpty)
        #expect(ByteRange(0, 5).intersection(ByteRange(3, 9)) == ByteRange(3, 5))
    }

    @Test func `every range contains empty ranges`() {
        #expect(ByteRange(0, 5).contains(ByteRange(9, 9)))
        #expect(ByteRange(0, 5).contains(ByteRange(0, 5)))
        #expect(!ByteRange(0, 5).contains(ByteRange(4, 6)))
    }

    @Test func `ranges are ordered by start, then by end`() {
        let ranges = [ByteRange(1, 2), ByteRange(0, 9), ByteRange(0, 5)]
        #expect(ranges.sorted() == [ByteRange(0, 5), ByteRange(0, 9), ByteRange(1, 2)])
    }
}
