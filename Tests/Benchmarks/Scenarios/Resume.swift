import ArgumentParser
import FaultOrigin

/// A run that is killed, and a second one that resumes.
struct Resume: RaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Killed with signal 9 in the middle, then again: what is fetched twice.")

    @OptionGroup var options: RaceOptions

    func run(_ bench: Bench, report: (Race) throws -> Void) async throws {
        let rate: Int64 = 2 << 20
        let size = options.size?.bytes ?? 256 << 20
        for (share, words) in [(3.0 / 16, "early"), (3.0 / 8, "late")] {
            let mark = Int64(Double(size) * share)
            var race = Race(
                name: "resume, \(words)",
                title: "resume: \(ByteText.size(size)) at 32 MiB/s, killed after "
                    + ByteText.size(mark),
                limit: .rates(
                    Double(size - mark) / Double(rate * Int64(options.connections)),
                    "what was left"),
                bytes: size)
            let digest = bench.digest(.pattern(size))
            for (round, tool) in bench.turns(bench.tools) {
                let run = try await bench.killed(
                    tool, round: round, at: mark, digest: digest,
                    setup: OriginSetup(
                        size: size,
                        bytesPerSecond: tool.isSingle ? rate * Int64(options.connections) : rate))
                if let run { race.runs.append(run) }
            }
            try report(race)
        }
        try bench.clean()
    }
}

extension Bench {
    /// Kills a tool once the server has sent `mark` bytes, and measures the second run.
    fileprivate func killed(
        _ tool: Tool, round: Int, at mark: Int64, digest: String, setup: OriginSetup
    ) async throws -> Run? {
        try clean()
        let server = try OriginProcess(setup)
        let job = Job(
            need: .resume, url: server.url("file.bin"), output: path("file.bin"),
            connections: options.connections)
        guard let command = try tool.command(job) else { return nil }
        try await Machine.settle(seconds: options.patience)
        let first = try CountedProgram(
            command, environment: environment, streams: streams)
        _ = try first.cost(seconds: 60) { try server.tally().sent >= mark }
        let before = try server.tally().sent
        var run = try await measure(
            command, server: server, seconds: 60, tool: tool.name, round: round)
        run.sent = try server.tally().sent
        run.extras["fetched twice MiB"] = Double(run.sent - setup.size) / Double(1 << 20)
        run.extras["killed at MiB"] = Double(before) / Double(1 << 20)
        try server.stop()
        run.isRight = try isRight(job.output, digest)
        note(run)
        return run
    }
}
