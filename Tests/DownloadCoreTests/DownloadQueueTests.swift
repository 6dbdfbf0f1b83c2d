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
        #expect(queue.move(set(chosen), by: step) == changed)
        #expect(picture(queue) == after)
    }

    @Test func `a removed download returns to its former place`() {
        var queue = queue("abcdef")
        queue.remove(set("bf"))
        #expect(picture(queue) == "acde")
        #expect(queue.place(of: id("b")) == nil)
        queue.insert([(id("b"), 1), (id("f"), 5)])
        #expect(picture(queue) == "abcdef")
        queue.remove(set("abcd"))
        queue.insert([(id("d"), 3)])
        #expect(picture(queue) == "efd")
    }

    @Test func `several downloads replace one`() {
        var queue = queue("abc")
        queue.replace(id("b"), with: [id("b"), id("x"), id("y")])
        #expect(picture(queue) == "abxyc")
        queue.replace(id("z"), with: [id("q")])
        #expect(picture(queue) == "abxyc")
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
        queue.remove(set("abcd"))
        #expect(queue.next() == nil)
        #expect(queue.upcoming.isEmpty)
    }
}
