import FaultOrigin
import Foundation

/// Kills the program at random moments, over and over, and counts what is fetched twice for it.
///
/// Three downloads of 8 fragments run at a throttled origin, through `get` or through the interface,
/// where counts are changed and downloads are paused meanwhile. When the files are there they are
/// compared, and the next three begin in a new home. The same seed does the same, as far as time
/// allows.
package struct KillSoak: Sendable {
    /// One kill and what it cost.
    package struct Kill: Sendable {
        /// Whether the interface was killed, and not `get`.
        package var ofInterface: Bool
        /// How many milliseconds the program had run.
        package var afterMilliseconds: Int
        /// Content bytes that the origin had sent before and sent again in the run that followed.
        package var repeated: Int64
        /// Lanes that were cut off by it.
        package var lanes: Int
    }

    /// What came of a soak.
    package struct Report: Sendable {
        /// The kills in order.
        package var kills: [Kill] = []
        /// How many sets of three files were finished.
        package var sets = 0
        /// What was wrong; empty when all is well.
        package var problems: [String] = []

        /// The kills that cost more than is allowed.
        package var excessive: [Kill] {
            kills.filter { $0.repeated > KillSoak.allowed + Int64($0.lanes) * KillSoak.socketBytes }
        }
        /// The most bytes that one kill cost.
        package var mostRepeated: Int64 { kills.map(\.repeated).max() ?? 0 }
        /// The bytes that a kill cost on average.
        package var meanRepeated: Int64 {
            kills.reduce(0) { $0 + $1.repeated } / Int64(max(1, kills.count))
        }
    }

    private let rounds: Int
    private let seed: UInt64
    private let program: String
    private let say: @Sendable (String) -> Void
    private static let names = ["a.bin", "b.bin", "c.bin"]

    /// The most content bytes that may be fetched twice for one kill, besides what the lanes had in
    /// their sockets.
    package static let allowed: Int64 = 1 << 20
    /// What a lane of the throttled origin can have in its sockets, in bytes.
    package static let socketBytes: Int64 = 64 << 10

    /// Prepares a soak of so many kills.
    ///
    /// - Parameters:
    ///   - rounds: The number of kills.
    ///   - seed: What decides about moments, keys and pauses.
    ///   - program: The path of `pdl-tui`.
    ///   - say: Gets a line after each kill and set.
    package init(
        rounds: Int, seed: UInt64, program: String = Program.pdlTUI,
        say: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.rounds = rounds
        self.seed = seed
        self.program = program
        self.say = say
    }

    /// Runs it to its end.
    package func run() async throws -> Report {
        var report = Report()
        var random = SeededRandom(seed: seed)
        while report.kills.count < rounds {
            report.sets += 1
            try await runSet(report.sets, &random, &report)
        }
        return report
    }

    /// Fetches three files with kills in between, then without, and compares them.
    private func runSet(
        _ number: Int, _ random: inout SeededRandom, _ report: inout Report
    ) async throws {
        let bodies = Self.names.indices.map { index in
            Body.pattern(
                Int64.random(in: 5_000_000...9_000_000, using: &random),
                seed: seed &+ UInt64(number * 3 + index))
        }
        let files = zip(Self.names, bodies).map { name, body in
            Fault.when(.path("/" + name), .file(Resource(body, entityTag: "\"\(name)\"")))
        }
        let pace = Fault.throttle(96 << 10)
        let origin = try await FaultOrigin.start(Resource(bodies[0]), faults: files + [pace])
        let home = try Home()
        let usesInterface = Bool.random(using: &random)
        var ledger = ServedLedger()
        var first = true
        for _ in 0..<Int.random(in: 4...9, using: &random) {
            guard report.kills.count < rounds, home.finished.count < 3 else { break }
            let urls = Self.names.filter { !home.finished.contains($0) }.map {
                origin.url("/" + $0)
            }
            let milliseconds = Int.random(in: 250...1500, using: &random)
            if usesInterface {
                try await killInterface(
                    first ? urls : [], home, after: milliseconds, &random)
            } else {
                try await killGet(urls, home, after: milliseconds)
            }
            first = false
            try await wait(for: "end of all connections") { origin.openConnections == 0 }
            let lanes = ledger.take(origin.log, into: &report)
            report.kills.append(
                Kill(
                    ofInterface: usesInterface, afterMilliseconds: milliseconds, repeated: 0,
                    lanes: lanes))
            say(
                "kill \(report.kills.count) of \(usesInterface ? "interface" : "get") after "
                    + "\(milliseconds) ms: \(lanes) lanes, \(origin.bytesServed) bytes served")
        }
        origin.misbehave(files + [.throttle(4 << 20)])
        try await finish(home, origin)
        _ = ledger.take(origin.log, into: &report)
        for (name, body) in zip(Self.names, bodies) {
            let isRight = (try? body.isContent(ofFile: home.path(name))) ?? false
            if !isRight { report.problems.append("set \(number): \(name) is not right") }
        }
        if home.finished != Self.names || !home.unfinished.isEmpty {
            report.problems.append(
                "set \(number): left \(home.finished) and \(home.unfinished)")
        }
        say("set \(number) compared: \(report.problems.isEmpty ? "right" : "\(report.problems)")")
        try await origin.stop()
    }

    private var options: [String] { ["-n", "8", "-j", "3", "--per-host", "24"] }

    private func killGet(_ urls: [String], _ home: Home, after milliseconds: Int) async throws {
        let running = try Program(
            [program, "get"] + options + urls, environment: home.environment,
            directory: home.downloads)
        try await Task.sleep(for: .milliseconds(milliseconds))
        running.signal(SIGKILL)
        _ = try await running.result()
    }

    private func killInterface(
        _ urls: [String], _ home: Home, after milliseconds: Int, _ random: inout SeededRandom
    ) async throws {
        let terminal = try await TerminalSession(
            [program] + options + urls, environment: home.environment, directory: home.downloads)
        let end = ContinuousClock.now + .milliseconds(milliseconds + 300)
        try await terminal.wait(forText: "pdl-tui")
        while ContinuousClock.now < end {
            let keys = ["+", "-", "p", "P", "j", "k", "+", "-", "r"]
            try await terminal.press(keys.randomElement(using: &random) ?? "+")
            let pause = Int.random(in: 20...150, using: &random)
            try await Task.sleep(for: .milliseconds(pause))
        }
        if let process = try await terminal.program() { kill(process, SIGKILL) }
        _ = try await terminal.exitCode()
    }

    /// Lets `get` take up what is left, whoever began it.
    private func finish(_ home: Home, _ origin: FaultOrigin) async throws {
        let urls = Self.names.filter { !home.finished.contains($0) }.map { origin.url("/" + $0) }
        guard !urls.isEmpty else { return }
        let result = try await Program.run(
            [program, "get"] + options + urls, environment: home.environment,
            directory: home.downloads, seconds: 90)
        guard result.exitCode == 0 else {
            throw NotInTime("get ended with \(result.exitCode): \(result.errors)")
        }
    }
}

/// Which bytes of which target an origin has sent so far.
private struct ServedLedger {
    private var served: [String: [Range<Int64>]] = [:]
    private var seen = 0

    /// Takes the requests since the last time, and charges what they repeat to the last kill.
    ///
    /// - Returns: How many of them did not come to their end.
    mutating func take(_ log: [LogEntry], into report: inout KillSoak.Report) -> Int {
        let new = log[seen...]
        seen = log.count
        var repeated: Int64 = 0
        for entry in new {
            let start = entry.status == 206 ? entry.request.askedRange?.first ?? 0 : 0
            repeated += add(start..<(start + entry.bytesSent), of: entry.request.path)
        }
        if !report.kills.isEmpty { report.kills[report.kills.count - 1].repeated += repeated }
        return new.count { $0.ending == .clientClosed }
    }

    /// Adds a range and says how many of its bytes were there.
    private mutating func add(_ range: Range<Int64>, of target: String) -> Int64 {
        let old = served[target, default: []]
        let known = old.reduce(0) { $0 + Int64($1.clamped(to: range).count) }
        var merged = range
        var rest: [Range<Int64>] = []
        for other in old {
            if other.lowerBound <= merged.upperBound, merged.lowerBound <= other.upperBound {
                merged =
                    min(
                        other.lowerBound, merged.lowerBound)..<max(
                        other.upperBound, merged.upperBound)
            } else {
                rest.append(other)
            }
        }
        if !range.isEmpty { served[target] = rest + [merged] }
        return known
    }
}
