import DownloadEngine
import EngineLink
import FaultOrigin
import Foundation
import Harness

/// Three downloads of a background engine from start to finish, with kills of the engine and of its
/// clients.
final class BackgroundEpisode {
    /// A process that uses the engine.
    private struct Client {
        var program: Program
        /// Whether it ends by itself.
        var isCommand: Bool
    }

    private let site: SoakSite
    private let program: String
    private var random: SeededRandom
    private var tally = Tally()
    private var clients: [Client] = []
    /// The engine's process; another one after each kill of it.
    private var engine: pid_t?
    /// What was sent and kept when the engine started.
    private var atStart: (sent: Int64, kept: Int64) = (0, 0)

    /// The seconds that a start may take; a lock or socket left by a kill would stop it for good.
    private static let startSeconds = Harness.patience
    /// The number of clients at a time.
    private static let mostClients = 4

    /// Starts the servers.
    init(seed: UInt64, program: String? = nil) async throws {
        site = try await SoakSite(seed: seed)
        self.program = program ?? Program.pdlTUI
        random = SeededRandom(seed: seed)
    }

    private var home: Home { site.home }
    private var endpoint: Endpoint { Endpoint(folder: home.folder.file("runtime/pdl-tui")) }

    /// Kills processes up to `kills` times, then lets the downloads finish.
    func run(kills: Int) async -> Tally {
        do {
            while tally.kills < kills, !site.isOver {
                try await startEngine()
                startClients()
                try await live()
                if Int.random(in: 0..<2, using: &random) == 0 {
                    try await killEngine()
                } else {
                    killClient()
                }
            }
            try await end()
            site.check(&tally)
        } catch {
            tally.wrongs.append("\(error)")
        }
        if let engine { kill(engine, SIGKILL) }
        clients = []
        await site.stop()
        return tally
    }

    // MARK: The engine

    /// Starts an engine in one of the ways that users have, unless one runs.
    private func startEngine() async throws {
        guard engine == nil else { return }
        atStart = (site.served, site.kept)
        if !site.isOver, Bool.random(using: &random) {
            let result = try await Program.run(
                [program, "add", "-n", "8", "-d", home.downloads] + site.unfinishedURLs,
                environment: home.environment, directory: home.downloads,
                seconds: Self.startSeconds)
            if result.exitCode != 0 { throw NotInTime("add after a kill: \(result.errors)") }
        } else {
            // In a session of its own, so that it outlives this method.
            _ = try await Program.run(
                ["setsid", "--fork", program, "daemon", "-n", "8"],
                environment: home.environment, directory: home.downloads)
            let isFirst = site.served == 0
            try await wait(for: "an engine", seconds: Self.startSeconds) { client() != nil }
            if isFirst { try await command(["add", "-n", "8"] + site.urls) }
        }
        engine = pid_t(try await connected().process)
        try await command(["resume", "all"])
    }

    private func client() -> EngineClient? {
        try? EngineClient.connect(endpoint, version: EngineConfiguration.version)
    }

    private func connected() async throws -> EngineClient {
        var found: EngineClient?
        try await wait(for: "a connection", seconds: Self.startSeconds) {
            found = client()
            return found != nil
        }
        guard let found else { throw NotInTime("no connection") }
        return found
    }

    private func killEngine() async throws {
        guard let engine else { return }
        // Stopped at a random moment, it has read what it will ever read.
        kill(engine, SIGSTOP)
        let unread = try await site.unreadBytes()
        kill(engine, SIGKILL)
        tally.kills += 1
        self.engine = nil
        try await wait(for: "the end of the engine") { client() == nil }
        try await site.quiet()
        let (sent, kept) = atStart
        let missing = (site.served - sent) - (site.kept - kept)
        tally.unread = max(tally.unread, unread)
        tally.worst = max(tally.worst, missing - unread)
    }

    // MARK: The clients

    private func startClients() {
        clients.removeAll { !$0.program.isRunning }
        let numbers = ["1", "2", "3", "all"]
        while clients.count < Self.mostClients {
            let number = numbers.randomElement(using: &random) ?? "all"
            let arguments =
                [
                    ["watch", "--json"], ["list"],
                    ["fragments", "\(Int.random(in: 1...12, using: &random))", number],
                    ["limit", "200K", number], ["limit", "none", number], ["retry", number],
                    ["resume", number],
                ].randomElement(using: &random) ?? []
            guard
                let client = try? Program(
                    [program] + arguments, environment: home.environment,
                    directory: home.downloads)
            else { return }
            clients.append(Client(program: client, isCommand: arguments[0] != "watch"))
        }
    }

    private func killClient() {
        guard let index = clients.indices.randomElement(using: &random) else { return }
        clients[index].program.signal(SIGKILL)
        clients.remove(at: index)
        tally.kills += 1
    }

    private func command(_ arguments: [String]) async throws {
        let result = try await Program.run(
            [program] + arguments, environment: home.environment, directory: home.downloads,
            seconds: Self.startSeconds)
        if result.exitCode != 0 {
            throw NotInTime("\(arguments[0]) exited with \(result.exitCode): \(result.errors)")
        }
    }

    // MARK: Both

    /// Waits for a random time; most kills come early.
    private func live() async throws {
        let end = ContinuousClock.now + .seconds(pow(random.share(), 2) * 1.2)
        while ContinuousClock.now < end, !site.isOver {
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private func end() async throws {
        site.hurry()
        for client in clients where client.isCommand { _ = try await client.program.result() }
        // The last kill, too, must leave nothing that stops the next start.
        try await startEngine()
        try await command(["limit", "none", "all"])
        try await wait(for: "all files", state: { home.finished.joined(separator: " ") }) {
            site.isOver
        }
        try await command(["stop"])
        engine = nil
        if FileManager.default.fileExists(atPath: endpoint.socket) {
            tally.wrongs.append("a socket is left after the stop")
        }
        for client in clients {
            let result = try await client.program.result()
            if result.timedOut { tally.wrongs.append("a client does not end with the engine") }
        }
    }
}
