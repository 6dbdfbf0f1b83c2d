import ArgumentParser
import DownloadCore
import Foundation
import Harness

/// The options of all download scenarios.
struct RaceOptions: ParsableArguments {
    @Option(help: "Only these tools, such as pdl-tui-auto,axel; otherwise all that are installed.")
    var tools: String?

    @Option(help: "How often each tool runs; they take turns.")
    var rounds = 3

    @Option(name: .shortAndLong, help: "The connections of each tool.")
    var connections = 16

    @Option(help: "The size of the file, such as 512M, instead of the scenario's.")
    var size: Size?

    @Option(help: "The pdl-tui to measure; otherwise that of the same build.")
    var program: String?

    @Option(help: "Where downloads go; otherwise memory (/dev/shm), so that no disk is measured.")
    var directory: String?

    @Option(help: "A file of results; those of other scenarios in it stay.")
    var json: String?

    @Option(help: "Seconds to wait before a run until the machine is quiet.")
    var patience = 5.0

    @Flag(name: .shortAndLong, help: "Each run, on standard error.")
    var verbose = false

    /// A number of bytes.
    struct Size: ExpressibleByArgument {
        /// The number.
        let bytes: Int64

        init?(argument: String) {
            guard let bytes = try? RateText.bytesPerSecond(argument) else { return nil }
            self.bytes = bytes
        }
    }
}

/// A scenario: a subcommand that runs the tools against one kind of server.
protocol RaceCommand: AsyncParsableCommand {
    /// The options.
    var options: RaceOptions { get set }
    /// Runs the races and reports each as it completes.
    func run(_ bench: Bench, report: (Race) throws -> Void) async throws
}

extension RaceCommand {
    func run() async throws { try await run(Bench(options)) }

    /// Runs on an existing bench, and prints and saves the results.
    func run(_ bench: Bench) async throws {
        try await run(bench) { race in
            print(RaceTable(race: race).text)
            fflush(nil)
            guard let path = options.json else { return }
            try RaceFile.add([race], versions: bench.versions, path: path)
        }
    }
}
