import ArgumentParser
import DownloadCore
import DownloadEngine
import Glibc
import TerminalUI

/// The engine of the interface with what goes on beside it.
struct InterfaceService: DownloadService {
    private let engine: Engine
    private let companions: Companions

    /// Starts the engine with its queue, and adds what the command line names.
    ///
    /// - Throws: `DownloadError` when the engine cannot be started.
    init(_ command: CommandSettings, adding requests: [DownloadRequest]) async throws {
        engine = try await Engine.start(
            command.engineConfiguration(ledger: command.paths.ledger))
        companions = await Companions.begin(command, engine: engine)
        await engine.takeUp(requests)
    }

    func perform(_ intent: Intent) async { await engine.perform(intent) }

    func snapshots() -> AsyncStream<Snapshot> { engine.snapshots() }

    func shutdown() async {
        await engine.shutdown()
        await companions.end()
    }
}
