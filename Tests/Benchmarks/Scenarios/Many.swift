import ArgumentParser
import FaultOrigin
import Foundation
import Harness

/// Many small files.
struct Many: RaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "1,000 files of 64 KiB over the loopback, from nginx.")

    @OptionGroup var options: RaceOptions

    @Option(help: "How many files.")
    var count = 1_000

    func run(_ bench: Bench, report: (Race) throws -> Void) async throws {
        let nginx = try await Nginx(.fast)
        let files = try ManyFiles(count: count, size: options.size?.bytes ?? 64 << 10, nginx)
        let race = Race(
            name: "many", title: "many: \(files.words), loopback", limit: .yardstick,
            bytes: files.bytes, yardsticks: [Yardstick.files.name])
        try report(try await bench.run(race, files, server: NginxServer(nginx: nginx)))
    }
}

/// Many files of the same size and with different contents.
struct ManyFiles {
    /// Their names.
    let names: [String]
    /// The size of each.
    let size: Int64

    /// Creates the files for nginx to serve.
    init(count: Int, size: Int64, _ nginx: Nginx) throws {
        self.size = size
        names = (1...count).map { "\($0).bin" }
        for name in names { try body(name).write(toFile: nginx.path(name)) }
    }

    /// Returns the content of a file.
    func body(_ name: String) -> Body { .pattern(size, seed: UInt64(name.dropLast(4)) ?? 0) }

    /// The total size.
    var bytes: Int64 { size * Int64(names.count) }

    /// Their number and size in words.
    var words: String { "\(names.count) x \(ByteText.size(size))" }
}

extension Bench {
    /// Downloads many files with every capable tool, in turn.
    func run(_ race: Race, _ files: ManyFiles, server: any Server) async throws -> Race {
        var race = race
        let digests = files.names.map { (name: $0, digest: digest(files.body($0))) }
        let urls = files.names.map { server.url($0) }
        try urls.map { $0 + "\n" }.joined().write(
            toFile: listPath, atomically: false, encoding: .utf8)
        for (round, tool) in turns([Yardstick.files] + tools) {
            try clean()
            var job = Job(
                need: .list, url: server.url(""), output: path(),
                connections: options.connections)
            job.names = files.names
            job.list = listPath
            guard let command = try tool.command(job) else { continue }
            var run = try await measure(
                command, server: server, seconds: 60, tool: tool.name, round: round)
            run.isRight = try digests.allSatisfy { try isRight(path($0.name), $0.digest) }
            run.extras["files/s"] = Double(files.names.count) / run.cost.wall
            note(run)
            race.runs.append(run)
        }
        try clean()
        return race
    }
}
