@testable import DownloadCore
import Testing

struct TunerTests {
    /// Samples, twenty times a second, a server that sends `each` bytes per second to a connection
    /// and `all` to all of them, until the tuner has decided or five seconds have passed.
    private func run(_ tuner: inout Tuner, each: Double, all: Double) {
        for step in 0..<100 where tuner.note == nil {
            let rate = min(each * Double(tuner.count), all)
            _ = tuner.sample(
                bytes: Int64(rate / 20), serving: tuner.count, missing: 1 << 40,
                at: Instant(seconds: Double(step) / 20))
        }
    }

    @Test func `a server that limits each connection gets as many as allowed`() {
        var tuner = Tuner(most: 16)
        run(&tuner, each: 4e6, all: .infinity)
        #expect(tuner.count == 16)
        #expect(tuner.note == "16: per-host limit")
    }

    @Test(arguments: [(.infinity, 32), (64e6, 16), (100e6, 16), (110e6, 32)])
    func `more than 16 are used if each added one brings its share`(_ all: Double, _ count: Int) {
        var tuner = Tuner(most: 32)
        run(&tuner, each: 4e6, all: all)
        #expect(tuner.count == count)
    }

    @Test func `a server that refused a request gets 16 at most`() {
        var tuner = Tuner(most: 64)
        tuner.refused()
        run(&tuner, each: 4e6, all: .infinity)
        #expect(tuner.count == 16)
        #expect(tuner.note == "16: the server refused more")
    }

    @Test func `a line that one connection saturates keeps few connections`() {
        var tuner = Tuner(most: 16)
        run(&tuner, each: 1e9, all: 1e9)
        #expect(tuner.count == 4)
        #expect(tuner.note == "4: more did not help")
    }

    @Test func `a burst in the first stage does not affect the next`() {
        var tuner = Tuner(most: 16)
        // Some mebibytes at once for each response, then none until much later.
        var time = 0.0
        func sample(_ bytes: Int64) {
            time += 0.02
            _ = tuner.sample(
                bytes: bytes, serving: tuner.count, missing: 1 << 40, at: Instant(seconds: time))
        }
        sample(0)
        for bytes in [3 << 20, 0, 0, 0, 4 << 20, 0, 0] as [Int64] { sample(bytes) }
        #expect(tuner.count == 4 && tuner.note == nil)
        for _ in 0..<20 { sample(0) }
        for _ in 0..<12 { sample(2 << 20) }
        #expect(tuner.count == 16)
    }

    @Test func `an initial burst does not hide that more lanes help`() {
        var tuner = Tuner(most: 16)
        // Each connection gets four parts at once and then one in 20 ms.
        var time = 0.0
        var last = 0
        for step in 0..<50 {
            time += 0.01
            var bytes = step.isMultiple(of: 2) ? tuner.count * 80_000 : 0
            bytes += (tuner.count - last) * 240_000
            last = tuner.count
            _ = tuner.sample(
                bytes: Int64(bytes), serving: tuner.count, missing: 1 << 40,
                at: Instant(seconds: time))
        }
        #expect(tuner.count == 16)
    }

    @Test func `the number learnt last time is used and kept`() {
        var tuner = Tuner(remembered: 12, most: 8)
        #expect(tuner.count == 8)
        run(&tuner, each: 4e6, all: .infinity)
        #expect(tuner.count == 8)
        #expect(tuner.note == "8: as many as helped last time")
    }

    @Test func `a short file does not get all the lanes learnt last time`() {
        for (length, lanes) in [(1 << 19, 1), (3 << 20, 3), (1 << 30, 16)] as [(Int64, Int)] {
            var story = Story(fragments: .auto, length: length)
            _ = story.send(.remembered(connections: 16))
            _ = story.part(1)
            #expect(story.download.lanes.count == lanes)
        }
    }
}
