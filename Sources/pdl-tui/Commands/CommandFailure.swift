import ArgumentParser
import DownloadCore
import DownloadEngine
import EngineLink
import TerminalUI

/// The outcome of a command that did not complete: its output and its exit code.
struct CommandFailure: Equatable {
    /// The text for standard output: help or version.
    var output = ""
    /// The text for standard error: one line with the fault, and a hint.
    var complaint = ""
    /// The exit code.
    var code: ExitStatus

    /// Returns the outcome of a command that has thrown `error`.
    ///
    /// - Parameters:
    ///   - error: The error of parsing or running.
    ///   - arguments: The arguments without the program's name, for the hint.
    /// - Returns: The texts to print, and the exit code.
    static func of(_ error: any Error, arguments: [String]) -> CommandFailure {
        switch error {
        case let error as SettingError:
            wrongUsage(error.message, arguments: arguments)
        case let error as DownloadError:
            CommandFailure(
                complaint: "pdl-tui: \(Text.visible(error.cause))\n", code: .failed)
        case let error as LinkError:
            CommandFailure(
                complaint: "pdl-tui: \(Text.visible(error.description))\n", code: .failed)
        case let code as ExitCode:
            CommandFailure(code: ExitStatus(rawValue: code.rawValue) ?? .failed)
        case _ where PDLTUI.exitCode(for: error) != .success:
            wrongUsage(PDLTUI.message(for: error), arguments: arguments)
        case _ where ["-h", "--help", "help"].contains(arguments.joined(separator: " ")):
            // The bare command opens the interface, so its help is the interface's, not a list.
            CommandFailure(
                output: PDLTUI.helpMessage(for: InterfaceCommand.self) + "\n", code: .done)
        default:
            CommandFailure(output: PDLTUI.fullMessage(for: error) + "\n", code: .done)
        }
    }

    private static func wrongUsage(_ message: String, arguments: [String]) -> CommandFailure {
        let known = PDLTUI.configuration.subcommands.compactMap { $0.configuration.commandName }
        let subcommand = arguments.first.flatMap { known.contains($0) ? $0 : nil }
        let line = message.split(separator: "\n").map { Text.visible(String($0)) }
            .joined(separator: " ")
        let command = ["pdl-tui", subcommand].compactMap(\.self).joined(separator: " ")
        return CommandFailure(
            complaint: "pdl-tui: \(line)\nTry '\(command) --help'.\n", code: .wrongUsage)
    }
}
