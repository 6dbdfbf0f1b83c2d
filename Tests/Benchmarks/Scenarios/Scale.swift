import ArgumentParser
import DownloadCore
import DownloadEngine
import FaultOrigin
import Foundation
import Harness

/// The cost of pdl-tui by lanes, downloads, file sizes and history.
struct Scale: RaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "1 GiB in 1 to 1,024 lanes and 1 to 4,096 files; 100,000 downloads in the ledger."
    )

    @OptionGroup var options: RaceOptions

    @Option(help: "How many downloads the ledger has.")
    var ledger: Int64 = 100_000

    /// Loopback addresses, each of which is a separate host with its own limit of connections.
    private static let hosts = (1...16).map { "127.0.0.\($0)" }

    /// The number of downloads, of those active concurrently, and of the lanes of each.
    private struct Shape {
        var downloads: Int
        var active: Int
        var lanes: Int
    }

    private static let shapes = [
        Shape(downloads: 1, active: 1, lanes: 1), Shape(downloads: 1, active: 1, lanes: 4),
        Shape(downloads: 1, active: 1, lanes: 16), Shape(downloads: 1, active: 1, lanes: 64),
        Shape(downloads: 16, active: 16, lanes: 16), Shape(downloads: 64, active: 64, lanes: 16),
        Shape(downloads: 64, active: 64, lanes: 1), Shape(downloads: 1_024, active: 64, lanes: 1),
        Shape(downloads: 4_096, active: 64, lanes: 1),
    ]

    func run(_ bench: Bench, report: (Race) throws -> Void) async throws {
        let size = options.size?.bytes ?? 1 << 30
        var setup = Nginx.Setup.fast
        setup.otherAddresses = Array(Scale.hosts.dropFirst())
        let nginx = try await Nginx(setup)
        var race = Race(
            name: "scale", title: "scale: \(ByteText.size(size)) in files of the same size",
            limit: Limit(origin: ""), bytes: size)
        let program = options.program ?? Program.pdlTUI
        for round in 1...max(1, options.rounds) {
            for shape in Scale.shapes where size / Int64(shape.downloads) > 0 {
                let body = Body.pattern(size / Int64(shape.downloads))
                let files = try links(shape.downloads, to: body, nginx)
                try bench.clean()
                Machine.warm(size + 256 << 20)
                let list = files.enumerated().map { number, name in
                    let host = Scale.hosts[number % Scale.hosts.count]
                    return "http://\(host):\(nginx.port)/\(name)\n"
                }
                try list.joined().write(
                    toFile: bench.listPath, atomically: false, encoding: .utf8)
                let words =
                    "\(shape.downloads) x \(ByteText.size(body.count)), \(shape.active) at a time, "
                    + "\(shape.active * shape.lanes) lanes"
                var run = try await bench.measure(
                    [
                        program, "get", "-q", "-n", "\(shape.lanes)", "-j", "\(shape.active)",
                        "--per-host", "64", "-d", bench.path(), "-i", bench.listPath,
                    ], server: NginxServer(nginx: nginx), seconds: 60, tool: words, round: round)
                let digest = bench.digest(body)
                run.isRight = try files.allSatisfy { name in
                    try bench.isRight(bench.path(name), digest)
                }
                bench.note(run)
                race.runs.append(run)
            }
        }
        try bench.clean()
        try report(race)
        try await LedgerCost.report(program: program, count: ledger)
    }

    /// Returns names under which nginx serves the same body.
    private func links(_ count: Int, to body: Body, _ nginx: Nginx) throws -> [String] {
        let files = FileManager.default
        let first = "\(count)-0.bin"
        let names = [first] + (1..<count).map { "\(count)-\($0).bin" }
        guard !files.fileExists(atPath: nginx.path(first)) else { return names }
        try body.write(toFile: nginx.path(first))
        for name in names.dropFirst() {
            try files.linkItem(atPath: nginx.path(first), toPath: nginx.path(name))
        }
        return names
    }
}
