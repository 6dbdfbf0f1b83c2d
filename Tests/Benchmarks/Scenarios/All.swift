import ArgumentParser

/// Runs every scenario with its defaults.
struct All: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Every scenario above.")

    @OptionGroup var options: RaceOptions

    /// The scenarios in order.
    static let scenarios: [any RaceCommand.Type] = [
        Loopback.self, Https.self, Limited.self, LimitRate.self, Uneven.self, Stall.self,
        Flaky.self, Capped.self, Allowed.self, Wan.self, Many.self, ManyWan.self,
        Resume.self, Display.self, Scale.self,
    ]

    func run() async throws {
        let bench = try await Bench(options)
        for scenario in All.scenarios {
            guard var command = try scenario.parseAsRoot([]) as? any RaceCommand else { continue }
            command.options = options
            try await command.run(bench)
        }
    }
}
