import ArgumentParser
import Dispatch
import DownloadCore
import DownloadEngine
import EngineLink
import Glibc
import TerminalUI

/// `pdl-tui daemon`: runs the engine without an interface.
struct DaemonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "daemon",
        abstract: "Run the engine without an interface.",
        discussion: """
            It runs until "pdl-tui stop" or SIGTERM, and reads its settings again on SIGHUP. pdl-tui \
            shows what it does; add, pause, resume, retry, remove, limit and fragments control it. \
            Started by another command or by systemd's socket, it also ends when it has had nothing \
            to do for as long as the setting idle-exit says.
            """)

    @OptionGroup(title: "Download options")
    var options: DownloadOptions

    @Flag(name: .customLong("started-by-face"), help: .private)
    var isStartedByFace = false

    mutating func validate() throws {
        let unusable = [
            ("--output", options.output != nil), ("--checksum", options.checksum != nil),
            ("--mirror", !options.mirror.isEmpty), ("--input-file", !options.inputFile.isEmpty),
        ]
        if let name = unusable.first(where: \.1)?.0 {
            throw ValidationError("\(name) is for URLs; hand them over with \"pdl-tui add\"")
        }
    }

    func run() async throws {
        guard isStartedByFace else { return try await DaemonRun(options).run() }
        let channel = Self.takeInput()
        // Meanwhile the other engine ends.
        let preparation = Task { @concurrent in Engine.prepare() }
        do {
            // Faults in the settings are reported before the other process gives anything up.
            _ = try CommandSettings(options, usesDownloadFolder: true)
            channel.send(DaemonReport.ready)
            let parts = { channel.receive(HandOver.self, within: 3600) }
            guard let handOver = HandOver.joined(parts) else { return await preparation.value }
            try await DaemonRun(options, handOver: handOver, channel: channel).run()
        } catch {
            // A process that exits while libraries initialize may crash.
            await preparation.value
            if error is ExitCode { throw error }
            let failure = CommandFailure.of(error, arguments: [])
            let reason = (error as? LinkError)?.description ?? failure.complaint
            let isTaken = (error as? LinkError) == .taken
            channel.send(isTaken ? DaemonReport.taken : .failed(reason))
            throw ExitCode(failure.code.rawValue)
        }
    }

    /// Takes the channel to the parent process from standard input, and leaves that empty.
    private static func takeInput() -> FrameChannel {
        let number = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
        let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
        dup2(null, STDIN_FILENO)
        close(null)
        return FrameChannel(SocketHandle(number))
    }
}

/// A run of the engine without an interface, from its start to its end.
struct DaemonRun {
    /// An event that the run handles.
    private enum Event: Sendable {
        case stop
        case reload
        /// The queue has work to do, or none.
        case work(Bool)
        case faces
        case idle(Int)
        case ended
    }

    private let options: DownloadOptions
    private let handOver: HandOver
    /// The channel on which to report that faces can connect.
    private let channel: FrameChannel?
    /// Whether it was started on demand, and so ends when it is idle.
    private let isStartedOnDemand: Bool
    private let inherited: SocketHandle?
    private let events: AsyncStream<Event>
    private let event: AsyncStream<Event>.Continuation
    /// Waits for the end of idle times; `Task.sleep` would wake the process every second.
    private let timer = DispatchQueue(label: "idle-exit")

    init(_ options: DownloadOptions, handOver: HandOver? = nil, channel: FrameChannel? = nil) {
        self.channel = channel
        self.options = options
        self.handOver = handOver ?? HandOver()
        (events, event) = AsyncStream.makeStream(of: Event.self)
        inherited = ServiceManager.takeSocket()
        // Some terminals show notifications themselves, but this engine writes to none.
        for name in ["TERM", "TERM_PROGRAM", "LC_TERMINAL"] { unsetenv(name) }
        isStartedOnDemand = handOver != nil || inherited != nil
    }

    private func claim(_ endpoint: Endpoint) throws -> EngineClaim {
        do {
            return try EngineClaim(endpoint, inherited: inherited)
        } catch {
            guard error == .taken, !isStartedOnDemand else { throw error }
            throw LinkError.failed("an engine is running already; pdl-tui shows it")
        }
    }

    private func settings() throws(SettingError) -> CommandSettings {
        try CommandSettings(
            options, and: handOver.options.map { ($0.name, $0.value) }, usesDownloadFolder: true)
    }

    /// Runs until it is stopped.
    ///
    /// - Throws: `SettingError`, `LinkError` or `DownloadError` when it cannot start.
    func run() async throws {
        let command = try settings()
        guard let endpoint = command.paths.endpoint else {
            throw LinkError.failed("no place for a socket: HOME and XDG_RUNTIME_DIR are not set")
        }
        let claim = try claim(endpoint)
        let signals = try StopSignals([SIGINT, SIGTERM]) { [event] _ in event.yield(.stop) }
        let reloads = try SignalSource(SIGHUP, on: DispatchQueue(label: "reload")) { [event] in
            event.yield(.reload)
        }
        let engine = try await OwnEngine.start(
            command, options: handOver.options, claim: claim, state: handOver,
            requiresLedger: true, change: { [event] in event.yield(.faces) })
        let watching = Task { [event] in
            var hasWork: Bool?
            for await snapshot in engine.snapshots() where snapshot.hasWork != hasWork {
                hasWork = snapshot.hasWork
                event.yield(.work(snapshot.hasWork))
            }
            event.yield(.ended)
        }
        await report(engine.remote)
        channel?.send(DaemonReport.listening)
        ServiceManager.notify("READY=1\nMAINPID=\(getpid())")
        await handleEvents(of: engine, idleExit: command.settings.idleExit)
        ServiceManager.notify("STOPPING=1")
        signals.endAtOnce()
        try await engine.end(.stop)
        watching.cancel()
        reloads.cancel()
    }

    /// Handles events until one ends the run.
    private func handleEvents(of engine: OwnEngine, idleExit: Double) async {
        var (hasWork, generation, idleExit) = (true, 0, idleExit)
        for await event in events {
            switch event {
            case .stop, .ended: return
            case .reload: idleExit = await reload(engine)?.idleExit ?? idleExit
            case .work(let now): hasWork = now
            case .faces: break
            case .idle(let number):
                if number == generation { return }
                // An outdated timer is no event: counting it would outdate the current one, too.
                continue
            }
            generation += 1
            guard isStartedOnDemand, !hasWork, engine.faces == 0 else { continue }
            let number = generation
            timer.asyncAfter(deadline: .now() + idleExit) { [event = self.event] in
                event.yield(.idle(number))
            }
        }
    }

    private func report(_ remote: RemoteAccess?) {
        guard case .failed(let reason) = remote else { return }
        Output.standardError.write("pdl-tui: RPC: \(Text.visible(reason))\n")
    }

    /// Reads the settings again and applies them; keeps the old ones if there is a fault.
    private func reload(_ engine: OwnEngine) async -> Settings? {
        ServiceManager.notify("RELOADING=1")
        defer { ServiceManager.notify("READY=1") }
        do {
            let command = try settings()
            await engine.apply(command)
            await report(engine.remote)
            return command.settings
        } catch {
            Output.standardError.write(CommandFailure.of(error, arguments: ["daemon"]).complaint)
            return nil
        }
    }
}
