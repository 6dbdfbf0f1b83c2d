import DownloadEngine
import FaultOrigin
import Foundation
import Harness

/// Three downloads from start to finish, interrupted by kills.
final class Episode {
    private let site: SoakSite
    private let usesInterface: Bool
    private let program: String
    private var random: SeededRandom
    private var tally = Tally()

    /// Starts the servers.
    init(seed: UInt64, usesInterface: Bool, program: String? = nil) async throws {
        site = try await SoakSite(seed: seed)
        self.usesInterface = usesInterface
        self.program = program ?? Program.pdlTUI
        random = SeededRandom(seed: seed)
    }

    private var home: Home { site.home }
    private var served: Int64 { site.served }
    private var isOver: Bool { site.isOver }

    /// Kills the program up to `kills` times, then lets it finish.
    func run(kills: Int) async -> Tally {
        do {
            while tally.kills < kills, !isOver {
                let (sent, kept) = (served, site.kept)
                if usesInterface {
                    try await roundOfInterface()
                } else {
                    try await roundOfGet()
                }
                try await site.quiet()
                tally.worst = max(tally.worst, (served - sent) - (site.kept - kept))
            }
            site.hurry()
            try await end()
            site.check(&tally)
        } catch {
            tally.wrongs.append("\(error)")
        }
        await site.stop()
        return tally
    }

    // MARK: get

    private func roundOfGet() async throws {
        let count = Int.random(in: 1...12, using: &random)
        let stops = Int.random(in: 0..<5, using: &random) == 0
        let before = served
        let run = try start(fragments: count)
        // One kill in four may come before the first byte, but a stop signal may not.
        if stops || Int.random(in: 0..<4, using: &random) > 0 {
            try await Harness.wait(for: "bytes", state: { run.errors }) {
                self.served > before || !run.isRunning
            }
        }
        try await live(until: { !run.isRunning })
        if stops {
            tally.stops += 1
            run.signal([SIGINT, SIGTERM, SIGHUP].randomElement(using: &random) ?? SIGTERM)
            let result = try await run.result()
            if result.exitCode != 75, result.exitCode != 0 {
                tally.wrongs.append("exit code \(result.exitCode): \(result.errors)")
            }
        } else {
            tally.kills += 1
            run.signal(SIGKILL)
            _ = try await run.result()
        }
    }

    private func start(fragments: Int) throws -> Program {
        try Program(
            [program, "get", "-q", "-n", "\(fragments)", "-j", "3", "-d", home.downloads]
                + site.unfinishedURLs,
            environment: home.environment, directory: home.downloads)
    }

    // MARK: The interface

    private func roundOfInterface() async throws {
        let session = try await open()
        let keys = ["+", "-", "p", "+", "j", "-"]
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            try await live(until: { self.isOver })
            let key = keys.randomElement(using: &random) ?? "+"
            try await session.press(key)
            // A paused download would wait forever.
            if key == "p" {
                try await live(until: { self.isOver })
                try await session.press("p")
            }
        }
        try await live(until: { self.isOver })
        tally.kills += 1
        if let number = try await session.program() { kill(number, SIGKILL) }
    }

    private func open() async throws -> TerminalSession {
        let isFirst = served == 0
        let session = try await TerminalSession(
            [program, "-n", "8", "-j", "3", "-d", home.downloads] + (isFirst ? site.urls : []),
            columns: 100, rows: 30, environment: home.environment, directory: home.downloads)
        let before = served
        try await wait(for: "bytes", in: session) { self.served > before || self.isOver }
        return session
    }

    /// Waits for a condition, and resumes a download that a kill left paused before the second `p`.
    private func wait(
        for what: String, in session: TerminalSession, until condition: () -> Bool
    ) async throws {
        var nextLook = ContinuousClock.now + .seconds(1)
        try await Harness.wait(for: what, state: { await self.describe(session) }) {
            if condition() { return true }
            if ContinuousClock.now > nextLook, try await session.screen().contains(" paused") {
                try await session.press("P")
                nextLook = .now + .seconds(1)
            }
            return false
        }
    }

    private func describe(_ session: TerminalSession) async -> String {
        let screen = (try? await session.screen().description) ?? "no screen"
        return screen + "\n" + home.finished.joined(separator: " ") + "\n"
            + home.unfinished.joined(separator: " ")
    }

    // MARK: Both

    /// Waits for a random time; most kills come early.
    private func live(until isOver: () -> Bool) async throws {
        let seconds = pow(random.share(), 2) * 1.2
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end, !isOver() {
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private func end() async throws {
        if isOver { return }
        if usesInterface {
            let session = try await open()
            try await wait(for: "all files", in: session) { self.isOver }
            try await session.press("q")
            _ = try await session.exitCode()
        } else {
            let result = try await start(fragments: 8).result()
            if result.exitCode != 0 {
                tally.wrongs.append("exit code \(result.exitCode): \(result.errors)")
            }
        }
    }
}
