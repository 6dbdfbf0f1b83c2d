import ArgumentParser

/// The program that detects lost and wrong bytes under stress.
@main
struct Soak: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Soak",
        abstract: "Handles downloads roughly and checks that every byte is right.",
        subcommands: [Kills.self, Stress.self, Frames.self], defaultSubcommand: Kills.self)
}
