@testable import DownloadCore
import Testing

struct PlanSpreadTests {
    @Test(arguments: [
        (0, 1, ""), (0, 4, ""), (1, 1, "a"), (1, 4, "a"), (2, 1, "aa"), (2, 2, "ab"), (2, 9, "ab"),
        (3, 2, "aab"), (3, 3, "abc"), (3, 64, "abc"), (10, 3, "aaaabbbccc"), (10, 4, "aaabbbccdd"),
        (11, 4, "aaabbbcccdd"), (12, 4, "aaabbbcccddd"),
    ])
    func `a file is divided into pieces of nearly equal size`(
        size: Int, count: Int, picture: String
    ) {
        var plan = Plan(String(repeating: ".", count: size))
        plan.spread(over: count)
        #expect(plan.picture == picture)
        #expect(plan.isPartition)
    }

    @Test(
        arguments: [1, 2, 3, 7, 16, 33, 64], [0, 1, 2, 3, 1_000, 1_048_575, 1_048_577] as [Int64])
    func `no piece is more than one byte longer than another`(count: Int, size: Int64) {
        var plan = Plan(length: size)
        plan.spread(over: count)
        let sizes = plan.fragments.map(\.range.count)
        #expect(sizes.count == Int(min(Int64(count), size)))
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
        #expect(plan.isPartition && plan.pool.isEmpty)
    }

    @Test func `an active fragment keeps its first piece`() {
        var plan = Plan("............")
        _ = plan.claim(at: 0, rows: 4)
        plan.run("a")
        plan.fetch("a", 4)
        plan.spread(over: 4)
        #expect(plan.picture == "AAAAaabbccdd")
        #expect(plan[1]?.lane == LaneID(1))
    }

    @Test func `the longest gaps are divided first and every gap gets a piece`() {
        var plan = Plan("##..######........#.")
        plan.spread(over: 4)
        #expect(plan.picture == "##aa######bbbbcccc#d")
    }

    @Test func `surplus gaps wait in the pool`() {
        var plan = Plan(".#.#...#.#..")
        plan.spread(over: 2)
        #expect(plan.picture == ".#.#aaa#.#bb")
    }

    @Test func `no piece is shorter than the minimum`() {
        var plan = Plan("............", minimumPiece: 5)
        plan.spread(over: 8)
        #expect(plan.picture == "aaaaaabbbbbb")
        plan = Plan(".........", minimumPiece: 5)
        plan.spread(over: 8)
        #expect(plan.picture == "aaaaaaaaa")
    }

    @Test func `a failed fragment is left unchanged`() {
        var plan = Plan("..........")
        plan.spread(over: 2)
        plan[2]?.work = .failed(DownloadError(.status, "404"))
        plan.spread(over: 3)
        #expect(plan.picture == "aaccdbbbbb")
    }

    @Test func `a file of unknown length is not divided`() {
        var plan = Plan(length: nil)
        _ = plan.claim(at: 0, rows: 4)
        plan.fetch("a", 3)
        plan.spread(over: 4)
        #expect(plan.picture == "AAAaa~")
    }

    @Test func `resuming fetches the missing ranges`() {
        let covered = ByteRangeSet([ByteRange(0, 3), ByteRange(5, 7), ByteRange(9, 40)])
        var plan = Plan(length: 10, covered: covered)
        #expect(plan.picture == "###..##..#")
        #expect(plan.received == 6)
        plan.spread(over: 2)
        #expect(plan.picture == "###aa##bb#")
        plan.fetch("a", 2)
        plan.fetch("b", 2)
        #expect(plan.isWhole)
        #expect(plan.covered.ranges == [ByteRange(0, 10)])
    }
}

struct PlanTests {
    /// Four fragments of five bytes.
    private var four: Plan {
        var plan = Plan("....................")
        plan.spread(over: 4)
        return plan
    }

    @Test func `claiming takes the gap up to the next existing byte`() {
        var plan = Plan("..##....")
        #expect(plan.claim(at: 5, rows: 9) == 1)
        #expect(plan.picture == "..##.aaa")
        #expect(plan.claim(at: 5, rows: 9) == nil)
        #expect(plan.claim(at: 2, rows: 9) == nil)
        #expect(plan.claim(at: 8, rows: 9) == nil)
        #expect(plan.claim(at: 0, rows: 9) == 2)
        #expect(plan.picture == "bb##.aaa")
        #expect(plan.fragments.map(\.number) == [2, 1])
    }

    @Test func `a new fragment takes the row of a complete one when rows suffice`() {
        var plan = four
        plan.fetch("b", 5)
        plan.retire(4)
        #expect(plan.picture == "aaaaaBBBBBccccc.....")
        #expect(plan.claim(at: 15, rows: 3) == 2)
        #expect(plan.picture == "aaaaa#####cccccbbbbb")
        plan.retire(2)
        #expect(plan.claim(at: 15, rows: 4) == 2)
    }

    @Test func `an idle fragment precedes one whose delay has passed, in file order`() {
        var plan = four
        let error = DownloadError(.connection, "reset")
        plan.run("a")
        plan[2]?.work = .waiting(until: Instant(seconds: 10), error)
        plan.run("c")
        plan[4]?.work = .failed(error)
        #expect(plan.nextIdle(at: Instant(seconds: 9), rows: 4) == nil)
        #expect(plan.nextIdle(at: Instant(seconds: 10), rows: 4) == 2)
        plan.retire(1)
        #expect(plan.nextIdle(at: Instant(seconds: 9), rows: 4) == 1)
        #expect(plan.picture == "aaaaabbbbbcccccddddd")
    }

    @Test func `a file of unknown length has a single idle fragment`() {
        var plan = Plan(length: nil)
        #expect(plan.nextIdle(at: Instant(seconds: 0), rows: 4) == nil)
        _ = plan.claim(at: 0, rows: 4)
        #expect(plan.nextIdle(at: Instant(seconds: 0), rows: 4) == 1)
    }

    @Test func `the fragment that would finish last is split, not the longest`() {
        var plan = Plan("..............................")
        plan.spread(over: 2)
        plan.run("a", at: 3)
        plan.run("b", at: 1)
        plan.fetch("b", 5)
        let split = plan.splitLast(worth: 0.5, rows: 3)
        #expect(split?.new == 3 && split?.old == 2)
        // The new half is estimated at 2 bytes per second, the old one runs at 1.
        #expect(plan.picture == "aaaaaaaaaaaaaaaBBBBBbbbccccccc")
    }

    @Test func `halves are never shorter than the minimum`() {
        var plan = Plan("..........", minimumPiece: 4)
        plan.spread(over: 1)
        plan.run("a", at: 1)
        plan.fetch("a", 2)
        _ = plan.splitLast(worth: 0, rows: 2)
        #expect(plan.picture == "AAaaaabbbb")
        #expect(plan.splitLast(worth: 0, rows: 3) == nil)
        plan.fetch("a", 1)
        plan.run("b", at: 0.001)
        #expect(plan.splitLast(worth: 0, rows: 3) == nil)
    }

    @Test func `neither a nearly done nor an inactive fragment is split`() {
        var plan = Plan("..........")
        plan.spread(over: 1)
        #expect(plan.splitLast(worth: 0, rows: 2) == nil)
        plan.run("a", at: 10)
        #expect(plan.splitLast(worth: 1, rows: 2) == nil)
        #expect(plan.splitLast(worth: 0.9, rows: 2) != nil)
    }

    @Test func `a stalled fragment gives nearly everything away`() {
        var plan = Plan("......................")
        plan.spread(over: 2)
        plan.run("a", at: 0)
        plan.run("b", at: 10)
        plan.fetch("b", 5)
        _ = plan.splitLast(worth: 0.2, rows: 3)
        #expect(plan.picture == "accccccccccBBBBBbbbbbb")
    }

    @Test func `a requeued fragment keeps its bytes`() {
        var plan = four
        plan.fetch("b", 2)
        plan.retire(2)
        #expect(plan.picture == "aaaaa##...cccccddddd")
        #expect(plan.received == 2)
        plan.retire(7)
        #expect(plan.isPartition)
    }

    @Test func `a fragment grows over the pool and over empty idle fragments`() {
        var plan = four
        plan.retire(2)
        let pool = plan.grow(1)
        #expect(pool && plan.picture == "aaaaaaaaaacccccddddd")
        let idle = plan.grow(1)
        #expect(idle && plan.picture == "aaaaaaaaaaaaaaaddddd")
        plan.run("d")
        let active = plan.grow(1)
        #expect(!active)
        plan[4]?.work = .idle
        plan.fetch("d", 1)
        let begun = plan.grow(1)
        #expect(!begun)
        let last = plan.grow(4)
        #expect(!last)
        #expect(plan.isPartition)
    }

    @Test func `a fragment grows over one that failed without a byte`() {
        var plan = four
        plan[2]?.work = .failed(DownloadError(.expired, "the link has expired"))
        let grown = plan.grow(1)
        #expect(grown && plan.picture == "aaaaaaaaaacccccddddd")
    }

    @Test func `surplus rows of complete fragments are removed`() {
        var plan = four
        plan.fetch("a", 5)
        plan.fetch("c", 5)
        plan.trim(rows: 3)
        #expect(plan.picture == "#####bbbbbCCCCCddddd")
        plan.trim(rows: 1)
        #expect(plan.picture == "#####bbbbb#####ddddd")
        #expect(plan.received == 10)
    }

    @Test func `a cursor moves neither back nor past the end`() {
        var plan = four
        let half = plan.advance(2, to: 8)
        #expect(!half && plan.picture == "aaaaaBBBbbcccccddddd")
        let back = plan.advance(2, to: 1)
        #expect(!back && plan.picture == "aaaaaBBBbbcccccddddd")
        let past = plan.advance(2, to: 100)
        #expect(past && plan.picture == "aaaaaBBBBBcccccddddd")
        let unknown = plan.advance(9, to: 3)
        #expect(!unknown)
    }

    @Test func `received bytes reset the failure count`() {
        var plan = four
        plan[1]?.failures = 3
        _ = plan.advance(1, to: 0)
        #expect(plan[1]?.failures == 3)
        _ = plan.advance(1, to: 1)
        #expect(plan[1]?.failures == 0)
    }

    @Test func `the end of a stream sets the file's length`() {
        var plan = Plan(length: nil)
        #expect(plan.picture == "..~")
        _ = plan.claim(at: 0, rows: 1)
        plan.fetch("a", 7)
        #expect(!plan.isWhole && plan.hasOpenWork && plan.isPartition)
        plan.close(at: 7)
        #expect(plan.picture == "AAAAAAA")
        #expect(plan.isWhole && plan.isPartition)
        plan = Plan(length: nil)
        _ = plan.claim(at: 0, rows: 1)
        plan.close(at: 0)
        #expect(plan.isWhole && plan.isPartition && plan.picture.isEmpty)
    }

    @Test func `a length that becomes known later leaves the gaps open`() {
        var plan = Plan(length: nil)
        _ = plan.claim(at: 0, rows: 1)
        plan.fetch("a", 3)
        plan.close(at: 8)
        #expect(plan.picture == "AAAaaaaa")
        plan.spread(over: 2)
        #expect(plan.picture == "AAAaaabb")
    }

    @Test func `only automatically fetched fragments are open work`() {
        var plan = Plan("...")
        #expect(plan.hasOpenWork)
        plan.spread(over: 1)
        #expect(plan.hasOpenWork)
        plan[1]?.work = .failed(DownloadError(.status, "404"))
        #expect(!plan.hasOpenWork && !plan.isWhole)
    }

    @Test func `random operations never lose or duplicate a byte`() {
        for seed in 0..<400 as Range<UInt64> {
            var random = SeededRandom(seed: seed)
            var plan = Plan(
                length: Int64.random(in: 0...50, using: &random),
                minimumPiece: Int64.random(in: 1...4, using: &random))
            var received: Int64 = 0
            for _ in 0..<40 {
                let rows = Int.random(in: 1...9, using: &random)
                let number = plan.fragments.randomElement(using: &random)?.number ?? 1
                switch Int.random(in: 0..<10, using: &random) {
                case 0: plan.spread(over: rows)
                case 1: _ = plan.claim(at: Int64.random(in: 0..<50, using: &random), rows: rows)
                case 2: _ = plan.nextIdle(at: Instant(seconds: 0), rows: rows)
                case 3: _ = plan.splitLast(worth: 0, rows: rows)
                case 4: plan.retire(number)
                case 5: plan.trim(rows: rows)
                case 6: _ = plan.grow(number)
                case 7 where plan[number]?.work == .idle:
                    plan[number]?.work = .active(LaneID(number))
                    plan[number]?.rate = Double.random(in: 0...9, using: &random)
                default: plan.fetchSome(number, &random)
                }
                guard plan.isPartition, plan.received >= received,
                    plan.received == plan.covered.count
                else {
                    Issue.record("seed \(seed): \(plan.picture)")
                    break
                }
                received = plan.received
            }
        }
    }
}

extension Plan {
    fileprivate mutating func fetchSome(_ number: Int, _ random: inout SeededRandom) {
        guard let fragment = self[number], fragment.isOpen else { return }
        let count = Int64.random(in: 0...5, using: &random)
        if advance(number, to: fragment.cursor + count) { self[number]?.work = .done }
    }
}
