import Testing

@testable import DownloadCore

@Suite struct `The order of the downloads` {
    /// A queue of downloads named by letters.
    private func queue(_ letters: String) -> DownloadQueue {
        var queue = DownloadQueue()
        for letter in letters.utf8 { queue.append(DownloadID(Int64(letter))) }
        return queue
    }

    private func id(_ letter: Unicode.Scalar) -> DownloadID { DownloadID(Int64(letter.value)) }

    private func set(_ letters: String) -> Set<DownloadID> {
        Set(letters.unicodeScalars.map(id))
    }

    /// The letters in order; also checks the place of each.
    private func picture(_ queue: DownloadQueue) -> String {
        for (place, id) in queue.ids.enumerated() { #expect(queue.place(of: id) == place) }
        return String(decoding: queue.ids.map { UInt8($0.rawValue) }, as: UTF8.self)
    }

    @Test(arguments: [
        ("abcdef", "c", -1, "acbdef", 1..<3),
        ("abcdef", "c", 1, "abdcef", 2..<4),
        ("abcdef", "c", -9, "cabdef", 0..<3),
        ("abcdef", "bd", 2, "acebfd", 1..<6),
        ("abcdef", "ab", -1, "abcdef", 0..<0),
        ("abcdef", "ef", 3, "abcdef", 0..<0),
        ("abcdef", "x", 1, "abcdef", 0..<0),
    ])
    func `moves`(
        _ before: String, _ chosen: String, _ step: Int, _ after: String, _ changed: Range<Int>
    ) {
        var queue = queue(before)
        #expect(queue.move(set(chosen), by: step).places == changed)
        #expect(picture(queue) == after)
    }

    @Test func `a removed download returns to its former place`() throws {
        var queue = queue("abcdef")
        let positions = try "abcdef".unicodeScalars.map {
            try #require(queue.position(of: id($0)))
        }
        #expect(queue.remove(set("bfx")) == [1, 5])
        #expect(picture(queue) == "acde")
        #expect(queue.place(of: id("b")) == nil)
        let insertion = queue.insert([(id("b"), positions[1]), (id("f"), positions[5])])
        #expect(insertion == DownloadQueue.Insertion(places: [1, 5]))
        #expect(picture(queue) == "abcdef")
        #expect(queue.remove(set("abcd")) == [0, 1, 2, 3])
        #expect(queue.insert([(id("d"), positions[3])]).places == [0])
        #expect(picture(queue) == "def")
    }

    @Test func `no other download's position changes when one leaves or moves past`() throws {
        var queue = queue("abcdef")
        let before = try "abcdef".unicodeScalars.map { try #require(queue.position(of: id($0))) }
        #expect(before == before.sorted())
        _ = queue.remove(set("b"))
        #expect(queue.move(set("c"), by: -1).repositioned == [id("c")])
        let others = ["a", "d", "e", "f"].map { queue.position(of: id($0)) }
        #expect(others == [before[0], before[3], before[4], before[5]])
        #expect(queue.move(set("cf"), by: -9).repositioned == [id("f")])
        #expect(picture(queue) == "cfade")
        #expect(queue.move(set("cf"), by: 2).repositioned == [id("c"), id("f")])
        #expect(picture(queue) == "adcfe")
        #expect(queue.move(set("adcfe"), by: 1) == DownloadQueue.Move())
        // Between two positions there is room for 16 halvings; then the neighbours move too.
        for _ in 0..<40 {
            _ = queue.move(set("d"), by: 1)
            _ = queue.move(set("c"), by: 1)
        }
        let sorted = queue.ids.compactMap { queue.position(of: $0) }
        #expect(sorted == sorted.sorted() && Set(sorted).count == 5)
    }

    @Test func `moves keep the positions in order`() {
        var random = SeededRandom(seed: 7)
        var queue = queue("abcdefghijkl")
        let letters = Array("abcdefghijkl".unicodeScalars)
        for _ in 0..<2_000 {
            let chosen = Set(
                (0..<3).map { _ in id(letters[Int.random(in: 0..<12, using: &random)]) })
            let before = queue
            let move = queue.move(chosen, by: Int.random(in: -4...4, using: &random))
            let positions = queue.ids.compactMap { queue.position(of: $0) }
            #expect(positions == positions.sorted() && Set(positions).count == 12)
            let changed = queue.ids.filter { queue.position(of: $0) != before.position(of: $0) }
            #expect(Set(move.repositioned) == Set(changed))
            _ = picture(queue)
        }
    }

    @Test func `a whole queue of positions in a row has room for no move`() {
        var queue = DownloadQueue()
        for number in 0..<4 { queue.append(DownloadID(Int64(number)), at: Int64(number)) }
        #expect(queue.move([DownloadID(2)], by: -1).repositioned.count == 2)
        #expect(queue.ids.map(\.rawValue) == [0, 2, 1, 3])
        #expect(queue.ids.compactMap { queue.position(of: $0) } == [0, 1, 2, 3])
    }

    @Test func `several downloads replace one`() {
        var queue = queue("abc")
        let insertion = queue.replace(id("b"), with: [id("b"), id("x"), id("y")])
        #expect(insertion == DownloadQueue.Insertion(places: [1, 2, 3]))
        #expect(picture(queue) == "abxyc")
        #expect(queue.replace(id("z"), with: [id("q")]) == DownloadQueue.Insertion())
        #expect(picture(queue) == "abxyc")
    }

    @Test func `stored positions are kept as far as they are in order`() {
        var queue = DownloadQueue()
        for (number, stored) in [-3, 0, 1, 2, 2, .max, .min].enumerated()
            as EnumeratedSequence<[Int64]>
        {
            queue.append(DownloadID(Int64(number)), at: stored)
        }
        let positions = queue.ids.compactMap { queue.position(of: $0) }
        #expect(positions.prefix(4) == [-3, 0, 1, 2])
        #expect(positions.dropFirst(3).elementsEqual([2, 65_538, 131_074, 196_610]))
        // Where there is no room between two of them, the later ones make room.
        let insertion = queue.replace(
            DownloadID(1), with: [DownloadID(11), DownloadID(12), DownloadID(13)])
        #expect(insertion.places == [1, 2, 3])
        #expect(insertion.displaced == [DownloadID(2), DownloadID(3)])
        #expect(queue.ids.map(\.rawValue) == [0, 11, 12, 13, 2, 3, 4, 5, 6])
        #expect(queue.ids.indices.map { queue.place(of: queue.ids[$0]) } == Array(0..<9))
    }

    @Test func `elements leave and enter an array by place`() {
        var letters = Array("abcdef")
        letters.remove(at: [0, 3, 5])
        #expect(String(letters) == "bce")
        letters.remove(at: [])
        letters.insert(["A", "D", "F"], at: [0, 3, 5])
        #expect(String(letters) == "AbcDeF")
        letters.insert(["x"], at: [2])
        letters.insert(["y"], at: [7])
        #expect(String(letters) == "AbxcDeFy")
    }

    @Test func `turns follow the order, and restart for downloads moved up`() {
        var queue = queue("abcd")
        #expect(queue.next() == id("a"))
        #expect(queue.next() == id("b"))
        #expect(queue.next() == id("c"))
        queue.stepBack()
        #expect(Array(queue.upcoming) == [id("c"), id("d")])
        _ = queue.move(set("d"), by: -2)
        #expect(queue.next() == id("d"))
        #expect(queue.next() == id("b"))
        queue.rewind()
        #expect(queue.next() == id("a"))
        _ = queue.remove(set("ad"))
        #expect(queue.next() == id("b"))
        queue.rewind(to: id("c"))
        #expect(queue.next() == id("c"))
        queue.rewind(to: id("b"))
        #expect(queue.next() == id("b"))
        _ = queue.remove(set("bc"))
        #expect(queue.next() == nil)
        #expect(queue.upcoming.isEmpty)
    }
}
