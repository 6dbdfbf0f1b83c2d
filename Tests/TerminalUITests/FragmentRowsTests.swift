import DownloadCore
import Testing

@testable import TerminalUI

struct FragmentRowsTests {
    /// 16 fragments of which 4 keep a connection; the others have no lane.
    private var reduced: DownloadSnapshot {
        var download = Sample.download(
            1, "a.bin", mebibytes: 160, parts: Array(repeating: 0.3, count: 16))
        download.fragments.removeFirst(12)
        download.wantedFragments = 4
        download.connections = 4
        return download
    }

    @Test func `fragments that lose their connections keep their rows, as waiting`() {
        let rows = FragmentRows(reduced).rows
        #expect(rows.map(\.number) == Array(1...16))
        #expect(rows.prefix(12).allSatisfy { $0.state == .waiting && $0.received > 0 })
        #expect(rows.suffix(4).allSatisfy { $0.state == .receiving })
        var snapshot = Snapshot(time: Instant(seconds: 100))
        snapshot.downloads = [reduced]
        #expect(
            View.screen(Sample.model(100, 30, snapshot)).picture
                .contains("4 connections, 16 fragments, 0 done"))
    }

    @Test func `the reason for a number of connections stands beside it`() {
        var snapshot = Snapshot(time: Instant(seconds: 100))
        func foot(_ change: (inout DownloadSnapshot) -> Void) -> String {
            var download = reduced
            change(&download)
            snapshot.downloads = [download]
            return View.screen(Sample.model(100, 30, snapshot)).picture
        }
        #expect(
            foot { $0.fragmentsNote = "4: more did not help" }
                .contains("4 connections (more did not help), 16 fragments, 0 done\n"))
        // A reason for another number explains nothing.
        #expect(
            foot { $0.fragmentsNote = "16: more did not help" }
                .contains("4 connections, 16 fragments, 0 done\n"))
        #expect(
            foot { $0.fragmentsNote = "server allows 4" }
                .contains("4 connections, 16 fragments, 0 done · server allows 4\n"))
        let paused = foot { download in
            download.state = .paused(.user)
            download.connections = 0
        }
        #expect(paused.contains("up to 4 connections, 16 fragments, 0 done\n"))
    }

    @Test func `room below the fragments shows the speed`() {
        var snapshot = Snapshot(time: Instant(seconds: 100))
        snapshot.downloads = [reduced]
        let tall = View.screen(Sample.model(160, 50, snapshot)).picture
        #expect(tall.contains(" ago ") && tall.contains("peak") && tall.contains("█"))
        #expect(tall.contains("16 fragments, 0 done"))
        #expect(!View.screen(Sample.model(80, 24, snapshot)).picture.contains(" ago "))
        snapshot.downloads[0].state = .waiting
        snapshot.downloads[0].fragments = []
        #expect(!View.screen(Sample.model(160, 50, snapshot)).picture.contains(" ago "))
    }

    @Test func `the rows hold every byte once after splits and takeovers`() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<300 {
            let length = Int64.random(in: 1...5_000, using: &random)
            var download = Sample.download(1, "a", mebibytes: 1, parts: [1])
            download.length = length
            download.covered = ByteRangeSet()
            var position: Int64 = 0
            var number = 1
            while position < length {
                let end = min(length, position + Int64.random(in: 1...900, using: &random))
                let cursor = Int64.random(in: position...end, using: &random)
                switch Int.random(in: 0...3, using: &random) {
                case 0, 1:
                    var fragment = FragmentSnapshot(
                        number: number, range: ByteRange(position, end))
                    fragment.received = cursor - position
                    fragment.state = cursor == end ? .done : .receiving
                    download.fragments.append(fragment)
                    if cursor > position { download.covered.insert(ByteRange(position, cursor)) }
                    number += Int.random(in: 1...3, using: &random)
                case 2: download.covered.insert(ByteRange(position, end))
                default: break
                }
                position = end
            }
            guard !download.fragments.isEmpty else { continue }
            download.received = download.covered.count
            let rows = FragmentRows(download).rows.sorted { $0.range.start < $1.range.start }
            #expect(rows.reduce(0) { $0 + $1.received } == download.received)
            #expect(rows.first?.range.start == 0 && rows.last?.range.end == length)
            #expect(zip(rows, rows.dropFirst()).allSatisfy { $0.range.end == $1.range.start })
            #expect(Set(rows.map(\.number)).count == rows.count)
        }
    }

    @Test func `64 fragments are shown in full at 160 columns, as heat at 80`() {
        var wide = Sample.model(160, 50, Sample.manyFragments)
        #expect(Layout(wide).paneCapacity(wide) >= 64 && !Layout(wide).isHeat(wide))
        wide.press("5")
        #expect(Layout(wide).isHeat(wide))
        var narrow = Sample.model(80, 28, Sample.manyFragments)
        #expect(Layout(narrow).isHeat(narrow))
        #expect(Layout(narrow).paneCapacity(narrow) >= 64)
        narrow.press("5", "Tab", "j", "j", "Enter")
        #expect(narrow.pane.tab == .fragments && narrow.pane.row == 2)
    }

    @Test func `heat colours are relative to the other fragments`() {
        let scale = HeatScale([100, 100, 100, 10, 400])
        var fragment = FragmentSnapshot(number: 1, range: ByteRange(0, 10))
        fragment.state = .receiving
        let inks = [10.0, 50, 100, 200, 400].map { scale.ink(of: fragment, speed: $0) }
        #expect(inks == Ink.heat)
        fragment.state = .waiting
        #expect(scale.ink(of: fragment, speed: 0) == .waitingBar)
    }
}

/// A reproducible random number generator (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
