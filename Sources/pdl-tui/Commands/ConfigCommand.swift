import ArgumentParser
import Glibc
import TerminalUI

/// `pdl-tui config`: prints the effective settings as a configuration file, with their origin.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Print the effective settings and their origin.",
        discussion: """
            The output is a configuration file: it can be saved as config.toml.
            With the RPC switched on, its address follows, and on a terminal its secret.
            Precedence: command line, environment (PDL_...), configuration file, defaults.
            """)

    @OptionGroup(title: "Configuration options")
    var options: ConfigurationOptions

    func run() throws {
        let paths = try Paths.current()
        let effective = try EffectiveSettings.load(options.choice, paths: paths)
        Output.standardOutput.write(
            effective.text(configuration: paths.configuration)
                + effective.remoteText(
                    secretFile: paths.secret, isTerminal: isatty(STDOUT_FILENO) == 1))
    }
}
