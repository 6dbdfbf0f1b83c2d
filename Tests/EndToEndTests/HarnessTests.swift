import FaultOrigin
import Foundation
import Harness
import Testing

/// The test tools themselves, tried with programs known to be correct.
@Suite struct `The test harness` {
    @Test func `a pattern is the same as a whole and in pieces, without repeats`() {
        let body = Body.pattern(600_000)
        let whole = body.bytes(in: 0..<600_000)
        #expect(body.bytes(in: 262_100..<300_001) == Array(whole[262_100..<300_001]))
        #expect(Array(whole[0..<4096]) != Array(whole[4096..<8192]))
        #expect(Array(whole[0..<4096]) != Array(whole[262_139..<266_235]))
        #expect(body.bytes(in: 0..<100) != Body.pattern(100, seed: 2).bytes(in: 0..<100))
    }

    @Test func `an origin serves ranges, counts its bytes and stops`() async throws {
        let body = Body.pattern(300_000)
        let origin = try await FaultOrigin.start(body: body)
        let home = try Home()
        let result = try await Program.run(
            ["curl", "-sS", "-r", "1000-1999", "-o", home.path("part"), origin.url()],
            environment: home.environment)
        #expect(result.exitCode == 0)
        #expect(try Body.bytes(body.bytes(in: 1000..<2000)).isContent(ofFile: home.path("part")))
        try await wait(for: "end of the request") { origin.log.first?.ending != nil }
        #expect(origin.log.map(\.bytesSent) == [1000])
        #expect(origin.log.map(\.status) == [206])
        try await origin.stop()
        // A program just started by another test may hold the socket for a moment.
        try await wait(for: "closed port") { !Port.isOpen(origin.port) }
        #expect(origin.openConnections == 0)
    }

    @Test func `a throttle holds its rate`() async throws {
        let origin = try await FaultOrigin.start(body: .pattern(500_000), .throttle(1_000_000))
        let home = try Home()
        let result = try await Program.run(
            ["curl", "-sS", "-o", home.path("file"), origin.url()], environment: home.environment)
        #expect(result.exitCode == 0)
        #expect(result.seconds > 0.4)
        try await origin.stop()
    }

    @Test func `an origin that goes down refuses, and returns on its port`() async throws {
        let origin = try await FaultOrigin.start(body: .pattern(10))
        origin.goDown()
        try await wait(for: "closed port") { !Port.isOpen(origin.port) }
        origin.comeBack()
        try await wait(for: "open port") { Port.isOpen(origin.port) }
        try await origin.stop()
    }

    @Test func `nginx serves, is killed, and is restarted`() async throws {
        try await Turns.shared.take {
            let nginx = try await Nginx()
            let body = Body.pattern(100_000)
            try body.write(toFile: nginx.path("file"))
            let home = try Home()
            let arguments = ["curl", "-sS", "-o", home.path("file"), nginx.url("file")]
            #expect(try await Program.run(arguments, environment: home.environment).exitCode == 0)
            #expect(try body.isContent(ofFile: home.path("file")))
            try await nginx.kill()
            try await wait(for: "closed port") { !Port.isOpen(nginx.port) }
            try await nginx.restart()
            #expect(try await Program.run(arguments, environment: home.environment).exitCode == 0)
            try await wait(for: "both requests in the log") {
                nginx.log.map(\.bytesSent) == [100_000, 100_000]
            }
        }
    }

    @Test func `a terminal shows a program, accepts keys and pastes, and is resized`() async throws
    {
        try await Turns.shared.take {
            let home = try Home()
            let text = (1...100).map { "line \($0)" }.joined(separator: "\n")
            try text.write(toFile: home.path("text"), atomically: true, encoding: .utf8)
            let terminal = try await TerminalSession(
                ["less", home.path("text")], columns: 60, rows: 20, environment: home.environment)
            try await terminal.wait(forText: "line 19")
            #expect(try await terminal.screen().rows.count == 20)
            try await terminal.press("G")
            try await terminal.wait(forText: "line 100")
            try await terminal.resize(columns: 50, rows: 10)
            try await terminal.wait(for: "10 rows") { $0.rows.count == 10 }
            try await terminal.press("q")
            #expect(try await terminal.exitCode() == 0)
            #expect(terminal.hasOldSettings)
            try await terminal.paste("pasted text\n")
            try await terminal.wait(forText: "pasted text")
        }
    }

    @Test func `fragment rows are recognised on a screen`() {
        let screen = Screen(
            """
             ▸ 1  file.bin     ↓ ████▌    62%   391/631 MiB
             ── file.bin ───────── fragments · info · log · speed ──
             map ██████▌     ████▎
             ▸ 1  ████████▏           71%   56.1/78.9 MiB   5.2 MiB/s   206
              12 ~ ███▊                8%    6.4/78.9 MiB   retry 2 of 5 in 3 s
             p pause  r retry
            """)
        #expect(screen.fragments.map(\.number) == [1, 12])
        #expect(screen.fragments.map(\.percent) == [71, 8])
    }
}
