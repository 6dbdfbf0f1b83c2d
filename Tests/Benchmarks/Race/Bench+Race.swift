import FaultOrigin
import Foundation

extension Bench {
    /// Downloads one file with every capable tool, in turn.
    ///
    /// - Parameters:
    ///   - race: The race with name, title, limit and size.
    ///   - body: The file.
    ///   - need: The requirement to configure tools for.
    ///   - tools: The tools to run, including the yardsticks that `race` names.
    ///   - authority: The certificate authority to trust.
    ///   - connections: The connections per tool; by default those of the options.
    ///   - seconds: The time limit of each run.
    ///   - server: The server of a run: a new one for each round and tool, or a shared one.
    /// - Returns: The race with its runs.
    /// - Throws: An error of the setup; a tool that fails is a result.
    func run(
        _ race: Race, body: Body, need: Job.Need = .file, tools: [Tool],
        authority: String? = nil, connections: Int? = nil, seconds: Double = 60,
        server: (_ round: Int) async throws -> (server: any Server, isKept: Bool)
    ) async throws -> Race {
        var race = race
        let digest = digest(body)
        for (round, tool) in turns(tools) {
            try clean()
            let (server, isKept) = try await server(round)
            var job = Job(
                need: need, url: server.url("file.bin"), output: path("file.bin"),
                connections: connections ?? options.connections)
            job.authority = authority
            guard let command = try tool.command(job) else { continue }
            if race.limit.seconds == nil { Machine.warm(body.count + 256 << 20) }
            var run = try await measure(
                command, server: server, seconds: seconds, tool: tool.name, round: round)
            if !isKept { try await server.stop() }
            run.isRight = try isRight(job.output, digest)
            note(run)
            race.runs.append(run)
        }
        try clean()
        return race
    }

    /// Downloads from a scripted origin, restarted for each run.
    func run(
        _ race: Race, setup: OriginSetup, need: Job.Need = .file, tools: [Tool],
        connections: Int? = nil, seconds: Double = 60
    ) async throws -> Race {
        try await run(
            race, body: setup.body, need: need, tools: tools, connections: connections,
            seconds: seconds
        ) { round in
            var setup = setup
            setup.seed = UInt64(round)
            return (try OriginProcess(setup), false)
        }
    }

    /// The tools that use several connections per file.
    var several: [Tool] { tools.filter { !$0.isSingle } }
}
