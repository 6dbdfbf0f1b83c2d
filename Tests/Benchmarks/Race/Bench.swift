import DownloadCore
import DownloadEngine
import FaultOrigin
import Foundation
import Harness

/// The test bench: folder and home for the tools, installed tools, and file digests.
final class Bench {
    /// The options of the command.
    let options: RaceOptions
    /// The installed tools.
    let tools: [Tool]
    /// Their versions by name.
    let versions: [String: String]
    /// The folder that the tools write to.
    private let target: TemporaryFolder
    /// A command to run the tools under, for example in another network namespace.
    var inside: [String] = []
    private let scratch: TemporaryFolder
    private let interruption = Interruption.handle()

    /// Prepares for runs, and reports which tools are installed.
    init(_ options: RaceOptions) async throws {
        self.options = options
        let memory = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : nil
        scratch = try TemporaryFolder()
        target = try TemporaryFolder(in: options.directory ?? memory)
        let wanted = options.tools.map { $0.split(separator: ",").map(String.init) }
        var tools: [Tool] = []
        var versions: [String: String] = [:]
        for tool in Tool.all(program: options.program ?? Program.pdlTUI) {
            if let wanted, !wanted.contains(tool.name.replacing(", ", with: "-")) { continue }
            if let version = try await tool.installedVersion() {
                tools.append(tool)
                versions[tool.name] = version
            } else {
                Bench.log("not installed, left out: \(tool.name)")
            }
        }
        (self.tools, self.versions) = (tools, versions)
    }

    /// Logs a line of progress.
    static func log(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    // MARK: Files

    /// Empties the download folder and the home.
    func clean() throws {
        for name in ["files", "home"] {
            try? FileManager.default.removeItem(atPath: target.file(name))
            _ = try target.folder(name)
        }
        let settings = target.file("home/.axelrc")
        try Tool.axelSettings.write(toFile: settings, atomically: false, encoding: .utf8)
    }

    /// Returns the path of a download, or of the download folder.
    func path(_ name: String? = nil) -> String {
        target.file(name.map { "files/" + $0 } ?? "files")
    }

    /// The path of the list of URLs; other files may be created next to it.
    var listPath: String { scratch.file("list") }

    /// Returns the SHA-256 of a body.
    func digest(_ body: Body) -> String {
        var digest = BodyDigest(.sha256)
        while digest.position < body.count {
            let end = min(body.count, digest.position + Int64(1 << 20))
            digest.update(body.bytes(in: digest.position..<end).span.bytes)
        }
        return digest.hex
    }

    /// Whether a file has this SHA-256.
    func isRight(_ path: String, _ digest: String) throws -> Bool {
        guard let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? file.close() }
        var own = BodyDigest(.sha256)
        var block = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(file.fileDescriptor, &block, block.count)
            guard count > 0 else { break }
            own.update(block.span.bytes.extracting(0..<count))
        }
        return own.hex == digest
    }

    // MARK: Runs

    /// The environment of the tools: no proxy, and a separate home.
    var environment: [String: String] {
        let home = target.file("home")
        return [
            "PATH": Tool.path, "HOME": home, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8",
            "XDG_RUNTIME_DIR": home,
        ]
    }

    /// No input; output and errors go to one file.
    var streams: [Spawn.Stream] {
        [
            .input("/dev/null"), .output(outputPath, descriptor: 1),
            .output(outputPath, descriptor: 2),
        ]
    }

    private var outputPath: String { scratch.file("output") }

    /// Returns the tools of every round, in a different order for each round.
    func turns(_ tools: [Tool]) -> [(round: Int, tool: Tool)] {
        var random = SeededRandom(seed: 7)
        return (1...max(1, options.rounds)).flatMap { round in
            tools.shuffled(using: &random).map { (round, $0) }
        }
    }

    /// Runs a command to completion and reads the server's counters.
    ///
    /// - Parameters:
    ///   - command: The command.
    ///   - server: The server to download from.
    ///   - seconds: The time limit.
    ///   - tool: The name of the tool.
    ///   - round: The round.
    ///   - terminal: The terminal to write to, instead of a file.
    /// - Returns: The run; its files are not yet verified.
    /// - Throws: `NotInTime` when the command cannot be started or the server has exited.
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

    /// Logs the result of a run.
    func note(_ run: Run) {
        guard options.verbose else { return }
        let cost = run.cost
        Bench.log(
            "    \(run.tool) #\(run.round): "
                + String(format: "%.2f s, CPU %.2f s, ", cost.wall, cost.processor)
                + (run.isGood ? "right" : "WRONG, exit \(cost.exitCode): \(run.message)"))
    }
}
