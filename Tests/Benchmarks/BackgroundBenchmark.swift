import ArgumentParser
import Harness

/// Measures the background engine.
struct BackgroundBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "background",
        abstract: "What moving to the background, watching it and slow clients cost.")

    @Option(help: "The program to measure; otherwise the pdl-tui of the same build.")
    var program: String?

    @Option(help: "The size of the file that moves to the background, in MiB.")
    var mebibytes: Int64 = 256

    @Option(help: "For how many seconds processor time is counted.")
    var seconds = 10.0

    func run() async throws {
        let program = program ?? Program.pdlTUI
        for way in HandOverCost.Way.allCases {
            try await HandOverCost(program: program, bytes: mebibytes << 20).report(way)
        }
        let watching = WatchCost(program: program, seconds: seconds)
        try await watching.reportWatched()
        try await watching.reportIdle()
        try await SlowClientCost(program: program, bytes: mebibytes << 20).report()
    }
}
