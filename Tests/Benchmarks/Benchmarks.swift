import ArgumentParser

/// The command: what things cost, as numbers.
@main
struct Benchmarks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Benchmarks",
        abstract: "Prints what things cost. Build it with -c release.",
        subcommands: [ScreenBenchmark.self], defaultSubcommand: ScreenBenchmark.self)
}
