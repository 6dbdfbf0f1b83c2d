import ArgumentParser
import DownloadCore
import DownloadEngine
import TerminalUI

/// The root command: its name and its subcommands.
struct PDLTUI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pdl-tui",
        abstract: "A download manager for the terminal.",
        version: "pdl-tui \(EngineConfiguration.version)",
        subcommands: [
            InterfaceCommand.self, Get.self, List.self, AddCommand.self, PauseCommand.self,
            ResumeCommand.self, RetryCommand.self, RemoveCommand.self, LimitCommand.self,
            FragmentsCommand.self, WatchCommand.self, DaemonCommand.self, StopCommand.self,
            ConfigCommand.self, CompletionsCommand.self,
        ],
        defaultSubcommand: InterfaceCommand.self)
}
