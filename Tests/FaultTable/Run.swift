import ArgumentParser
import FaultOrigin
import Foundation
import Harness

/// Runs the scenarios and prints the table and the totals.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run every scenario and print what came of it.")

    @Option(help: "The program to test; otherwise the pdl-tui of the same build.")
    var program: String?

    @Option(
        help: """
            Another client instead: a command with {url}, {out}, {dir}, {n}, for example \
            'curl -sSf -C - --retry 5 -o {out} {url}'.
            """)
    var client: String?

    @Option(help: "Seconds after which pdl-tui gives up a silent lane; otherwise as built in.")
    var timeout: Int?

    @Option(help: "Only scenarios whose name contains one of these words, separated by commas.")
    var only: String?

    @Option(help: "How many scenarios run at the same time.")
    var jobs = 8

    @Option(help: "How often each scenario is run.")
    var rounds = 1

    @Flag(help: "One JSON object a line instead of the table.")
    var json = false

    @Flag(name: .shortAndLong, help: "The requests and messages of each run that is not good.")
    var verbose = false

    func run() async throws {
        let client =
            client.map(Client.command)
            ?? .pdlTUI(at: program ?? Program.pdlTUI, timeout: timeout)
        let words = only?.split(separator: ",") ?? []
        let chosen = Scenario.all.filter { scenario in
            words.isEmpty || words.contains { scenario.name.contains($0) }
        }
        let scenarios = (0..<rounds).flatMap { _ in chosen }
        var runs: [ScenarioRun] = []
        if !json { print(Table.header) }
        try await withThrowingTaskGroup(of: ScenarioRun.self) { group in
            var left = scenarios[...]
            for scenario in left.prefix(jobs) {
                group.addTask { try await ScenarioRun.run(scenario, client: client) }
            }
            left = left.dropFirst(jobs)
            while let run = try await group.next() {
                runs.append(run)
                print(json ? Table.json(run) : Table.row(run))
                if verbose, !run.isGood { print(run.report) }
                fflush(nil)
                guard let scenario = left.popFirst() else { continue }
                group.addTask { try await ScenarioRun.run(scenario, client: client) }
            }
        }
        if !json { print(Table.counts(runs)) }
        if !runs.allSatisfy(\.isGood) { throw ExitCode(1) }
    }
}
