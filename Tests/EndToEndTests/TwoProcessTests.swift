import FaultOrigin
import Foundation
import Harness
import Testing

/// Two processes of the program with one home.
@Suite struct `Two processes` {
    @Test func `the interface has a file: get reports it, and the file is correct`() async throws {
        try await Turns.shared.take {
            let body = Body.pattern(32 << 20)
            let origin = try await FaultOrigin.start(body: body, .throttle(64 << 10))
            origin.hold(after: 400_000)
            let home = try Home()
            let interface = try await Interface(["-n", "4", origin.url()], home: home)
            try await wait(for: "first bytes") { origin.bytesServed > 200_000 }
            let result = try await home.get("-n", "4", origin.url())
            #expect(result.exitCode == 1)
            #expect(result.errors.contains("file.bin.part is in use by another process"))
            #expect(home.finished.isEmpty && home.unfinished == ["file.bin.part"])
            origin.hurry()
            try await interface.wait(forFile: "file.bin")
            #expect(try await interface.quit() == 0)
            #expect(home.finished == ["file.bin"] && home.unfinished.isEmpty)
            #expect(try body.isContent(ofFile: home.path("file.bin")))
            #expect(origin.bytesServed < body.count + 4 << 20)
            try await origin.stop()
        }
    }

    @Test func `get has a file: the interface reports it and resumes it later`()
        async throws
    {
        try await Turns.shared.take {
            let body = Body.pattern(32 << 20)
            let origin = try await FaultOrigin.start(body: body, .throttle(64 << 10))
            origin.hold(after: 400_000)
            let other = try await FaultOrigin.start(body: .pattern(1 << 20, seed: 2))
            let home = try Home()
            let command = [Program.pdlTUI, "get", "-n", "4", origin.url()]
            let get = try Program(
                command, environment: home.environment, directory: home.downloads)
            try await wait(for: "first bytes") { origin.bytesServed > 200_000 }
            let interface = try await Interface(
                ["-n", "4", origin.url(), other.url("/rest.bin")], home: home)
            try await interface.wait(forFile: "rest.bin")
            try await interface.terminal.wait(forText: "in use by another process")
            get.signal(SIGTERM)
            #expect(try await get.result().exitCode == 75)
            origin.hurry()
            try await interface.terminal.press("g", "p")
            try await interface.wait(forFile: "file.bin")
            #expect(try await interface.quit() == 0)
            #expect(home.finished.sorted() == ["file.bin", "rest.bin"] && home.unfinished.isEmpty)
            #expect(try body.isContent(ofFile: home.path("file.bin")))
            #expect(origin.bytesServed < body.count + 8 << 20)
            try await origin.stop()
            try await other.stop()
        }
    }

    @Test func `two interfaces lose no row of the ledger`() async throws {
        try await Turns.shared.take {
            let body = Body.pattern(100_000)
            let origin = try await FaultOrigin.start(body: body)
            let home = try Home()
            func urls(_ letter: String) -> [String] {
                (1...8).map { origin.url("/\(letter)\($0).bin") }
            }
            async let first = Interface(urls("a"), home: home)
            async let second = Interface(urls("b"), home: home)
            let both = try await [first, second]
            try await wait(for: "all files") { home.finished.count == 16 }
            // Rows are written shortly after files, and a quit does not wait for a slow disk.
            let list = {
                try await Program.run(
                    [Program.pdlTUI, "list", "--json"], environment: home.environment)
            }
            let isDone = { (text: String) in
                text.components(separatedBy: "\"state\":\"done\"").count == 17
            }
            try await wait(for: "all rows") { isDone(try await list().output) }
            for interface in both { #expect(try await interface.quit() == 0) }
            // The one that ran the engine has handed it to a background engine for the other.
            let stop = try await Program.run(
                [Program.pdlTUI, "stop"], environment: home.environment)
            #expect(stop.exitCode == 0, "\(stop.errors)")
            let output = try await list().output
            for name in (urls("a") + urls("b")) { #expect(output.contains(name), "\(name)") }
            #expect(isDone(output))
            try await origin.stop()
        }
    }
}
