import ArgumentParser
import DownloadCore
import DownloadEngine
import EngineLink
import Glibc
import TerminalUI

/// `pdl-tui list`: prints the queue and the history.
struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Print the queue and history.",
        discussion: """
            The queue comes first, in its order, then what was finished or taken out of it, latest \
            first. While an engine runs, the queue is its live state, numbered for the other commands.
            """)

    @Flag(help: "one JSON object per line (version 1: see man pdl-tui)")
    var json = false

    /// Returns the queue of the running engine; `nil` when none runs or it cannot be reached.
    private func liveQueue(_ paths: Paths) async -> Snapshot? {
        do throws(LinkError) {
            guard let client = try EngineAccess.running(paths) else { return nil }
            client.limitSilence()
            let snapshot = try await client.snapshot()
            try? await client.end(.leave)
            return snapshot
        } catch {
            if error != .lost {
                Output.standardError.write(
                    "pdl-tui: the saved queue, not the live one: \(Text.visible("\(error)"))\n")
            }
            return nil
        }
    }

    func run() async throws {
        let paths = try Paths.current()
        let live = await liveQueue(paths)
        if let live {
            Output.standardOutput.write(LiveListing(snapshot: live, isJSON: json).text)
        }
        guard let path = paths.ledger else {
            throw SettingError(
                message: "there is no ledger: neither HOME nor XDG_STATE_HOME is set")
        }
        // Reading must not create a ledger.
        guard access(path, F_OK) == 0 || errno != ENOENT else { return }
        do throws(LedgerError) {
            let ledger = try Ledger.openForReading(path: path)
            try await LedgerListing(ledger: ledger, isJSON: json, hasQueue: live == nil)
                .write(to: .standardOutput)
            await ledger.close()
        } catch {
            Output.standardError.write("pdl-tui: \(Text.visible(error.cause))\n")
            throw ExitCode(ExitStatus.failed.rawValue)
        }
    }
}
