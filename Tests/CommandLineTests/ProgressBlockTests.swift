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
        "\u{1B}[?7l\u{1B}[2K" + line + "\u{1B}[?7h\u{1B}[J\u{1B}[1A"
    }

    @Test func `a line per running download is redrawn at most ten times a second`() {
        var block = ProgressBlock(isASCII: true)
        var download = running()
        download.bytesPerSecond = 100
        download.secondsLeft = 5
        download.connections = 8
        let line =
            "f1                 [####....]   50%    0.49/0.98 KiB      100 B/s      0:05   8\n"
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
        #expect(above == "\r\u{1B}[2Kx\n\u{1B}[J")
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
        for line in text.split(separator: "\n") {
            let shown = line.replacing(/\u{1B}\[\??[0-9;]*[A-Za-z]/, with: "")
            #expect(Text.width(String(shown)) < columns)
        }
    }

    // MARK: On a terminal

    /// A terminal of this size, with its scrollback.
    private struct Terminal {
        var columns: Int
        var rows: Int
        /// All rows; the last `rows` of them are on the screen.
        var lines: [[Character]] = [[]]
        var row = 0
        var column = 0
        var wraps = true

        var top: Int { max(0, lines.count - rows) }

        mutating func write(_ text: String) {
            var rest = text.unicodeScalars[...]
            while let scalar = rest.popFirst() {
                switch scalar {
                case "\n":
                    row += 1
                    column = 0
                    if row == lines.count { lines.append([]) }
                case "\r": column = 0
                case "\u{1B}":
                    _ = rest.popFirst()
                    let digits = rest.prefix { ("0"..."9").contains($0) || $0 == ";" || $0 == "?" }
                    rest = rest.dropFirst(digits.count)
                    let number = Int(String(String.UnicodeScalarView(digits))) ?? 0
                    switch rest.popFirst() {
                    case "A": row = max(top, row - max(1, number))
                    case "K":
                        lines[row] = number == 2 ? [] : Array(lines[row].prefix(column))
                    case "J":
                        #expect(row > top || column > 0, "the whole screen goes into the history")
                        lines[row] = Array(lines[row].prefix(column))
                        for below in lines.indices.dropFirst(row + 1) { lines[below] = [] }
                    case "l": wraps = false
                    case "h": wraps = true
                    case "m": break
                    default: Issue.record("not for every terminal: \(text.debugDescription)")
                    }
                default:
                    if column == columns, wraps {
                        row += 1
                        column = 0
                        if row == lines.count { lines.append([]) }
                    }
                    column = min(column, columns - 1)
                    while lines[row].count <= column { lines[row].append(" ") }
                    lines[row][column] = Character(scalar)
                    column += 1
                }
            }
        }

        /// Rewraps its lines, as a terminal does that becomes narrower.
        mutating func narrow(to new: Int) {
            var broken: [[Character]] = []
            for (index, line) in lines.enumerated() {
                if index == row { row = broken.count }
                var rest = line[...]
                repeat {
                    broken.append(Array(rest.prefix(new)))
                    rest = rest.dropFirst(new)
                } while !rest.isEmpty
            }
            lines = broken
            columns = new
        }

        var text: [String] {
            lines.map { String($0).replacing(/\ +$/, with: "") }.filter { !$0.isEmpty }
        }
    }

    @Test(arguments: [(1, 1), (2, 1), (3, 8), (6, 8), (6, 20), (10, 8), (24, 8), (9, 3)])
    func `nothing of the block is left behind on any size of terminal`(
        _ rows: Int, _ count: Int
    ) {
        for warning in [nil, "certificates are not checked"] {
            var block = ProgressBlock(isASCII: true, warning: warning, usesColor: true)
            var terminal = Terminal(columns: 80, rows: rows)
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
                #expect(shown <= min(rows - 1, active + 2), "\(terminal.text)")
                if rows > 2, active > 0 { #expect(shown > 0) }
            }
            terminal.write(block.end("end\n", size: size))
            #expect(terminal.text == ["done 9", "done 19", "done 29", "done 39", "end"])
        }
    }

    @Test(arguments: [79, 60, 41, 40, 39, 20, 13])
    func `a terminal that becomes narrower keeps nothing of the old block`(_ columns: Int) {
        var block = ProgressBlock(isASCII: true)
        var terminal = Terminal(columns: 80, rows: 50)
        terminal.write("before\n")
        let downloads = (1...3).map { running(Int64($0)) }
        for number in 0..<3 {
            terminal.write(
                block.update(
                    above: "", snapshot(Double(number), downloads), counts: (0, 0),
                    size: Size(columns: 80, rows: 50)))
        }
        terminal.narrow(to: columns)
        // The terminal is narrower before it reports it.
        for number in 3..<6 {
            terminal.write(
                block.update(
                    above: "", snapshot(Double(number), downloads), counts: (0, 0),
                    size: Size(columns: 80, rows: 50)))
        }
        terminal.write(
            block.update(
                above: String(repeating: "p", count: 150) + "\n", snapshot(9, downloads),
                counts: (0, 0), size: Size(columns: columns, rows: 50)))
        let wrapped = terminal.text.filter { $0.hasPrefix("p") }
        #expect(wrapped.joined() == String(repeating: "p", count: 150), "\(terminal.text)")
        #expect(terminal.text.count == 1 + wrapped.count + 4, "\(terminal.text)")
        terminal.write(block.end(size: Size(columns: columns, rows: 50)))
        #expect(terminal.text == ["before"] + wrapped)
    }
}
