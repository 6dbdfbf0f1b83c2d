import ArgumentParser

/// The program that looks for lost and wrong bytes under rough handling.
@main
struct Soak: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Soak",
        abstract: "Handles downloads roughly and checks that every byte is right.",
        subcommands: [Kills.self, Stress.self], defaultSubcommand: Kills.self)
}
