import ArgumentParser
import FaultOrigin
import Harness

/// The cost of progress display: each tool without and with it.
struct Display: RaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "32 MiB at 8 MiB/s, without progress and with it on a terminal.")

    @OptionGroup var options: RaceOptions

    func run(_ bench: Bench, report: (Race) throws -> Void) async throws {
        let size = options.size?.bytes ?? 32 << 20
        let rate: Int64 = 512 << 10
        let all = rate * Int64(options.connections)
        var race = Race(
            name: "display",
            title: "display: \(ByteText.size(size)) at \(ByteText.size(all))/s, quiet and shown "
                + "on a terminal of 120x36",
            limit: .rates(Double(size) / Double(all), "the server's rate"), bytes: size)
        let digest = bench.digest(.pattern(size))
        for (round, tool) in bench.turns(bench.tools) {
            for need in [Job.Need.file, .shown] {
                try bench.clean()
                let server = try OriginProcess(
                    OriginSetup(size: size, bytesPerSecond: tool.isSingle ? all : rate))
                var job = Job(
                    need: need, url: server.url("file.bin"), output: bench.path("file.bin"),
                    connections: options.connections)
                // Skips tools without a progress display.
                job.need = .shown
                guard try tool.command(job) != nil else { break }
                job.need = need
                guard let command = try tool.command(job) else { break }
                let terminal =
                    need == .shown ? try PseudoTerminal(columns: 120, rows: 36) : nil
                var run = try await bench.measure(
                    command, server: server, seconds: 60,
                    tool: tool.name + (need == .shown ? ", shown" : ""), round: round,
                    terminal: terminal)
                try server.stop()
                run.isRight = try bench.isRight(job.output, digest)
                run.extras["CPU %"] = run.cost.processor / run.cost.wall * 100
                bench.note(run)
                race.runs.append(run)
            }
        }
        try bench.clean()
        try report(race)
    }
}
