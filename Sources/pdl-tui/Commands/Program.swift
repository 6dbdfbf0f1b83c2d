import ArgumentParser
import DownloadCore
import DownloadEngine
import TerminalUI

/// The entry point: parses, runs, and turns errors into one line and an exit code.
@main
enum Program {
    static func main() async {
        openStandardFiles()
        ignoreBrokenPipes()
        Terminal.surviveSizeLimit()
        let arguments: [String]
        do {
            try OpenFiles.prepare()
            arguments = JoinedValues.separated(try ProcessArguments.take())
        } catch {
            leave(.of(error, arguments: []))
        }
        let isFetching = arguments.first == "get"
        // What runs for long sleeps while it has nothing to do.
        if !isFetching { TaskThreads.begin() }
        let preparation = isFetching ? Task { @concurrent in Engine.prepare() } : nil
        do {
            var command: any ParsableCommand
            if let quick = QuickCommands.command(for: arguments) {
                command = quick
            } else {
                command = try PDLTUI.parse(ArgumentList(arguments))
            }
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            // A process that exits while libraries initialize may crash.
            await preparation?.value
            leave(.of(error, arguments: arguments))
        }
        if Output.standardOutput.failure != nil { leave(CommandFailure(code: .done)) }
    }

    /// Prints a failure and ends the process.
    ///
    /// A command whose output is incomplete has failed.
    private static func leave(_ failure: CommandFailure) -> Never {
        Output.standardOutput.write(failure.output)
        Output.standardError.write(failure.complaint)
        guard failure.code == .done, let error = Output.standardOutput.failure else {
            exitProcess(failure.code)
        }
        Output.standardError.write("pdl-tui: \(Output.problem(error))\n")
        exitProcess(.failed)
    }
}
