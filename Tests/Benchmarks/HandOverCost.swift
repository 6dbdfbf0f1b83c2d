import FaultOrigin
import Foundation
import Harness

/// Measures how a download of eight fragments moves to the background.
struct HandOverCost {
    /// How the interface is left.
    enum Way: String, CaseIterable {
        case key = "D"
        case hangUp = "the terminal closes (SIGHUP)"
    }

    /// The path of the program.
    let program: String
    /// The size of the file.
    let bytes: Int64

    private static let fragments = 8
    /// The time that the server takes for the file.
    private static let seconds = 30

    /// Prints the times, and what the server counted.
    func report(_ way: Way) async throws {
        print("\n\(bytes >> 20) MiB in \(Self.fragments) fragments, then \(way.rawValue)")
        let nginx = try await Nginx(bytesPerSecond: Int(bytes) / Self.fragments / Self.seconds)
        let body = Body.pattern(bytes)
        try body.write(toFile: nginx.path("file.bin"))
        let home = try Home()
        let folder = try home.folder.folder("config/pdl-tui")
        try "on-hangup = \"background\"\n".write(
            toFile: folder + "/config.toml", atomically: true, encoding: .utf8)
        try await leave(way, nginx, home)
        let before = nginx.log.count
        try await look(home)
        try await wait(for: "the file") { home.finished == ["file.bin"] }
        let isRight = try body.isContent(ofFile: home.path("file.bin"))
        _ = try await Program.run([program, "stop"], environment: home.environment)
        let log = nginx.log
        note("requests before, answered in part", Double(before), "", aim: "\(Self.fragments)")
        // Fragments that finish first take over parts of the others.
        note(
            "requests after", Double(log.count - before), "",
            aim: "\(Self.fragments), as many for the pause, and splits")
        let sent = log.reduce(0) { $0 + $1.bytesSent }
        note(
            "sent beyond the file", Double(sent - bytes) / 1_048_576, "MiB",
            aim: "what sockets held")
        print(isRight ? "the file is right" : "THE FILE IS WRONG")
        if !isRight { throw NotInTime("a wrong file") }
    }

    /// Starts the download, and leaves it when all fragments have bytes.
    private func leave(_ way: Way, _ nginx: Nginx, _ home: Home) async throws {
        let interface = try await Interface(
            ["-n", "\(Self.fragments)", nginx.url("file.bin")], home: home, program: program)
        try await interface.wait(forMovingBars: Self.fragments)
        let start = ContinuousClock.now
        switch way {
        case .key:
            try await interface.terminal.press("D")
            _ = try await interface.terminal.exitCode()
            note("back at the shell", (ContinuousClock.now - start) / .seconds(1), "s", aim: "1")
        case .hangUp:
            guard let number = try await interface.terminal.program() else { return }
            try await interface.terminal.close()
            try await wait(for: "the end of the interface") { kill(number, 0) != 0 }
            note("the interface has ended", (ContinuousClock.now - start) / .seconds(1), "s")
        }
    }

    /// Shows the download in new terminals.
    private func look(_ home: Home) async throws {
        let clock = ContinuousClock()
        var times: [Double] = []
        for _ in 0..<5 {
            let start = clock.now
            let screen = try PseudoTerminal([program], environment: home.environment)
            screen.read(seconds: 20, until: "file.bin")
            times.append((clock.now - start) / .milliseconds(1))
        }
        note("the bars again", times.percentile(0.5), "ms, median", aim: "under 100")
        let first = try await Interface([], home: home, program: program)
        let second = try await Interface([], home: home, program: program)
        try await first.wait(forMovingBars: Self.fragments)
        try await second.wait(forMovingBars: Self.fragments)
        let pause = try await clock.measure {
            try await first.terminal.press("p")
            try await second.terminal.wait(forText: "paused")
        }
        note(
            "p in one terminal, seen in the other (with tmux)", pause / .milliseconds(1), "ms",
            aim: "under 200")
        // The pause costs requests of its own: they are among those after the hand-over.
        try await second.terminal.press("p")
        for interface in [first, second] {
            try await interface.wait(forMovingBars: Self.fragments)
            try await interface.terminal.press("D")
            _ = try await interface.terminal.exitCode()
        }
    }
}
