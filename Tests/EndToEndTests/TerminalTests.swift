import FaultOrigin
import Foundation
import Harness
import Testing

/// The program and its terminal.
@Suite struct `The terminal` {
    @Test func `twenty URLs are pasted into the queue, and all are fetched`() async throws {
        try await Turns.shared.take {
            let body = Body.pattern(50_000)
            let origin = try await FaultOrigin.start(body: body)
            let interface = try await Interface([], home: Home())
            try await interface.terminal.wait(forText: "paste")
            let names = (1...20).map { "file-\($0).bin" }
            try await interface.terminal.paste(
                names.map { origin.url("/\($0)") }.joined(separator: "\r\n"))
            try await interface.terminal.wait(forText: "20 new")
            try await interface.terminal.press("Enter")
            try await interface.terminal.wait(forText: "20 done")
            #expect(Set(interface.home.finished) == Set(names))
            #expect(try body.isContent(ofFile: interface.home.path("file-20.bin")))
            #expect(try await interface.quit() == 0)
            try await origin.stop()
        }
    }

    @Test func `a thousand resizes with 64 fragments leave no residue`() async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(
                body: .pattern(256 << 20), .throttle(8 << 10))
            let interface = try await Interface(
                ["-n", "64", "--per-host", "64", origin.url()], home: Home())
            try await wait(for: "64 connections") { origin.openConnections >= 60 }
            var sizes: [(columns: Int, rows: Int)] = []
            for number in 0..<1000 {
                sizes.append((1 + number * 67 % 200, 1 + number * 31 % 60))
            }
            for batch in stride(from: 0, to: sizes.count, by: 10) {
                try await interface.terminal.resize(through: Array(sizes[batch..<batch + 10]))
            }
            for (columns, rows) in [(160, 50), (100, 30), (60, 16), (40, 10)] {
                try await interface.terminal.resize(columns: columns, rows: rows)
                try await interface.terminal.wait(for: "\(columns)x\(rows)") { screen in
                    screen.rows.count == rows && screen.contains("file.bin")
                        && (screen.rows.last?.contains("quit") ?? false)
                }
            }
            try await interface.terminal.resize(columns: 120, rows: 40)
            try await interface.terminal.press("p")
            try await interface.terminal.wait(for: "a screen at rest") { screen in
                // Only the list fits into the previous size.
                screen.rows.count == 40 && screen.contains("1 paused")
                    && screen.contains("64 fragments, ")
            }
            try await wait(for: "end of all traffic") { origin.openConnections == 0 }
            let after = withoutFreeSpace(try await interface.terminal.settledPicture())
            try await interface.terminal.wipe()
            try await interface.terminal.press("C-l")
            var fresh = ""
            try await wait(for: "the same screen redrawn", state: { "\(after)\n\n\(fresh)" }) {
                fresh = withoutFreeSpace(try await interface.terminal.picture())
                return fresh == after
            }
            #expect(try await interface.quit() == 0)
            try await origin.stop()
        }
    }

    @Test func `Ctrl-Z restores the terminal for the shell, and fg the screen`()
        async throws
    {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(64 << 20), .throttle(64 << 10))
            let home = try Home()
            let terminal = try await TerminalSession(
                ["sh", "-i"], columns: 100, rows: 30,
                environment: home.environment.merging(["PS1": "ready> "]) { $1 },
                directory: home.downloads)
            try await terminal.wait(forText: "ready>")
            try await terminal.type("stty -g >first; \(Program.pdlTUI) -n 4 \(origin.url())\r")
            try await terminal.wait(forText: "1 active")
            try await wait(for: "its modes") {
                let modes = try await terminal.modes()
                return modes.isAlternate && !modes.showsCursor && modes.hasMouse
            }
            let screenModes = try await terminal.modes()
            for round in 1...3 {
                // A frame is due when it stops: changes before the screen is back are not drawn.
                try await terminal.press("2", "1", "C-z")
                let shell = try await terminal.wait(for: "the shell") { screen in
                    screen.rows.count { $0.contains("Stopped") } == round
                        && screen.rows.last { !$0.isEmpty } == "ready>"
                }
                #expect(shell.rows.joined().unicodeScalars.allSatisfy { $0.isASCII }, "\(shell)")
                try await terminal.wait(forModes: .plain)
                try await terminal.type("stty -g | diff - first && echo same\(round)\r")
                try await terminal.wait(for: "the same settings") { screen in
                    screen.rows.contains("same\(round)")
                }
                try await terminal.type("fg\r")
                try await terminal.wait(forText: "1 active")
                try await terminal.wait(forModes: screenModes)
            }
            try await terminal.wait(for: "moving bars") { $0.percents.values.contains { $0 > 0 } }
            try await terminal.press("q")
            try await terminal.wait(forText: "Quit?")
            try await terminal.press("y")
            try await terminal.wait(for: "the shell") { !$0.contains("fragments   info") }
            try await terminal.wait(forModes: .plain)
            try await origin.stop()
        }
    }

    @Test(arguments: [
        SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGTRAP, SIGSYS,
    ])
    func `a terminating signal restores the terminal`(
        _ signal: Int32
    ) async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(32 << 20), .throttle(32 << 10))
            let interface = try await Interface(["-n", "8", origin.url()], home: Home())
            try await interface.wait(forMovingBars: 1)
            #expect(try await interface.terminal.modes().isAlternate)
            let program = try #require(try await interface.terminal.program())
            kill(program, signal)
            let code = try await interface.terminal.exitCode()
            #expect(code == ([SIGTERM, SIGINT, SIGHUP].contains(signal) ? 75 : 128 + Int(signal)))
            #expect(try await interface.terminal.modes() == .plain)
            #expect(interface.terminal.hasOldSettings)
            // With paste mode on, the terminal would bracket it.
            try await interface.terminal.paste("pasted")
            let screen = try await interface.terminal.wait(forText: "pasted")
            #expect(!screen.contains("200~"))
            try await origin.stop()
        }
    }

    /// A picture with a fixed free space, which other programs change.
    private func withoutFreeSpace(_ picture: String) -> String {
        picture.replacing(/[0-9.]+ [KMGT]iB free/) {
            String(repeating: " ", count: $0.output.count)
        }
    }

    @Test func `get leaves no progress lines in a terminal whose height changes`() async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(1 << 20), .throttle(8 << 10))
            origin.hold(eachAfter: 64 << 10)
            let home = try Home()
            let urls = (1...8).map { origin.url("/f\($0).bin") }
            let terminal = try await TerminalSession(
                ["sh", "-c", #"seq 60; exec "$@""#, "sh", Program.pdlTUI, "get", "-j", "8"] + urls,
                columns: 80, rows: 24, environment: home.environment, directory: home.downloads)
            try await terminal.wait(forText: "0 done, 8 active")
            // A drag passes through sizes faster than they are reported; a layout holds each one.
            let heights = [20, 16, 12, 8, 5, 3, 1, 2, 9, 24, 10, 4, 1, 30]
            try await terminal.resize(through: heights.map { (80, $0) })
            try await terminal.wait(forText: "0 done, 8 active")
            for rows in [10, 4, 1, 30] {
                try await terminal.resize(columns: 80, rows: rows)
                try await terminal.wait(forText: "8 active")
            }
            origin.hurry()
            #expect(try await terminal.exitCode() == 0)
            let lines = try await terminal.history().rows.filter { !$0.isEmpty }
            let others = lines.filter { $0.firstMatch(of: /^\d+$|: done, |\/f\d\.bin$/) == nil }
            #expect(others == ["exit code 0"])
            #expect(lines.count == 60 + 16 + 1)
            try await origin.stop()
        }
    }

    @Test(arguments: [1, 3, 8])
    func `get leaves no progress lines behind in a terminal that becomes narrower`(
        _ count: Int
    ) async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(1 << 20), .throttle(8 << 10))
            let home = try Home()
            // A name of wide characters, too.
            let urls = (1...count).map { origin.url("/\($0)%E5%90%8D%E5%AD%97.bin") }
            // Like a shell with a few commands before this one.
            let shell = ["/bin/sh", "-c", "seq -f 'before %g' 8; exec \"$@\"", "sh"]
            let terminal = try await TerminalSession(
                shell + [Program.pdlTUI, "get", "-n", "4", "-j", "8"] + urls,
                columns: 80, rows: 24, environment: home.environment, directory: home.downloads)
            let sizes = [(40, 24), (80, 24), (62, 12), (50, 24), (100, 30), (50, 9), (36, 30)]
            for (columns, rows) in sizes {
                try await terminal.wait(forText: "KiB/s")
                try await terminal.resize(columns: columns, rows: rows)
            }
            try await terminal.wait(forText: "KiB/s")
            let widths = stride(from: 100, to: 60, by: -2)
            try await terminal.resize(through: widths.map { ($0, 24) })
            try await terminal.wait(forText: "KiB/s")
            try await terminal.resize(columns: 120, rows: 50)
            origin.hurry()
            #expect(try await terminal.exitCode() == 0)
            let lines = try await terminal.history().rows.filter {
                !$0.isEmpty && !$0.hasPrefix("before")
            }
            let others = lines.filter { $0.firstMatch(of: /: done, |\/\d名字\.bin$/) == nil }
            #expect(others == ["exit code 0"])
            #expect(lines.count == 2 * count + 1)
            try await origin.stop()
        }
    }

    @Test func `clicks are read in both encodings, and an incomplete report stops nothing`()
        async throws
    {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(64 << 20), .throttle(64 << 10))
            let interface = try await Interface(["-n", "4", origin.url()], home: Home())
            let terminal = interface.terminal
            try await terminal.wait(forText: "1 active")
            func byte(_ number: Int) -> String {
                String(Character(Unicode.Scalar(UInt8(32 + number))))
            }
            for isDecimal in [true, false] {
                for (tab, sign) in [("info", "URL   "), ("log", "206: ")] {
                    let rows = try await terminal.screen().rows
                    let y = try #require(rows.firstIndex { $0.contains("fragments   info") })
                    let start = try #require(rows[y].range(of: tab)).lowerBound
                    let x = rows[y][..<start].count
                    // The report of another click before it is incomplete.
                    try await terminal.type(
                        isDecimal
                            ? "\u{1B}[<0;1\u{1B}[<0;\(x + 1);\(y + 1)M"
                            : "\u{1B}[M \u{1B}[M \(byte(x + 1))\(byte(y + 1))")
                    try await terminal.wait(forText: sign)
                }
            }
            try await terminal.type("\u{1B}[<0;1;1")
            #expect(try await interface.quit() == 0)
            try await origin.stop()
        }
    }
}
