import ArgumentParser
import FaultOrigin
import Foundation
import Harness

/// The command that runs all scenarios and prints a table, or serves a single origin.
@main
struct FaultTable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "FaultTable",
        abstract: "Runs a download client against servers that misbehave.",
        subcommands: [Run.self, Compare.self, Serve.self, List.self], defaultSubcommand: Run.self)
}

/// Lists the scenarios.
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the scenarios.")

    func run() {
        for scenario in Scenario.all {
            print(Table.pad(scenario.name, 36) + " " + scenario.rule)
        }
    }
}

/// Serves one scenario until interrupted.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve one scenario and show each request.")

    @Argument(help: "The scenario's name.")
    var scenario: String

    @Option(help: "The size of the file in bytes, where the scenario does not change the file.")
    var size: Int64?

    func run() async throws {
        guard var chosen = Scenario.all.first(where: { $0.name == scenario }) else {
            throw ValidationError("no scenario \(scenario); see FaultTable list")
        }
        if let size { chosen.resource.body = .pattern(size) }
        let origin = try await chosen.start()
        print(origin.url(chosen.target))
        fflush(nil)
        var shown = 0
        while !Task.isCancelled {
            let log = origin.log
            while shown < log.count, log[shown].ending != nil {
                print(log[shown].line)
                shown += 1
            }
            fflush(nil)
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
