import FaultOrigin
import Foundation
import Harness
import Testing

/// The main tasks in a real terminal: watch, pause, resume, change the count, retry, quit.
@Suite struct `The interface during downloads` {
    @Test func `256 MiB from nginx: 8 moving bars, then 12, and a correct file`() async throws {
        try await Turns.shared.take {
            let nginx = try await Nginx(bytesPerSecond: 256 << 10)
            let body = Body.pattern(256 << 20)
            try body.write(toFile: nginx.path("large.bin"))
            let interface = try await Interface(["-n", "8", nginx.url("large.bin")], home: Home())
            try await interface.wait(forMovingBars: 8)
            for _ in 1...4 { try await interface.terminal.press("+") }
            try await interface.terminal.wait(for: "12 bars") { $0.fragments.count >= 12 }
            try await interface.wait(forMovingBars: 12)
            // It was slow so that all this could be seen; active lanes would stay slow.
            try await interface.terminal.press("p")
            try await interface.terminal.wait(forText: "paused")
            try await nginx.restart(bytesPerSecond: nil)
            try await interface.terminal.press("p")
            try await interface.wait(forFile: "large.bin")
            #expect(try body.isContent(ofFile: interface.home.path("large.bin")))
            try await interface.terminal.wait(forText: "1 done")
            #expect(try await interface.quit() == 0)
        }
    }

    @Test func `p stops all traffic within a second, and nothing is fetched twice`() async throws {
        try await Turns.shared.take {
            let (seconds, excess) = try await measured {
                try await pauseAndGoOn()
            } until: {
                $0.seconds < 1 && $0.excess <= 0
            }
            #expect(seconds < 1)
            #expect(excess <= 0)
        }
    }

    /// The seconds of traffic after `p`, and the surplus of bytes served.
    private func pauseAndGoOn() async throws -> (seconds: Double, excess: Int64) {
        let body = Body.pattern(32 << 20)
        let origin = try await FaultOrigin.start(body: body, .throttle(64 << 10))
        origin.hold(eachAfter: 1 << 20)
        let interface = try await Interface(["-n", "8", origin.url()], home: Home())
        try await interface.wait(forBars: 8)
        try await interface.terminal.press("p")
        let pressed = ContinuousClock.now
        try await wait(for: "end of all traffic") { origin.openConnections == 0 }
        let seconds = (ContinuousClock.now - pressed) / .seconds(1)
        let paused = origin.bytesServed
        try await interface.terminal.wait(forText: "paused")
        #expect(origin.bytesServed == paused)
        origin.hurry()
        try await interface.terminal.press("p")
        try await interface.wait(forFile: "file.bin")
        #expect(try body.isContent(ofFile: interface.home.path("file.bin")))
        #expect(try await interface.quit() == 0)
        try await origin.stop()
        return (seconds, origin.excess(over: body.count))
    }

    @Test func `changing the number of fragments loses and repeats nothing`() async throws {
        try await Turns.shared.take {
            let excess = try await measured {
                let body = Body.pattern(32 << 20)
                let origin = try await FaultOrigin.start(body: body, .throttle(32 << 10))
                origin.hold(eachAfter: 512 << 10)
                let interface = try await Interface(["-n", "8", origin.url()], home: Home())
                try await interface.wait(forBars: 8)
                for _ in 1...5 { try await interface.terminal.press("-") }
                try await wait(for: "three connections") { origin.openConnections <= 3 }
                for _ in 1...9 { try await interface.terminal.press("+") }
                try await wait(for: "twelve connections") { origin.openConnections == 12 }
                origin.hurry()
                try await interface.wait(forFile: "file.bin")
                #expect(try body.isContent(ofFile: interface.home.path("file.bin")))
                try await origin.stop()
                return origin.excess(over: body.count)
            } until: {
                $0 <= 0
            }
            #expect(excess <= 0)
        }
    }

    @Test func `nginx is down for two seconds, and the file is correct`() async throws {
        try await Turns.shared.take {
            let nginx = try await Nginx(bytesPerSecond: 64 << 10)
            let body = Body.pattern(32 << 20)
            try body.write(toFile: nginx.path("file.bin"))
            let interface = try await Interface(
                ["-n", "8", "--retries", "100", nginx.url("file.bin")], home: Home())
            try await interface.wait(forMovingBars: 8)
            try await nginx.kill()
            let down = ContinuousClock.now
            try await interface.terminal.wait(for: "a word about it") { screen in
                screen.rows.contains { row in
                    ["refused", "reset", "retry", "closed"].contains { row.contains($0) }
                }
            }
            try await wait(for: "two seconds") { ContinuousClock.now - down >= .seconds(2) }
            try await nginx.restart(bytesPerSecond: nil)
            try await interface.wait(forFile: "file.bin")
            #expect(try body.isContent(ofFile: interface.home.path("file.bin")))
        }
    }

    @Test func `a failed fragment shows the reason, and r finishes it later`() async throws {
        try await Turns.shared.take {
            let body = Body.pattern(4 << 20)
            let bad: Int64 = 3_000_000
            let origin = try await FaultOrigin.start(
                body: body, .neverGives(bad),
                .when(.inside && .covers(bad), .status(500)), .throttle(1 << 20))
            let interface = try await Interface(
                ["-n", "4", "--retries", "1", origin.url()], home: Home())
            try await interface.terminal.wait(for: "why the fragment failed") {
                $0.fragments.contains { $0.text.contains("!") && $0.text.contains("500") }
                    && $0.percents.count { $0.value == 100 } >= 3
            }
            #expect(interface.home.finished.isEmpty)
            origin.misbehave(.throttle(4 << 20))
            try await interface.terminal.press("r")
            try await interface.wait(forFile: "file.bin")
            #expect(try body.isContent(ofFile: interface.home.path("file.bin")))
            try await origin.stop()
        }
    }

    @Test func `quitting and starting again resumes`() async throws {
        try await Turns.shared.take {
            let excess = try await measured {
                let body = Body.pattern(32 << 20)
                let origin = try await FaultOrigin.start(body: body, .throttle(64 << 10))
                origin.hold(eachAfter: 1 << 20)
                let home = try Home()
                let first = try await Interface(["-n", "8", origin.url()], home: home)
                try await first.wait(forBars: 8)
                #expect(try await first.quit() == 0)
                #expect(home.unfinished == ["file.bin.part"])
                try await wait(for: "end of all traffic") { origin.openConnections == 0 }
                origin.hurry()
                let second = try await Interface([], home: home)
                try await second.wait(forFile: "file.bin")
                #expect(try body.isContent(ofFile: home.path("file.bin")))
                #expect(try await second.quit() == 0)
                try await origin.stop()
                return origin.excess(over: body.count)
            } until: {
                $0 <= 0
            }
            #expect(excess <= 0)
        }
    }

    @Test func `running the same command again resumes the same file`() async throws {
        try await Turns.shared.take {
            let body = Body.pattern(4 << 20)
            let origin = try await FaultOrigin.start(body: body, .throttle(64 << 10))
            let home = try Home()
            origin.hold(eachAfter: 256 << 10)
            let first = try await Interface(["-n", "4", origin.url()], home: home)
            try await first.wait(forBars: 4)
            try await first.terminal.press("p")
            try await first.terminal.wait(forText: "paused")
            #expect(try await first.quit() == 0)
            origin.misbehave()
            origin.release()
            let second = try await Interface(["-n", "4", origin.url()], home: home)
            try await second.wait(forFile: "file.bin")
            #expect(try await second.quit() == 0)
            #expect(home.finished == ["file.bin"] && home.unfinished.isEmpty)
            #expect(try body.isContent(ofFile: home.path("file.bin")))
            try await origin.stop()
        }
    }

    @Test func `a list of URLs is pasted, and both files are fetched`() async throws {
        try await Turns.shared.take {
            let body = Body.pattern(300_000)
            let origin = try await FaultOrigin.start(body: body)
            let interface = try await Interface([], home: Home())
            try await interface.terminal.wait(forText: "add")
            try await interface.terminal.press("a")
            try await interface.terminal.wait(forText: "URL")
            try await interface.terminal.paste(
                "\(origin.url("/one.bin"))\n\(origin.url("/two.bin"))\n")
            try await interface.terminal.wait(forText: "two.bin")
            try await interface.terminal.press("Enter")
            try await interface.wait(forFile: "one.bin")
            try await interface.wait(forFile: "two.bin")
            #expect(try body.isContent(ofFile: interface.home.path("two.bin")))
            try await origin.stop()
        }
    }

    @Test func `the terminal is restored after every exit`() async throws {
        try await Turns.shared.take {
            for way in [nil, SIGTERM, SIGINT, SIGHUP] {
                let origin = try await FaultOrigin.start(
                    body: .pattern(32 << 20), .throttle(32 << 10))
                let interface = try await Interface(["-n", "8", origin.url()], home: Home())
                try await interface.wait(forMovingBars: 1)
                #expect(try await interface.terminal.modes().isAlternate)
                if let way, let program = try await interface.terminal.program() {
                    kill(program, way)
                    _ = try await interface.terminal.exitCode()
                } else {
                    #expect(try await interface.quit() == 0)
                }
                #expect(try await interface.terminal.modes() == .plain)
                #expect(interface.terminal.hasOldSettings, "after \(String(describing: way))")
                try await origin.stop()
            }
        }
    }

    @Test func `any size of the terminal is drawn, and small ones say so`() async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(
                body: .pattern(32 << 20), .throttle(32 << 10))
            let interface = try await Interface(["-n", "8", origin.url()], home: Home())
            try await interface.wait(forMovingBars: 8)
            for (columns, rows) in [(40, 10), (20, 5), (200, 60), (60, 16), (7, 3), (100, 30)] {
                try await interface.terminal.resize(columns: columns, rows: rows)
                try await interface.terminal.wait(for: "\(columns)x\(rows)") { screen in
                    guard screen.rows.count == rows else { return false }
                    return columns < 40 || screen.contains("file.bin")
                }
            }
            try await interface.wait(forMovingBars: 8)
            #expect(try await interface.quit() == 0)
            try await origin.stop()
        }
    }

    @Test func `without a terminal it suggests get`() async throws {
        let home = try Home()
        let result = try await Program.run(
            [Program.pdlTUI, "http://127.0.0.1:1/"], environment: home.environment,
            directory: home.downloads)
        #expect(result.exitCode == 64 || result.exitCode == 1)
        #expect(result.errors.contains("pdl-tui get"))
    }
}
