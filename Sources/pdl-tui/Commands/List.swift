import ArgumentParser
import DownloadEngine
import Glibc
import TerminalUI

/// `pdl-tui list`: the queue and history as the ledger has them.
struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Print the queue and history.",
        discussion: """
            The queue comes first, in its order, then what was finished or taken out of it, latest \
            first. It says how far a download was when the ledger was written last.
            """)

    @Flag(help: "one JSON object per line (version 1: see man pdl-tui)")
    var json = false

    func run() async throws {
        guard let path = Paths.current().ledger else {
            throw SettingError(
                message: "there is no ledger: neither HOME nor XDG_STATE_HOME is set")
        }
        // A look must not leave anything behind where nothing was.
        guard access(path, F_OK) == 0 || errno != ENOENT else { return }
        do throws(LedgerError) {
            let (ledger, notice) = try Ledger.open(path: path)
            if let notice { Output.standardError.write("pdl-tui: \(Text.visible(notice))\n") }
            try await LedgerListing(ledger: ledger, isJSON: json).write(to: .standardOutput)
            await ledger.close()
        } catch {
            Output.standardError.write("pdl-tui: \(Text.visible(error.cause))\n")
            throw ExitCode(ExitStatus.failed.rawValue)
        }
    }
}
