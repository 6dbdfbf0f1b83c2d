import DownloadCore
import Testing

@testable import TerminalUI
@testable import pdl_tui

struct ProgressBlockTests {
    private typealias Size = ProgressBlock.Size

    private func running(_ id: Int64 = 1, received: Int64 = 500) -> DownloadSnapshot {
        let request = DownloadRequest(source: "https://host/f\(id)", directory: "/d")
        var download = DownloadSnapshot(id: DownloadID(id), request: request, name: "f\(id)")
        download.state = .running
        download.received = received
        download.length = 1000
        return download
    }

    private func snapshot(_ seconds: Double, _ downloads: [DownloadSnapshot]) -> Snapshot {
        var snapshot = Snapshot(time: Instant(seconds: seconds))
        snapshot.downloads = downloads
        return snapshot
    }

    /// A block of one line, and the cursor in it.
    private func drawn(_ line: String) -> String {
        "\u{1B}7\u{1B}[?7l\u{1B}[2K" + line + "\u{1B}[J\u{1B}[?7h\u{1B}8"
    }

    @Test func `a line per running download is redrawn at most ten times a second`() {
        var block = ProgressBlock(isASCII: true)
        var download = running()
        download.bytesPerSecond = 100
        download.secondsLeft = 5
        download.connections = 8
        let line =
            "f1                 [####....]   50%    0.49/0.98 KiB      100 B/s      0:05   8"
        let first = block.update(
            above: "", snapshot(1, [download]), counts: (0, 0), size: Size(columns: 80))
        #expect(first == drawn(line))
        let soon = block.update(
            above: "", snapshot(1.05, [download]), counts: (0, 0), size: Size(columns: 80))
        #expect(soon == "")
        let again = block.update(
            above: "", snapshot(1.2, [download]), counts: (0, 0), size: Size(columns: 80))
        #expect(again == "\r" + drawn(line))
        let above = block.update(
            above: "x\n", snapshot(1.3, []), counts: (1, 0), size: Size(columns: 80))
        #expect(above == "\r\u{1B}[2Kx\n\r\u{1B}[2K \u{1B}[J\r\u{1B}[K")
        #expect(block.end(size: Size()) == "")
    }

    @Test(arguments: [40, 60, 80]) func `on a narrow screen numbers are dropped before the name`(
        _ columns: Int
    ) {
        var block = ProgressBlock(isASCII: true)
        var download = running()
        download.name = "file-of-17-ch.bin"
        download.secondsLeft = 5
        let text = block.update(
            above: "", snapshot(1, [download]), counts: (0, 0), size: Size(columns: columns))
        #expect(
            text.contains("\u{1B}[2Kfile-of-17-ch.bin ") && text.contains("50%")
                && text.contains("B/s"))
        #expect(
            text.contains("0:05") == (columns > 40) && text.contains("0.98 KiB") == (columns == 80))
    }

    @Test(arguments: [1, 2, 20, 40, 80, 200]) func `no line is wider than the terminal`(
        _ columns: Int
    ) {
        var block = ProgressBlock(isASCII: false, warning: "certificates are not checked")
        var download = running()
        download.name = String(repeating: "名", count: 100)
        var waiting = running(2)
        waiting.state = .waiting
        let text = block.update(
            above: "", snapshot(1, [download, waiting]), counts: (0, 0),
            size: Size(columns: columns))
        for line in text.unicodeScalars.split(whereSeparator: { $0 == "\r" || $0 == "\n" }) {
            let shown = String(line).replacing(/\u{1B}(\[\??[0-9;]*[A-Za-z]|[78])/, with: "")
            #expect(Text.width(String(shown)) < columns)
        }
    }

    // MARK: On a terminal

    @Test(arguments: [(1, 1), (2, 1), (3, 8), (6, 8), (6, 20), (10, 8), (24, 8), (9, 3)])
    func `nothing of the block is left behind on any size of terminal`(
        _ rows: Int, _ count: Int
    ) {
        for warning in [nil, "certificates are not checked"] {
            var block = ProgressBlock(isASCII: true, warning: warning, usesColor: true)
            var terminal = ModelTerminal(columns: 80, rows: rows)
            let size = Size(columns: 80, rows: rows)
            for number in 0..<40 {
                let active = max(0, number < 30 ? count : count - (number - 29))
                let downloads = (0..<active).map { running(Int64($0), received: Int64(number)) }
                let text = number % 10 == 9 ? "done \(number)\n" : ""
                terminal.write(
                    block.update(
                        above: text, snapshot(Double(number), downloads), counts: (number, 0),
                        size: size))
                let shown = terminal.text.count { !$0.hasPrefix("done ") }
                #expect(shown <= max(1, min(rows - 1, active + 2)), "\(terminal.text)")
                if active > 0 { #expect(shown > 0) }
            }
            terminal.write(block.end("end\n", size: size))
            #expect(terminal.text == ["done 9", "done 19", "done 29", "done 39", "end"])
        }
    }

    /// The widths that a terminal goes through, and the lines above the block.
    ///
    /// With fewer lines above than in the block, the first narrowing would push some of these off
    /// the top of the screen.
    @Test(
        arguments: [
            ([79], 30), ([60, 41], 30), ([40], 30), ([39], 30), ([20], 30), ([13], 30),
            ([60, 40], 30), ([40, 20], 30), ([79], 8), ([60, 41], 8), ([40], 8), ([60, 40], 9),
            ([40, 20], 8), ([40, 80, 40], 10), ([60, 30, 20, 10], 8), ([40, 20], 13),
        ])
    func `a terminal that becomes narrower keeps nothing of the old block`(
        _ widths: [Int], _ lineAbove: Int
    ) {
        var block = ProgressBlock(isASCII: true)
        var terminal = ModelTerminal(columns: 80, rows: 24)
        let before = (0..<lineAbove).map { "before \($0)" }
        terminal.write(before.map { $0 + "\n" }.joined())
        // On very narrow screens, fewer lines wrap into as many rows.
        let downloads = (1...(widths == [13] || widths == [20] ? 3 : 8)).map { running($0) }
        var time = 0.0
        func frame(_ known: Int, above text: String = "") {
            time += 1
            terminal.write(
                block.update(
                    above: text, snapshot(time, downloads), counts: (0, 0),
                    size: Size(columns: known, rows: 24)))
        }
        var known = 80
        frame(known)
        for columns in widths {
            terminal.narrow(to: columns)
            // The terminal is narrower before it reports it.
            frame(known)
            frame(known)
            known = columns
            frame(known)
            frame(known)
        }
        frame(known, above: String(repeating: "p", count: 150) + "\n")
        let wrapped = terminal.text.filter { $0.hasPrefix("p") }
        #expect(wrapped.joined() == String(repeating: "p", count: 150), "\(terminal.text)")
        #expect(
            terminal.text.count == lineAbove + wrapped.count + min(8, downloads.count + 1),
            "\(terminal.text)")
        terminal.write(block.end(size: Size(columns: known, rows: 24)))
        #expect(terminal.text == before + wrapped)
    }

    @Test(arguments: 1...60)
    func `no change of both sizes leaves a progress line behind`(_ seed: Int) {
        var block = ProgressBlock(isASCII: true)
        var terminal = ModelTerminal(columns: 80, rows: 24)
        for number in 0..<(seed % 7 == 0 ? 30 : 8 + seed % 7) {
            terminal.write("before \(number)\n")
        }
        let downloads = (1...(1 + seed % 8)).map { running(Int64($0)) }
        // Without permanent lines, the terminal may also report its size some frames late.
        let delay = seed % 2 == 0 ? 0 : seed % 4
        var sizes = [Size(columns: 80, rows: 24)]
        for number in 1...12 {
            let least = ((sizes.last?.columns ?? 0) + 1) / 2
            let new = Size(
                columns: max(least, 12 + (seed * 37 + number * 53) % 110),
                rows: 2 + (seed * 29 + number * 31) % 40)
            // Some sizes are held for one frame, others for a second.
            sizes += Array(repeating: new, count: number % 3 == 0 ? 1 : 8)
        }
        sizes += Array(repeating: sizes.last ?? Size(), count: 8 + delay)
        for (number, size) in sizes.enumerated() {
            terminal.resize(rows: size.rows)
            terminal.narrow(to: size.columns)
            let text = delay == 0 && number % 9 == 8 ? "done \(number)\n" : ""
            terminal.write(
                block.update(
                    above: text, snapshot(Double(number) / 8, downloads), counts: (0, 0),
                    size: sizes[max(0, number - delay)]))
            let above = terminal.textAboveCursor
            #expect(
                above.allSatisfy { $0.isEmpty || $0.contains(/^(before|done) \d+$/) }, "\(above)")
        }
        terminal.write(block.end(size: sizes.last ?? Size()))
        let others = terminal.text.filter { !$0.contains(/^(before|done) \d+$/) }
        #expect(others.isEmpty, "\(others)")
    }

    /// The heights that a terminal goes through, one per frame, and how many frames late it
    /// reports them.
    @Test(
        arguments: [
            [24, 10, 4, 1, 30], [24, 22, 19, 15, 11, 8, 5, 3, 1, 2, 6, 12, 24], [30, 1, 30, 1, 30],
            [24, 10, 24], [6, 5, 4, 3, 2, 1], [1, 30, 6, 30, 3],
        ], [0, 1, 3])
    func `a terminal that changes its height keeps one block, whole and in place`(
        _ heights: [Int], _ delay: Int
    ) {
        for lineAbove in [0, 20, 100] {
            for warning in [nil, "certificates are not checked"] {
                var block = ProgressBlock(isASCII: true, warning: warning)
                var terminal = ModelTerminal(columns: 80, rows: heights[0])
                for number in 0..<lineAbove { terminal.write("before \(number)\n") }
                let downloads = (1...8).map { running($0) }
                let stays = Array(repeating: heights.last ?? 0, count: delay + 20)
                for (number, height) in (heights + stays).enumerated() {
                    terminal.resize(rows: height)
                    let known = number < delay ? 0 : min(number - delay, heights.count - 1)
                    terminal.write(
                        block.update(
                            above: "", snapshot(Double(number) / 8, downloads), counts: (0, 0),
                            size: Size(columns: 80, rows: heights[known])))
                    let shown = terminal.text.count { !$0.hasPrefix("before") }
                    #expect(shown <= max(1, heights[known] - 1), "\(terminal.text)")
                    #expect(terminal.textAboveCursor.allSatisfy { $0.hasPrefix("before") })
                }
                let lines = terminal.text.filter { !$0.hasPrefix("before") }
                #expect(lines.last == warning ?? "0 done, 8 active, 0 B/s", "\(lines)")
                #expect(Set(lines).count == lines.count)
                terminal.write(block.end("end\n", size: Size(columns: 80, rows: 30)))
                let before = terminal.text.dropLast()
                #expect(terminal.text.last == "end")
                #expect(before.allSatisfy { $0.hasPrefix("before") }, "\(before)")
                #expect(before.count == lineAbove)
            }
        }
    }
}
