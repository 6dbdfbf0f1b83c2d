import DownloadCore
import DownloadEngine
import FaultOrigin
import Foundation
import Harness

/// Where tools run: their folder and home, the tools that are installed, files with known digests.
final class Bench {
    /// What it was told.
    let options: RaceOptions
    /// The tools that are installed.
    let tools: [Tool]
    /// Their versions, by their names.
    let versions: [String: String]
    /// Where the tools write.
    private let target: TemporaryFolder
    /// A command in which the tools run, for example in another network.
    var inside: [String] = []
    private let scratch: TemporaryFolder
    private let interruption = Interruption.handle()

    /// Prepares for runs, and says which tools are there.
    init(_ options: RaceOptions) async throws {
        self.options = options
        let memory = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : nil
        scratch = try TemporaryFolder()
        target = try TemporaryFolder(in: options.directory ?? memory)
        let wanted = options.tools.map { $0.split(separator: ",").map(String.init) }
        var tools: [Tool] = []
        var versions: [String: String] = [:]
        for tool in Tool.all(program: options.program ?? Program.pdlTUI) {
            if let wanted, !wanted.contains(tool.name) { continue }
            if let version = try await tool.installedVersion() {
                tools.append(tool)
                versions[tool.name] = version
            } else {
                Bench.log("not installed, left out: \(tool.name)")
            }
        }
        (self.tools, self.versions) = (tools, versions)
    }

    /// Writes a line for whoever waits.
    static func log(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    // MARK: Files

    /// The folder of downloads, empty, beside a new home.
    func clean() throws {
        for name in ["files", "home"] {
            try? FileManager.default.removeItem(atPath: target.file(name))
            _ = try target.folder(name)
        }
        let settings = target.file("home/.axelrc")
        try Tool.axelSettings.write(toFile: settings, atomically: false, encoding: .utf8)
    }

    /// The path of a download; without a name that of their folder.
    func path(_ name: String? = nil) -> String {
        target.file(name.map { "files/" + $0 } ?? "files")
    }

    /// A file for lists of URLs; beside it there is room for others.
    var listPath: String { scratch.file("list") }

    /// The SHA-256 of a body.
    func digest(_ body: Body) -> String {
        var digest = BodyDigest(.sha256)
        while digest.position < body.count {
            let end = min(body.count, digest.position + Int64(BodyDigest.pieceSize))
            digest.update(body.bytes(in: digest.position..<end).span.bytes)
        }
        return digest.hex
    }

    /// Whether a file has this SHA-256.
    func isRight(_ path: String, _ digest: String) throws -> Bool {
        guard let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? file.close() }
        var own = BodyDigest(.sha256)
        var block = [UInt8](repeating: 0, count: BodyDigest.pieceSize)
        while true {
            let count = read(file.fileDescriptor, &block, block.count)
            guard count > 0 else { break }
            own.update(block.span.bytes.extracting(0..<count))
        }
        return own.hex == digest
    }

    // MARK: Runs

    /// The environment of the tools: no proxy, a home of their own.
    var environment: [String: String] {
        let home = target.file("home")
        return [
            "PATH": Tool.path, "HOME": home, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8",
            "XDG_RUNTIME_DIR": home,
        ]
    }

    /// No input, and one file for output and errors.
    var streams: [Spawn.Stream] {
        [
            .input("/dev/null"), .output(outputPath, descriptor: 1),
            .output(outputPath, descriptor: 2),
        ]
    }

    private var outputPath: String { scratch.file("output") }

    /// Every round's tools, each round in an order of its own.
    func turns(_ tools: [Tool]) -> [(round: Int, tool: Tool)] {
        var random = SeededRandom(seed: 7)
        return (1...max(1, options.rounds)).flatMap { round in
            tools.shuffled(using: &random).map { (round, $0) }
        }
    }

    /// Runs a command to its end and asks the server what it has sent for it.
    ///
    /// - Parameters:
    ///   - command: The command.
    ///   - server: Where it fetches from.
    ///   - seconds: The time that it has.
    ///   - tool: Whose command it is.
    ///   - round: The round.
    ///   - terminal: What it writes to, if not to a file.
    /// - Returns: A run whose files have not been looked at.
    /// - Throws: `NotInTime` when the command cannot be started or the server has ended.
    func measure(
        _ command: [String], server: any Server, seconds: Double, tool: String, round: Int,
        terminal: PseudoTerminal? = nil
    ) async throws -> Run {
        try? FileManager.default.removeItem(atPath: outputPath)
        try await Machine.settle(seconds: options.patience)
        let before = try await server.tally()
        let used = server.processIDs.map { ProcessUse.seconds(of: $0) }.reduce(0, +)
        let busy = Machine.busy
        let program = try CountedProgram(
            inside + command, environment: environment,
            streams: terminal.map { Spawn.Stream.terminal($0.name) } ?? streams,
            leader: terminal == nil ? .group : .session)
        let shown = terminal?.drain()
        let cost = try program.cost(seconds: seconds)
        let others = Machine.busy - busy
        let served = server.processIDs.map { ProcessUse.seconds(of: $0) }.reduce(0, +) - used
        let tally = try await server.tally().since(before)
        var run = Run(
            tool: tool, round: round, cost: cost, isRight: false, sent: tally.sent,
            requests: tally.requests, serverProcessor: served,
            otherProcessor: max(0, others - served - cost.processor))
        if let shown { run.extras["shown KiB/s"] = Double(shown()) / 1024 / cost.wall }
        if cost.exitCode != 0 {
            let text = (try? String(contentsOfFile: outputPath, encoding: .utf8)) ?? ""
            run.message = String(text.suffix(300))
        }
        return run
    }

    /// Says what came of a run.
    func note(_ run: Run) {
        guard options.verbose else { return }
        let cost = run.cost
        Bench.log(
            "    \(run.tool) #\(run.round): "
                + String(format: "%.2f s, CPU %.2f s, ", cost.wall, cost.processor)
                + (run.isGood ? "right" : "WRONG, exit \(cost.exitCode): \(run.message)"))
    }
}
