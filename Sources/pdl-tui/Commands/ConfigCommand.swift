import ArgumentParser
import TerminalUI

/// `pdl-tui config`: the settings that hold, as a configuration file, with where each came from.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Print the settings that hold and where each comes from.",
        discussion: """
            The output is a configuration file: it can be saved as config.toml.
            Order: command line, then environment (PDL_...), then the configuration file, then \
            what is built in.
            """)

    @OptionGroup(title: "Configuration options")
    var options: ConfigurationOptions

    func run() throws {
        let paths = Paths.current()
        let effective = try EffectiveSettings.load(options.choice, paths: paths)
        Output.standardOutput.write(effective.text(configuration: paths.configuration))
    }
}
