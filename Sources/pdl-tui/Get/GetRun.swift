import DownloadCore
import DownloadEngine
import TerminalUI

/// One run of `get`: feeds the engine from the input, reports events, and decides when to exit.
///
/// The engine holds only a window of the list, and ended downloads leave it at once. A list of
/// 10,000 URLs therefore costs as much as one of a few hundred.
actor GetRun {
    /// The most downloads in the engine at a time, besides the active ones.
    static let window = 512
    /// Seconds allowed for flushing output after a signal.
    private static let shutdownTimeout = 0.25

    private let engine: Engine
    private let source: InputSource
    private let builder: RequestBuilder
    private var voice: GetReporter
    private let window: Int
    /// Downloads given to the engine, known to it, and ended.
    ///
    /// A Metalink adds more downloads than were given.
    private var given = 0
    private var added = 0
    private var ended = 0
    private var inputIsOver = false
    private var folder: String?
    private var hooks: Hooks?
    private let (room, makeRoom) = AsyncStream.makeStream(
        of: Void.self, bufferingPolicy: .bufferingNewest(1))
    private let (outcome, decide) = AsyncStream.makeStream(
        of: ExitStatus.self, bufferingPolicy: .bufferingOldest(1))

    init(engine: Engine, source: InputSource, builder: RequestBuilder, voice: GetReporter) {
        self.engine = engine
        self.source = source
        self.builder = builder
        self.voice = voice
        self.window = Self.window + builder.settings.active
    }

    /// Runs until every download has ended or a signal asks to stop.
    ///
    /// - Throws: `DownloadError` when no descriptors are left to handle signals.
    func run() async throws(DownloadError) -> ExitStatus {
        let signals = try StopSignals { [decide] _ in decide.yield(.interrupted) }
        hooks = Hooks(builder.settings, home: builder.home, output: .standardError) { message in
            Task { await self.complain(message) }
        }
        let watching = Task { await watch() }
        let feeding = Task { await feed() }
        var status = ExitStatus.interrupted
        for await decision in outcome {
            status = decision
            break
        }
        watching.cancel()
        feeding.cancel()
        await engine.shutdown()
        // Flushing depends on readers that may never read: another signal ends the wait at once.
        signals.endAtOnce()
        // A caller may rely on finished hooks after a completed run, but a signal must end it now.
        if status != .interrupted { await hooks?.finish() }
        if status == .interrupted {
            voice.end("interrupted; run the same command again to resume")
            voice.streams.flush(within: Self.shutdownTimeout)
        } else {
            voice.end()
            await voice.streams.flush()
            if status == .done, let error = voice.streams.output.failure {
                voice.complain(Output.problem(error))
                await voice.streams.flush()
                return .failed
            }
        }
        return status
    }

    /// Adds requests from the input to the engine while its window has room.
    private func feed() async {
        var room = room.makeAsyncIterator()
        while !Task.isCancelled {
            let entries = await source.next(window / 2)
            if entries.isEmpty { break }
            let requests = entries.flatMap(requests)
            given += requests.count
            await engine.add(requests)
            while max(given, added) - ended > window / 2, await room.next() != nil {}
        }
        inputIsOver = true
        decideIfOver()
    }

    private func watch() async {
        for await snapshot in engine.snapshots() {
            let taken = await engine.takeEnded()
            let endings = voice.tell(snapshot, ended: taken.downloads)
            await voice.streams.waitForRoom()
            added = taken.added
            ended += endings.count
            for event in endings { hooks?.run(for: event) }
            if !endings.isEmpty { makeRoom.yield() }
            decideIfOver()
        }
    }

    private func complain(_ message: String) {
        voice.complain(message, counts: false)
    }

    private func decideIfOver() {
        guard inputIsOver, added >= given, ended == added else { return }
        let failure = source.isEmpty ? ExitStatus.wrongUsage : .failed
        decide.yield(voice.failed > 0 ? failure : .done)
    }

    /// Returns an entry's requests after creating their directories; reports an error and returns
    /// none.
    private func requests(_ entry: InputSource.Entry) -> [DownloadRequest] {
        do {
            let requests = try builder.requests(try entry.get())
            for request in requests where request.directory != folder {
                do throws(SystemError) {
                    try makeFolder(request.directory)
                } catch {
                    throw SettingError(message: "\(Text.visible(request.directory)): \(error)")
                }
                folder = request.directory
            }
            return requests
        } catch {
            voice.complain((error as? SettingError)?.message ?? "\(error)")
            return []
        }
    }
}
