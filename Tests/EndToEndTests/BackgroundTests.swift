import FaultOrigin
import Foundation
import Harness
import Testing

/// One engine and several faces, in real terminals and as commands.
@Suite struct `The engine in the background` {
    /// A command of the program in a home.
    private func command(
        _ arguments: String..., home: Home
    ) async throws -> Program.Result {
        try await Program.run(
            [Program.pdlTUI] + arguments, environment: home.environment, directory: home.downloads)
    }

    /// Whether the engine's socket exists.
    private func listens(_ home: Home) -> Bool {
        FileManager.default.fileExists(atPath: home.folder.file("runtime/pdl-tui/engine.sock"))
    }

    @Test func `D leaves the shell at once, and another terminal shows the same bars`() async throws
    {
        try await Turns.shared.take {
            let excess = try await measured {
                let body = Body.pattern(32 << 20)
                let origin = try await FaultOrigin.start(body: body, .throttle(64 << 10))
                origin.hold(eachAfter: 256 << 10)
                let home = try Home()
                let first = try await Interface(["-n", "8", origin.url()], home: home)
                try await first.wait(forBars: 8)
                try await first.terminal.press("D")
                #expect(try await first.terminal.exitCode() == 0)
                try await first.terminal.wait(forText: "1 download continues in the background")
                #expect(first.terminal.hasOldSettings)
                let second = try await Interface([], home: home)
                try await second.wait(forMovingBars: 8) { origin.hold(eachAfter: 512 << 10) }
                let third = try await Interface([], home: home)
                try await third.wait(forMovingBars: 8) { origin.hold(eachAfter: 768 << 10) }
                try await third.terminal.press("p")
                try await second.terminal.wait(forText: "paused")
                origin.hurry()
                try await second.terminal.press("p")
                try await second.wait(forFile: "file.bin")
                #expect(try body.isContent(ofFile: home.path("file.bin")))
                let stop = try await command("stop", home: home)
                #expect(stop.exitCode == 0, "\(stop.errors)")
                #expect(try await second.terminal.exitCode() == 0)
                #expect(try await third.terminal.exitCode() == 0)
                #expect(!listens(home))
                try await origin.stop()
                return origin.excess(over: body.count)
            } until: {
                $0 <= 0
            }
            #expect(excess <= 0)
        }
    }

    @Test func `add starts one engine, however many run at the same moment`() async throws {
        try await Turns.shared.take {
            let body = Body.pattern(4 << 20)
            let origin = try await FaultOrigin.start(body: body)
            let home = try Home()
            let adding = try (1...4).map { number in
                try Program(
                    [Program.pdlTUI, "add", "-o", "\(number).bin", origin.url()],
                    environment: home.environment, directory: home.downloads)
            }
            for program in adding {
                let result = try await program.result()
                #expect(result.exitCode == 0, "\(result.errors)")
            }
            try await wait(for: "four files") { home.finished.count == 4 }
            for name in home.finished { #expect(try body.isContent(ofFile: home.path(name))) }
            let list = try await command("list", "--json", home: home)
            #expect(list.output.split(separator: "\n").count == 4)
            _ = try await command("stop", home: home)
            try await origin.stop()
        }
    }

    @Test func `Commands pause, resume, limit and remove by number, name and all`() async throws {
        try await Turns.shared.take {
            let body = Body.pattern(8 << 20)
            let origin = try await FaultOrigin.start(body: body, .throttle(64 << 10))
            origin.hold(after: 1 << 20)
            let home = try Home()
            _ = try await command("add", "-o", "a.bin", origin.url(), home: home)
            _ = try await command("add", "-o", "b.bin", origin.url(), home: home)
            let watch = try Program(
                [Program.pdlTUI, "watch", "--json"], environment: home.environment)
            try await wait(for: "events") { watch.output.contains("\"event\":\"progress\"") }
            for words in [["pause", "1"], ["pause", "b.bin"]] {
                let result = try await command(words[0], words[1], home: home)
                #expect(result.exitCode == 0, "\(result.errors)")
            }
            try await wait(for: "end of all traffic") { origin.openConnections == 0 }
            for wrong in ["7", "c.bin"] {
                let result = try await command("pause", wrong, home: home)
                #expect(result.exitCode == 64)
                #expect(result.errors.contains(wrong))
            }
            #expect(try await command("limit", "1G", home: home).exitCode == 0)
            #expect(try await command("fragments", "4", "all", home: home).exitCode == 0)
            #expect(try await command("remove", "b.bin", home: home).exitCode == 0)
            origin.hurry()
            #expect(try await command("resume", "all", home: home).exitCode == 0)
            try await wait(for: "the file") { home.finished == ["a.bin"] }
            #expect(try body.isContent(ofFile: home.path("a.bin")))
            #expect(try await command("stop", home: home).exitCode == 0)
            #expect(try await watch.result().exitCode == 0)
            let none = try await command("pause", "all", home: home)
            #expect(none.exitCode == 1)
            #expect(none.errors.contains("no engine is running"))
            try await origin.stop()
        }
    }

    @Test func `A killed engine is replaced by the next, which reports it and resumes`()
        async throws
    {
        try await Turns.shared.take {
            let body = Body.pattern(16 << 20)
            let origin = try await FaultOrigin.start(body: body, .throttle(256 << 10))
            origin.hold(after: 2 << 20)
            let home = try Home()
            let daemon = try Program(
                [Program.pdlTUI, "daemon"], environment: home.environment,
                directory: home.downloads)
            try await wait(for: "a socket") { listens(home) }
            _ = try await command("add", origin.url(), home: home)
            try await wait(for: "bytes") { origin.bytesServed > 1 << 20 }
            daemon.signal(SIGKILL)
            _ = try await daemon.result()
            #expect(listens(home))
            origin.hurry()
            var interfaces: [Interface] = []
            var isTold = false
            // Each interface shows it for some seconds, which may pass while this test stands still.
            while !isTold, interfaces.count < 3 {
                let start = ContinuousClock.now
                let interface = try await Interface([], home: home)
                interfaces.append(interface)
                try await interface.terminal.wait(for: "the report, or its end") { screen in
                    isTold = screen.contains("ended unexpectedly")
                    return isTold || ContinuousClock.now - start > .seconds(20)
                }
            }
            #expect(isTold)
            try await wait(for: "the file") { home.finished == ["file.bin"] }
            #expect(try body.isContent(ofFile: home.path("file.bin")))
            // The first one runs the engine.
            for interface in interfaces.reversed() { #expect(try await interface.quit() == 0) }
            #expect(!listens(home))
            try await origin.stop()
        }
    }

    @Test func `SIGTERM of the daemon saves the state, and a second daemon is refused`()
        async throws
    {
        try await Turns.shared.take {
            let home = try Home()
            let daemon = try Program(
                [Program.pdlTUI, "daemon"], environment: home.environment,
                directory: home.downloads)
            try await wait(for: "a socket") { listens(home) }
            let second = try await command("daemon", home: home)
            #expect(second.exitCode == 1)
            #expect(second.errors.contains("running already"))
            let wrong = try await command("-j", "8", "https://example.invalid/x", home: home)
            #expect(wrong.exitCode != 0)
            daemon.signal(SIGTERM)
            #expect(try await daemon.result().exitCode == 0)
            #expect(!listens(home))
        }
    }

    @Test func `get uses no socket`() async throws {
        let home = try Home()
        let origin = try await FaultOrigin.start(body: Body.pattern(1000))
        let result = try await command("get", origin.url(), home: home)
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(!FileManager.default.fileExists(atPath: home.folder.file("runtime/pdl-tui")))
        try await origin.stop()
    }
}
