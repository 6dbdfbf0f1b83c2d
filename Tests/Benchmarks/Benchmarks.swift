import ArgumentParser

/// The benchmark command, which measures time, memory and traffic.
@main
struct Benchmarks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Benchmarks",
        abstract: "Prints what things cost. Build it with -c release.",
        discussion: """
            The scenarios run pdl-tui and whatever other tools are installed in turn against the \
            same servers, check every file, and print medians, beside the limit that the server, \
            the link or libcurl alone sets. Read ratios, not seconds: the tools share the \
            machine's processors with the server.
            """,
        subcommands: [ServeOrigin.self, Link.self, Raw.self],
        groupedSubcommands: [
            CommandGroup(name: "Scenarios", subcommands: All.scenarios + [All.self, Summary.self]),
            CommandGroup(
                name: "The program itself",
                subcommands: [
                    StartBenchmark.self, ScreenBenchmark.self, BackgroundBenchmark.self,
                    MicroBenchmark.self,
                ]),
        ])
}
